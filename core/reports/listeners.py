"""What figures hear: whatever can make a ticket count, count elsewhere, or count no more."""

from __future__ import annotations

from datetime import date, datetime

from core.reports import services
from core.reports.tasks import count_anew
from core.sla.events import SlaBreached
from core.tickets.events import (
    MessageMoved,
    MessageReceived,
    ReplyWithdrawn,
    ReplyWritten,
    TicketAssigned,
    TicketChanged,
    TicketDeleted,
    TicketMerged,
    TicketOpened,
    TicketRestored,
    TicketUnmerged,
)
from tenants.alarms.bell import alarm
from tenants.events.bus import on
from tenants.kernel import clock
from tenants.provisioning.events import TenantProfileChanged

COUNTS = frozenset({"status", "queue", "team", "assignee", "is_spam", "is_suspect"})
DECIDES = (ReplyWritten, ReplyWithdrawn, TicketChanged, TicketMerged, TicketUnmerged, SlaBreached)
Told = (
    TicketOpened | MessageReceived | ReplyWritten | ReplyWithdrawn | TicketChanged | TicketAssigned
    | TicketMerged | TicketUnmerged | TicketDeleted | TicketRestored | MessageMoved | SlaBreached
)  # fmt: skip


def _is_wanted(fact: Told) -> bool:
    """Most of what customers write changes no figure: only what brings a ticket back."""
    if isinstance(fact, MessageReceived):
        return bool(fact.stood) and fact.stood != fact.status
    return not isinstance(fact, TicketChanged) or bool(COUNTS.intersection(fact.fields))


@on(
    TicketOpened, MessageReceived, ReplyWritten, ReplyWithdrawn, TicketChanged, TicketAssigned,
    TicketMerged, TicketUnmerged, TicketDeleted, TicketRestored, MessageMoved, SlaBreached,
    wanted=_is_wanted, alone=True,
)  # fmt: skip
def follow(fact: Told) -> None:
    """One listener for all of them, so that a ticket's facts come in their order."""
    ids = [fact.ticket_id]
    if isinstance(fact, TicketMerged | TicketUnmerged):
        ids.append(fact.merged_id)
    if isinstance(fact, MessageMoved):
        ids.append(fact.was_ticket_id)
    at = clock.now() if isinstance(fact, SlaBreached) else datetime.fromisoformat(fact.at)
    services.follow(ids, at, is_decided=isinstance(fact, DECIDES))


@alarm(services.COUNT)
def count(ref: str) -> None:
    services.count_day(date.fromisoformat(ref))


@alarm(services.ANEW)
def anew(ref: str) -> None:
    """Wakes the task: it takes longer than an alarm may."""
    count_anew.wake()


@on(TenantProfileChanged, wanted=lambda fact: "time_zone" in fact.names)
def days_begin_elsewhere(fact: TenantProfileChanged) -> None:
    """In another time zone a day holds other tickets."""
    services.anew_later()
