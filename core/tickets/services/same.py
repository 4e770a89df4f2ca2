"""Is a new ticket about the same matter as another open one? A machine asks, people decide."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from core.audit import trail
from core.tickets.models import SameCase, Ticket
from core.tickets.services.rows import locked
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line

ASKED, MERGED, APART = SameCase.State.ASKED, SameCase.State.MERGED, SameCase.State.APART


def ask_same(ticket: Ticket, other_id: int, *, score: float, why: str) -> None:
    """Say that a ticket opened just now may belong to another one of the same customer. Once a ticket."""
    SameCase.objects.get_or_create(
        ticket=ticket, defaults={"other_id": other_id, "score": score, "why": one_line(why, 200)}
    )


@transaction.atomic
def keep_apart(ticket: Ticket, *, by: Actor) -> None:
    """They are two matters, and nobody is asked again. Twice is once. Raises TicketIsMerged."""
    ticket = locked(ticket.pk)
    row = SameCase.objects.filter(ticket=ticket, state=ASKED).select_related("other").first()
    if row is None:
        return
    SameCase.objects.filter(pk=row.pk).update(state=APART, decided_by=by.ref)
    trail.record("ticket.kept_apart", on=ticket, by=by, after={"ticket": row.other.label, "score": row.score})


def answered_by_merge(ticket: Ticket, survivor: Ticket, by: Actor) -> None:
    """They were merged: the question between the two is answered. The caller holds both locks."""
    pair = Q(ticket=ticket, other=survivor) | Q(ticket=survivor, other=ticket)
    SameCase.objects.filter(pair, state=ASKED).update(state=MERGED, decided_by=by.ref)
