"""Moving a locked ticket to a status, with the times and flags that follow from its category."""

from __future__ import annotations

from core.desk.models import Status
from core.tickets.choices import Then
from core.tickets.models import Ticket
from core.tickets.rules import is_finished
from tenants.kernel import clock

PENDING = ("pending_until", "pending_reason", "pending_then", "woken_at")
STATUS_FIELDS = ("status", "status_since", "is_finished", "resolved_at", "closed_at", *PENDING)


def move(ticket: Ticket, status: Status) -> None:
    """Set the status on a ticket in hand; the caller saves STATUS_FIELDS. It is put aside no longer."""
    if ticket.status_id != status.pk:
        ticket.status_since = clock.now()
    ticket.status = status
    ticket.pending_until, ticket.pending_reason, ticket.woken_at = None, "", None
    ticket.pending_then = Then.REOPEN
    ticket.is_finished = is_finished(status)
    if not ticket.is_finished:
        ticket.resolved_at = ticket.closed_at = None
        return
    if status.category == Status.Category.RESOLVED:
        ticket.resolved_at = ticket.resolved_at or clock.now()
    else:
        ticket.closed_at = ticket.closed_at or clock.now()
