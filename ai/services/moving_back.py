"""A category that is taken back takes its ticket along: to the queue it came from, to who lost it thereby.

Only where nobody has moved or assigned it since. Else both stay as they are, and whoever takes it back is
told. Call with the ticket locked.
"""

from __future__ import annotations

from typing import NamedTuple

from core.accounts import selectors as accounts
from core.audit import trail
from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import NotFound

QUEUE, ASSIGNEE = "queue", "assignee"


class Way(NamedTuple):
    """Where the ticket lay and who held it, before and after the category was set; ids."""

    queue: tuple[int, int]
    assignee: tuple[int | None, int | None]

    @property
    def touched(self) -> list[str]:
        """What the category has changed of both."""
        sides = ((QUEUE, self.queue), (ASSIGNEE, self.assignee))
        return [name for name, (before, after) in sides if before != after]


def way_of(ticket: Ticket, line: Record | None) -> Way | None:
    """How the audit line of a change has moved it; None where it moved nothing.

    Who held it and may not work in its new queue was let go in the same moment, one line earlier.
    """
    before, after = (line.before or {}, line.after or {}) if line else ({}, {})
    if line is None or QUEUE not in before:
        return None
    loss = trail.history(ticket).filter(pk__lt=line.pk).order_by("-pk").first()
    told = (loss.action, loss.actor_kind, loss.after) if loss else ()
    later = trail.history(ticket, "ticket.assigned").filter(pk__gt=line.pk).first()
    stood = later.before if later else ticket.assignee_id
    held = (stood, stood)
    if loss and told == ("ticket.assigned", line.actor_kind, None):
        held = (loss.before, None)
    return Way((before[QUEUE], after[QUEUE]), held)


def left(ticket: Ticket, way: Way) -> list[str]:
    """What stays as it is, because somebody has moved or assigned it since. Empty: it may go back."""
    stands = (ticket.queue_id, ticket.assignee_id) == (way.queue[1], way.assignee[1])
    return [] if stands else way.touched


def go_back(ticket: Ticket, way: Way, by: Actor) -> list[str]:
    """Into its queue, and to who held it; nobody's decision. Returns what stays: who cannot take it any more.

    Emits TicketChanged, TicketAssigned.
    """
    try:
        if way.queue[0] != way.queue[1]:
            ticket = tickets.put_back(ticket, by=by, chosen={}, queue=desk.queue(way.queue[0]))
    except NotFound:  # the queue is gone
        return way.touched
    return hand_back(ticket, way, by)


def hand_back(ticket: Ticket, way: Way, by: Actor) -> list[str]:
    """To who held it, if it lies in its queue again. As `go_back`."""
    if ASSIGNEE not in way.touched or way.assignee[0] is None:
        return []
    try:
        tickets.assign(ticket, accounts.person(SYSTEM, way.assignee[0]), by=by)
    except (NotFound, tickets.CannotTake):
        return [ASSIGNEE]
    return []
