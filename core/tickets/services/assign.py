"""Who holds a ticket: assign, take over, release.

Called alike by agent pages, the API, automation and advice. One transaction, one audit line,
one event.
"""

from __future__ import annotations

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.tickets.events import TicketAssigned
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.services.rows import locked, save
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


class CannotTake(Refused):
    """The agent is inactive or may not answer customers. data: agent (id), reason (code)."""

    code = "ticket.cannot_take"
    status = 409
    sentence = "This person cannot take tickets."


@transaction.atomic
def assign(ticket: Ticket, to: User | None, *, by: Actor, seen: int | None = None) -> Ticket:
    """Hand the ticket to an agent, or to nobody (None). Returns the fresh row.

    Raises StaleTicket, CannotTake. Emits TicketAssigned. Repeating it changes nothing.
    """
    ticket = locked(ticket.pk, seen)

    if ticket.assignee_id == (to and to.pk):
        return ticket
    if to and (reason := _why_not(to)):
        raise CannotTake(agent=to.pk, reason=reason)

    was, ticket.assignee = ticket.assignee_id, to
    save(ticket, "assignee")

    trail.record("ticket.assigned", on=ticket, by=by, before=was, after=ticket.assignee_id)
    publish(TicketAssigned(ticket.pk, by.ref, ticket.assignee_id, was))
    return ticket


def release_reopened(ticket: Ticket, *, by: Actor) -> None:
    """A customer has opened it again: nobody holds it where its queue says so, or who held it has left.

    The row is in hand and locked; the caller saves `assignee`. Emits TicketAssigned.
    """
    if ticket.assignee is None or (ticket.queue.keeps_owner and ticket.assignee.is_active):
        return
    was, ticket.assignee = ticket.assignee_id, None
    trail.record("ticket.assigned", on=ticket, by=by, before=was, after=None)
    publish(TicketAssigned(ticket.pk, by.ref, None, was))


def _why_not(agent: User) -> str:
    if not agent.is_active:
        return "inactive"
    return "" if agent.actor.may(REPLY) else "no_reply_permission"
