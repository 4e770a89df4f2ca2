"""Putting a ticket aside until a moment, and what happens then: by hand, or when the time is over.

It stands in no open list meanwhile. A word of the customer brings it back at once (`hear` moves it to open),
as every other status does. When its time comes the alarm opens it again, closes it, or reminds whoever holds
it (`Then`), once, in the transaction that ends the alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.choices import Then
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
    then: str = Then.REOPEN,
    status: Status | None = None,
    seen: int | None = None,
) -> Ticket:
    """Put it aside. Returns the fresh row. status: one that waits or is on hold; None: it stays in such a
    one; else it waits for the customer if it is to close, and is on hold, which asks a person for a reason.

    Raises StaleTicket, BadMoment, BadThen, CannotSnooze, HoldNeeds. Emits what `change` does.
    """
    ticket = locked(ticket.pk, seen)
    if ticket.is_finished:
        raise CannotSnooze(ticket=ticket.label)
    if status is None:
        waits = ticket.status.category in PENDED
        kind = Status.Category.WAITING if then == Then.CLOSE else Status.Category.ON_HOLD
        status = ticket.status if waits else desk.default_status(kind)
    pended: dict[str, Any] = {"pending_until": until, "pending_reason": reason, "pending_then": then}
    return change(ticket, by=by, status=status, **pended)


@transaction.atomic
def unsnooze(ticket: Ticket, *, by: Actor, seen: int | None = None) -> Ticket:
    """Take it up again now: open where it was on hold, else it waits without a reminder. Twice is once."""
    ticket = locked(ticket.pk, seen)
    if ticket.pending_until is None:
        return ticket
    if ticket.status.category == Status.Category.ON_HOLD:
        return change(ticket, by=by, status=desk.default_status(Status.Category.OPEN))
    return change(ticket, by=by, pending_until=None, pending_reason="", pending_then=Then.REOPEN)


@transaction.atomic
def wake(ticket_id: int) -> None:
    """The alarm: its time is over. Twice is once. Emits TicketWoke, but of one that it closes StatusChanged.

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
    then, reason = ticket.pending_then, ticket.pending_reason
    _end(ticket, then)

    after: dict[str, object] = {"status": ticket.status.key, "pending_until": None}
    told = {**after, "reason": reason, "then": then}
    trail.record("ticket.woke", on=ticket, by=SYSTEM, before=before, after=told)
    fields = [name for name in after if before[name] != after[name]]
    fact = TicketChanged(
        ticket.pk, SYSTEM.ref, fields, before, after, ticket.version, status=ticket.status.key
    )
    publish(fact)
    if "status" in fields:
        publish(StatusChanged(ticket.pk, SYSTEM.ref, ticket.is_finished))
    if then != Then.CLOSE:
        publish(TicketWoke(ticket.pk, SYSTEM.ref, ticket.assignee_id))


def _end(ticket: Ticket, then: str) -> None:
    """What was to happen, on the row in hand. One that only reminds stays in its status."""
    if then == Then.CLOSE:
        move(ticket, desk.default_status(Status.Category.CLOSED))
    elif then == Then.REMIND:
        ticket.pending_until, ticket.pending_then, ticket.woken_at = None, Then.REOPEN, clock.now()
    else:
        reason = ticket.pending_reason
        move(ticket, desk.default_status(Status.Category.OPEN))
        ticket.woken_at, ticket.pending_reason = clock.now(), reason
    save(ticket, *STATUS_FIELDS)
