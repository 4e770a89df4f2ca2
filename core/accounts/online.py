"""Which colleagues have a page open just now, and when each was last there.

Kept by the process that holds their lines (core/realtime), read by whoever hands out work. Two sorted sets
in Redis per organization: until when somebody counts as online, which an open line puts off again and again,
and when they were last seen. Without Redis nobody is online.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from tenants import context
from tenants.kernel.once import once

STAYS = 45.0  # seconds after the last word of an open line
LEFT = 20.0  # seconds after the last one closed: long enough to go from page to page


def online_key(schema: str) -> str:
    return f"live:{schema}:online"


def seen_key(schema: str) -> str:
    return f"live:{schema}:seen"


def online_people() -> frozenset[int]:
    """Ids of colleagues of the current tenant with an open page."""
    try:
        found: Any = _redis().zrangebyscore(online_key(context.require_tenant()), time.time(), "+inf")
    except RedisError:
        return frozenset()
    return frozenset(int(one) for one in found)


def last_seen_online(users: Collection[int]) -> dict[int, datetime]:
    """When each of them last had a page open; without those who never had."""
    if not users:
        return {}
    try:
        found = _redis().zmscore(seen_key(context.require_tenant()), [str(user) for user in users])
    except RedisError:
        return {}
    pairs = zip(users, found, strict=True)
    return {user: datetime.fromtimestamp(score, UTC) for user, score in pairs if score is not None}


@once
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
