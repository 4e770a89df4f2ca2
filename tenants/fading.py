"""What may be some minutes old: read once for all processes, kept in Redis, and near at hand for a while.

For figures of a tenant that nobody is told of when they change; what people change is for `remembered`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache

from tenants import context
from tenants.kernel import memory

T = TypeVar("T")
MOST = 1_000  # tenants of which a process keeps a value; then it begins anew


class Fading(Generic[T]):
    """One value per tenant.

    key: in the cache; seconds: how old it may be. read: asks the database. otherwise: the value while Redis
    is away, when asking each time would be dear. near: seconds for which a process does not ask Redis again.
    """

    def __init__(
        self, key: str, seconds: float, read: Callable[[], T], *, otherwise: T, near: float = 0.0
    ) -> None:
        self.key, self.seconds, self.read, self.otherwise, self.near = key, seconds, read, otherwise, near
        self.kept: dict[str, tuple[float, T]] = {}
        memory.droppable(self.kept.clear)

    def __call__(self) -> T:
        """The current tenant's. Shared between threads: read, never written."""
        schema, now = context.require_tenant(), time.monotonic()
        until, known = self.kept.get(schema, (0.0, self.otherwise))
        if until > now:
            return known
        value = self._shared()
        if self.near:
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[schema] = now + self.near, value
        return value

    def _shared(self) -> T:
        try:
            kept: T | None = cache.get(self.key)
        except Exception:  # Redis away
            return self.otherwise
        if kept is not None:
            return kept
        fresh = self.read()
        try:
            cache.set(self.key, fresh, self.seconds)
        except Exception:  # Redis away: read again next time
            return fresh
        return fresh
