"""Who answers for a ticket, beside who holds it, and how long it may take. Written by `change`.

Whoever answers for it need not work at it: seeing it is enough. It stays theirs wherever it is moved.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.accounts.models import User
from core.tickets.models import Ticket
from core.tickets.rules import MOST_ESTIMATED, VIEW
from core.tickets.selectors.reach import may
from tenants.kernel.errors import Invalid, Refused


class CannotAnswer(Refused):
    """The colleague is inactive, or may not see tickets (of that queue). data: agent (id), reason (code)."""

    code = "ticket.cannot_answer"
    status = 409
    sentence = "This person cannot answer for the ticket: they could not open it."


class BadEstimate(Invalid):
    code = "ticket.estimate_invalid"
    sentence = "Give a length of time such as 1.5, 1h 30m or 45m, 10,000 hours at most."


def set_responsible(ticket: Ticket, user: User | None) -> Iterable[str]:
    """On the row in hand; returns the columns to save. Whether they can is asked once all is written."""
    ticket.responsible = user
    return ["responsible"]


def check(ticket: Ticket) -> None:
    """Of a row in hand, in the queue it is to lie in, whose responsible person is a new one. CannotAnswer."""
    user = ticket.responsible
    if user and (reason := _why_not(user, ticket.queue_id)):
        raise CannotAnswer(agent=user.pk, reason=reason)


def set_estimate(ticket: Ticket, minutes: int | None) -> Iterable[str]:
    """None or 0: nobody says. Raises BadEstimate."""
    if minutes is not None and not 0 <= minutes <= MOST_ESTIMATED:
        raise BadEstimate
    ticket.estimated_minutes = minutes or None
    return ["estimated_minutes"]


def _why_not(user: User, queue: int) -> str:
    if not user.is_active:
        return "inactive"
    return "" if user.actor.may(VIEW) and may(user.actor, queue, VIEW) else "not_in_queue"
