"""What a person may find at all, as pieces of the search's statement: open tickets, readable messages.

For colleagues whom nothing binds both are composed once for each role; the others' are composed anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from core.search.composing import Piece, rows
from core.tickets.models import Message, Ticket
from core.tickets.selectors.access import is_unbound, said_to, shape, visible
from tenants.database.composed import composed
from tenants.kernel.actor import Actor


def tickets(actor: Actor, hidden: Sequence[int]) -> QuerySet[Ticket]:
    """Those one may see, but for merged ones and for these statuses."""
    found = visible(actor).filter(merged_into=None)
    return found.exclude(status__in=hidden) if hidden else found


def titles(found: QuerySet[Ticket]) -> QuerySet[Any]:
    return found.order_by().values_list("pk", "subject")


def seen(actor: Actor, hidden: tuple[int, ...]) -> Piece:
    """(id, subject) of `tickets`. EmptyResultSet: none."""
    if not is_unbound(actor):
        return rows(titles(tickets(actor, hidden)))
    text, values = _seen.piece(shape(actor), hidden, me=actor.id)
    return Piece(text, tuple(values))


def readable(actor: Actor) -> Piece:
    """(id, ticket, words) of the messages that one may read. EmptyResultSet: none."""
    if not is_unbound(actor):
        return rows(_messages(actor))
    text, values = _readable.piece(shape(actor), me=actor.id)
    return Piece(text, tuple(values))


def _messages(actor: Actor) -> QuerySet[Any]:
    messages = said_to(actor, Message.objects.filter(withdrawn_at=None))
    return messages.order_by().values_list("pk", "ticket_id", "words")


@composed
def _seen(actor: Actor, hidden: tuple[int, ...], *, me: Any) -> QuerySet[Any]:
    return titles(tickets(replace(actor, id=me), hidden))


@composed
def _readable(actor: Actor, *, me: Any) -> QuerySet[Any]:
    return _messages(replace(actor, id=me))
