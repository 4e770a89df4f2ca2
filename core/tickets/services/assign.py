"""Who holds a ticket: assign, take over, release.

Called alike by agent pages, the API, automation and advice. One transaction, one audit line,
one event.
"""

from __future__ import annotations

from django.db import transaction

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.audit import trail
from core.tickets.events import TicketAssigned
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.selectors.reach import may
from core.tickets.services.rows import locked, locked_all, save
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


class CannotTake(Refused):
    """The agent is inactive, or may not answer customers (in this queue). data: agent (id), reason (code)."""

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
    return _give(ticket, to, by)


@transaction.atomic
def hand(ticket_id: int, to: User | None, *, by: Actor, held_by: int | None, queue: int) -> Ticket | None:
    """Compare and set: `to` holds it from now on, if nothing has come in between. None: something has.

    held_by, queue: as the caller saw them. What is finished, spam, deleted or put aside meanwhile is left
    alone. Raises CannotTake. Emits TicketAssigned.
    """
    ticket = locked_all([ticket_id]).get(ticket_id)
    if ticket is None or (ticket.assignee_id, ticket.queue_id) != (held_by, queue):
        return None
    if ticket.is_finished or ticket.is_suspect or ticket.pending_until or ticket.merged_into_id:
        return None
    return _give(ticket, to, by)


def release_reopened(ticket: Ticket, *, by: Actor) -> None:
    """A customer has opened it again: nobody holds it where its queue says so, or who held it has left.

    The row is in hand and locked; the caller saves `assignee`. Emits TicketAssigned.
    """
    if ticket.assignee is None or (ticket.queue.keeps_owner and ticket.assignee.is_active):
        return
    _release(ticket, by)


def released(ticket: Ticket, *, by: Actor) -> bool:
    """It was moved: nobody holds it any more who may not work in its queue. The caller saves `assignee`.

    No query while nobody here is bound to queues. Emits TicketAssigned.
    """
    if ticket.assignee is None or ticket.assignee_id not in accounts.bound():
        return False
    if not _why_not(ticket.assignee, ticket.queue_id):
        return False
    _release(ticket, by)
    return True


def _release(ticket: Ticket, by: Actor) -> None:
    was, ticket.assignee = ticket.assignee_id, None
    trail.record("ticket.assigned", on=ticket, by=by, before=was, after=None)
    publish(TicketAssigned(ticket.pk, by.ref, None, was))


def _give(ticket: Ticket, to: User | None, by: Actor) -> Ticket:
    """The row is in hand and locked."""
    if to and (reason := _why_not(to, ticket.queue_id)):
        raise CannotTake(agent=to.pk, reason=reason)

    was, ticket.assignee = ticket.assignee_id, to
    save(ticket, "assignee")

    trail.record("ticket.assigned", on=ticket, by=by, before=was, after=ticket.assignee_id)
    publish(TicketAssigned(ticket.pk, by.ref, ticket.assignee_id, was))
    return ticket


def _why_not(agent: User, queue: int) -> str:
    if not agent.is_active:
        return "inactive"
    if not agent.actor.may(REPLY):
        return "no_reply_permission"
    return "" if may(agent.actor, queue, REPLY) else "not_in_queue"
