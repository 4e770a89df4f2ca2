"""What chance begins with in learning: settings.AI_SEED, or what an organization chose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_chosen: ContextVar[int | None] = ContextVar("seed", default=None)


def seed() -> int:
    chosen = _chosen.get()
    return settings.AI_SEED if chosen is None else chosen


@contextmanager
def begins_with(chosen: int) -> Iterator[None]:
    """Everything learned inside of the block begins with this."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)
