"""Rate limits, counted in Redis under the tenant's name.

When Redis is away a counter in this process takes over: limits get looser, never absent.
"""

from __future__ import annotations

import logging
import time
from functools import cache

from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from tenants import context
from tenants.kernel.errors import TooMany
from tenants.kernel.once import once

log = logging.getLogger(__name__)


def hit(name: str, *who: object) -> None:
    """Count one try of `who` at `name` (a key of settings.RATE_LIMITS). TooMany above the limit."""
    item = _rule(settings.RATE_LIMITS[name])
    key = (context.current_schema(), name, *map(str, who))
    limiter = _limiter("redis")
    try:
        allowed = limiter.hit(item, *key)
        reset = 0.0 if allowed else limiter.get_window_stats(item, *key).reset_time
    except Exception:  # any storage fault: count here instead
        log.warning("rate limits count in memory: redis is away")
        limiter = _limiter("memory")
        allowed = limiter.hit(item, *key)
        reset = 0.0 if allowed else limiter.get_window_stats(item, *key).reset_time
    if not allowed:
        raise TooMany(retry_after=max(1, int(reset - time.time()) + 1))


@cache
def _rule(text: str) -> RateLimitItem:
    return parse(text)


@cache
def _limiter(where: str) -> FixedWindowRateLimiter:
    storage: Storage = MemoryStorage() if where == "memory" else _redis()
    return FixedWindowRateLimiter(storage)


@once
def _redis() -> Storage:
    url = settings.REDIS_URL.replace("unix://", "redis+unix://", 1)
    return RedisStorage(url, key_prefix="limits", socket_timeout=0.5, socket_connect_timeout=0.5)
