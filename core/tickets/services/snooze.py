"""Putting a ticket aside until a moment, and taking it up again: by hand, or when the time is over.

It stands in no open list meanwhile. A word of the customer brings it back at once (`hear` moves it to open),
as every other status does; the alarm does when its time comes, once, in the transaction that ends the alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.events import StatusChanged, TicketChanged, TicketWoke
from core.tickets.models import Ticket
from core.tickets.services.change import change
from core.tickets.services.pending import ALARM, PENDED, CannotSnooze, watch
from core.tickets.services.rows import is_free, locked, locked_all, save
from core.tickets.services.status import STATUS_FIELDS, move
from tenants.alarms.bell import set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor

SOON = timedelta(seconds=2)  # a ticket that somebody works at right now is looked at again


@transaction.atomic
def snooze(
    ticket: Ticket,
    until: datetime,
    *,
    by: Actor,
    reason: str = "",
    status: Status | None = None,
    seen: int | None = None,
) -> Ticket:
    """Put it aside. Returns the fresh row. status: one that waits or is on hold; None: it stays in such a
    one, else it is put on hold, which asks a person for a reason.

    Raises StaleTicket, BadMoment, CannotSnooze, HoldNeeds. Emits what `change` does.
    """
    ticket = locked(ticket.pk, seen)
    if ticket.is_finished:
        raise CannotSnooze(ticket=ticket.label)
    if status is None:
        waits = ticket.status.category in PENDED
        status = ticket.status if waits else desk.default_status(Status.Category.ON_HOLD)
    return change(ticket, by=by, status=status, pending_until=until, pending_reason=reason)


@transaction.atomic
def unsnooze(ticket: Ticket, *, by: Actor, seen: int | None = None) -> Ticket:
    """Take it up again now: open where it was on hold, else it waits without a reminder. Twice is once."""
    ticket = locked(ticket.pk, seen)
    if ticket.pending_until is None:
        return ticket
    if ticket.status.category == Status.Category.ON_HOLD:
        return change(ticket, by=by, status=desk.default_status(Status.Category.OPEN))
    return change(ticket, by=by, pending_until=None, pending_reason="")


@transaction.atomic
def wake(ticket_id: int) -> None:
    """The alarm: its time is over, it is open again. Twice is once. Emits TicketWoke.

    It holds the alarm's row, for which whoever has the ticket may wait: so it waits for no ticket itself.
    """
    if not is_free(ticket_id):
        set_alarm(ALARM, ticket_id, clock.now() + SOON)
        return
    ticket = locked_all([ticket_id]).get(ticket_id)
    if ticket is None or ticket.pending_until is None:
        return
    if ticket.pending_until > clock.now():
        watch(ticket)
        return

    before: dict[str, object] = {
        "status": ticket.status.key,
        "pending_until": ticket.pending_until.isoformat(),
    }
    reason = ticket.pending_reason
    move(ticket, desk.default_status(Status.Category.OPEN))
    ticket.woken_at, ticket.pending_reason = clock.now(), reason
    save(ticket, *STATUS_FIELDS)

    after: dict[str, object] = {"status": ticket.status.key, "pending_until": None}
    trail.record("ticket.woke", on=ticket, by=SYSTEM, before=before, after={**after, "reason": reason})
    publish(
        TicketChanged(
            ticket.pk, SYSTEM.ref, list(after), before, after, ticket.version, status=ticket.status.key
        )
    )
    publish(StatusChanged(ticket.pk, SYSTEM.ref, ticket.is_finished))
    publish(TicketWoke(ticket.pk, SYSTEM.ref, ticket.assignee_id))
