"""Whose changes somebody may hear of as they happen. For lines that stay open, where no row is asked for."""

from __future__ import annotations

from core.tickets.models import Ticket
from core.tickets.rules import VIEW
from core.tickets.selectors.reach import queues_at
from tenants.kernel.actor import Actor
from tenants.kernel.reach import Level

Queues = frozenset[int] | None


def queues_heard(actor: Actor) -> tuple[Queues, Queues]:
    """The queues whose tickets the actor may see in lists, and read; None: all. As `visible`, but rows."""
    if actor.kind not in ("system", "ai") and not actor.may(VIEW):
        return frozenset(), frozenset()
    lists, reads = (queues_at(actor, level) for level in (Level.OVERVIEW, Level.READ))
    return None if lists is None else frozenset(lists), None if reads is None else frozenset(reads)


def queue_of(ticket_id: int) -> int | None:
    """Also of one in the bin; None when there is no such ticket any more."""
    return Ticket.every.filter(pk=ticket_id).values_list("queue_id", flat=True).first()
