"""Why is it mine? Why did nobody get it? What was done, and how everybody stands to it now."""

from __future__ import annotations

from dataclasses import dataclass

from core.assignment import book
from core.assignment.models import Handing, Policy
from core.assignment.rules import Who, why_not
from core.assignment.selectors.needs import needs_of, unheld
from core.assignment.selectors.people import roster
from core.tickets.models import Ticket

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Trace:
    """lines: newest first. waits: whether it would be given to somebody now; people: (who, key of rules.NO or
    "") where nobody holds it and its queue hands out."""

    policy: Policy
    lines: list[Handing]
    waits: bool
    people: list[tuple[Who, str]]


def trace(ticket: Ticket) -> Trace:
    policy = book.page().policy(ticket.queue_id)
    lines = list(Handing.objects.filter(ticket=ticket).select_related("user")[:SHOWN])
    waits = policy.is_on and ticket.assignee_id is None and unheld().filter(pk=ticket.pk).exists()
    if not waits:
        return Trace(policy, lines, False, [])
    people = roster()
    need = needs_of([ticket], people)[ticket.pk]
    return Trace(policy, lines, True, [(who, why_not(who, need, policy)) for who in people])
