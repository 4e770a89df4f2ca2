"""Lists that are asked for all day: open tickets, perhaps one's own or nobody's. Their statement is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from core.tickets.models import Ticket
from core.tickets.selectors.access import is_unbound, shape
from core.tickets.selectors.inbox import Filters, inbox
from tenants.database.composed import composed
from tenants.kernel.actor import Actor

ORDERS = ("urgency", "newest", "oldest", "created")  # no moment stands in their statements
ASSIGNEES = ("", "me", "none")


def first_rows(actor: Actor, filters: Filters, columns: tuple[str, ...], limit: int) -> list[Ticket] | None:
    """The first ones of `inbox`, with these columns. None: it is another list, or the actor is bound."""
    usual = Filters(order=filters.order, assignee=filters.assignee)
    is_usual = filters == usual and filters.assignee in ASSIGNEES and filters.order in ORDERS
    if not (is_usual and is_unbound(actor)):
        return None
    return _first(shape(actor), usual, columns, limit, me=actor.id)


@composed
def _first(
    actor: Actor, filters: Filters, columns: tuple[str, ...], limit: int, *, me: Any
) -> QuerySet[Ticket]:
    return only(inbox(replace(actor, id=me), filters), columns)[:limit]


def only(rows: QuerySet[Ticket], columns: tuple[str, ...]) -> QuerySet[Ticket]:
    """A list with these columns and no others; "responsible__name" brings along who that is."""
    if "responsible__name" in columns:
        rows = rows.select_related("responsible")
    return rows.only(*columns)
