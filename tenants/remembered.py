"""What a tenant changes rarely and every request asks: kept in the process, no query per question.

A value is believed for TRUST seconds; then one look at Redis tells whether any process has changed
something (`changed`), and it is kept or read anew. Inside a transaction that changed something it
is read fresh and not kept, because a rollback must leave no trace; `apart` is for a transaction that
changes much and may take all of it back. Values are shared between threads: read, never write them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tenants import context
from tenants.kernel import ids, memory
from tenants.models import Tenant

TRUST = 3.0  # seconds; how long another process' change may go unnoticed
T = TypeVar("T")

_all: list[Remembered[Any]] = []
_own: ContextVar[dict[tuple[str, str], Any] | None] = ContextVar("remembered_apart", default=None)


@dataclass(slots=True)
class Kept(Generic[T]):
    value: T
    version: str
    until: float  # by time.monotonic


class Remembered(Generic[T]):
    """One value per tenant. key: of its version in the cache. read: asks the database for it."""

    def __init__(self, key: str, read: Callable[[], T]) -> None:
        self.key, self.read = key, read
        self.kept: dict[str, Kept[T]] = {}
        _all.append(self)

    def __call__(self) -> T:
        """The current tenant's."""
        here = connections[DEFAULT_DB_ALIAS]  # once: a list of fifty rows comes by a hundred times
        schema: str = here.schema_name  # type: ignore[attr-defined]
        if (own := _own.get()) is not None:
            if (self.key, schema) not in own:
                own[self.key, schema] = self.read()
            found: T = own[self.key, schema]
            return found
        if here.in_atomic_block and here.run_on_commit and self._changed_here(here, schema):
            return self.read()
        known, moment = self.kept.get(schema), time.monotonic()
        if known and known.until > moment:
            return known.value
        context.require_tenant()
        version = self._version()
        if known and version and known.version == version:
            known.until = moment + TRUST
            return known.value
        fresh = Kept(self.read(), version, moment + TRUST)
        self.kept[schema] = fresh
        return fresh.value

    def anew(self) -> T:
        """The value as the database has it now: for who holds the lock and is about to replace it."""
        schema = context.require_tenant()
        if (own := _own.get()) is not None:
            own.pop((self.key, schema), None)
        else:
            self.kept.pop(schema, None)
        return self()

    def changed(self) -> None:
        """Every process reads anew once this transaction commits."""
        forget_apart()  # one value may hold rows of another one's tables
        transaction.on_commit(_Announce(self, context.require_tenant(), context.here()))

    def _changed_here(self, here: Any, schema: str) -> bool:
        """Whether an announcement of ours still waits for the commit. A rollback drops it."""
        return _Announce(self, schema) in (call for _ids, call, *_ in here.run_on_commit)

    def _version(self) -> str:
        """The word of the last change; "" when Redis does not know or does not answer."""
        try:
            return str(cache.get_or_set(self.key, partial(ids.public_id), None))
        except Exception:  # Redis away: read anew each TRUST seconds
            return ""


@dataclass(frozen=True)
class _Announce:
    """Run after commit. Sets the version to a new word, so nobody who is late can repeat an old one."""

    of: Remembered[Any]
    schema: str
    where: Tenant | None = field(default=None, compare=False)  # a schema in the making has no row yet

    def __call__(self) -> None:
        self.of.kept.pop(self.schema, None)
        with context.tenant(self.where or self.schema):
            try:
                cache.set(self.of.key, ids.public_id(), None)
            except Exception:  # Redis away: other processes read anew when they cannot ask it either
                return


@contextmanager
def apart() -> Iterator[None]:
    """Inside, values are read for this block alone: its transaction may be taken back."""
    token = _own.set({})
    try:
        yield
    finally:
        _own.reset(token)


def forget_apart() -> None:
    """What a block apart has read so far; to be called when a part of it was rolled back."""
    if (own := _own.get()) is not None:
        own.clear()


def forget() -> None:
    """Drop everything this process remembers (between tests, after a restore)."""
    for each in _all:
        each.kept.clear()


memory.droppable(forget)
