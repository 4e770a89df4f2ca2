"""Our clock. Everything that asks for the time asks here, so yesterday can be tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended_time", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC; the pretended one inside `at`."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Pretend that it is `moment` (aware) inside the block, in this thread only."""
    if moment.tzinfo is None:
        raise ValueError("clock.at needs an aware datetime")
    mark = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(mark)
