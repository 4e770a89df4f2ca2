"""Types of tickets, as the desk remembers them: reads without a query."""

from __future__ import annotations

from core.desk import book
from core.desk.models import TicketType
from core.desk.refusals import NoSuchType


def kinds(*, hidden: bool = False) -> tuple[TicketType, ...]:
    """In their order; those out of use only on request."""
    return tuple(row for row in book.page().types if hidden or row.is_active)


def kind(key: str) -> TicketType:
    """By key, those out of use too. NoSuchType."""
    for row in book.page().types:
        if row.key == key:
            return row
    raise NoSuchType(key=key[:60])


def kind_by_id(pk: int | None) -> TicketType | None:
    return book.page().by_id[TicketType].get(pk or 0)
