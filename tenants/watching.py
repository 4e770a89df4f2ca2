"""What log lines and error reports say about where they happened: tenant, request, actor, task.

Values live in structlog's context variables, so every line written in between carries them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog


@dataclass(frozen=True, slots=True)
class Visit:
    """The request we are answering: for audit lines and problem answers."""

    request_id: str = ""
    ip: str = ""


NOWHERE = Visit()
_visit: ContextVar[Visit] = ContextVar("visit", default=NOWHERE)


def visit() -> Visit:
    """The current request's id and address; empty strings outside of a request."""
    return _visit.get()


@contextmanager
def visiting(this: Visit) -> Iterator[None]:
    mark = _visit.set(this)
    try:
        yield
    finally:
        _visit.reset(mark)


@contextmanager
def bind_log(**values: Any) -> Iterator[None]:
    """Every log line inside the block carries the values."""
    with structlog.contextvars.bound_contextvars(**values):
        yield
