"""What clocks hear: what is said in tickets and how they change; and the alarm when time is short."""

from __future__ import annotations

from datetime import datetime

from core.desk.events import DeskArranged
from core.sla import services
from core.sla.services.clocks import ALARM
from core.sla.services.following import concerns
from core.sla.services.retelling import RETELL
from core.tickets.events import (
    MessageMoved,
    MessageReceived,
    ReplyWithdrawn,
    ReplyWritten,
    TicketChanged,
    TicketMerged,
    TicketRestored,
    TicketUnmerged,
)
from tenants.alarms.bell import alarm
from tenants.events.bus import on

Told = (
    MessageReceived
    | ReplyWritten
    | ReplyWithdrawn
    | TicketChanged
    | TicketMerged
    | TicketRestored
    | TicketUnmerged
    | MessageMoved
)


def _is_wanted(fact: Told) -> bool:
    return not isinstance(fact, TicketChanged) or concerns(fact.fields)


@on(
    MessageReceived,
    ReplyWritten,
    ReplyWithdrawn,
    TicketChanged,
    TicketMerged,
    TicketRestored,
    TicketUnmerged,
    MessageMoved,
    wanted=_is_wanted,
)
def follow(fact: Told) -> None:
    """One listener for all of them, so that a ticket's facts come in their order."""
    at = datetime.fromisoformat(fact.at)
    if isinstance(fact, TicketChanged):
        if concerns(fact.fields):  # rows of an earlier release may tell of anything
            is_status, due_at = "status" in fact.fields, fact.after.get("due_at")
            services.follow(
                fact.ticket_id,
                at,
                status=fact.status if is_status else "",
                changed=fact.fields,
                by_person=fact.by.startswith(("user:", "rule:")),
                due_at=due_at if isinstance(due_at, str) else None,
            )
    elif isinstance(fact, TicketMerged):
        services.follow_merge(fact.ticket_id, fact.merged_id, fact.merge_id, at)
    elif isinstance(fact, TicketUnmerged):
        services.follow_unmerge(fact.ticket_id, fact.merged_id, fact.merge_id, at)
    elif isinstance(fact, MessageMoved):
        services.follow_move([fact.ticket_id, fact.was_ticket_id], at)
    else:
        services.follow(fact.ticket_id, at, status=fact.status)


@alarm(ALARM)
def look(ref: str) -> None:
    services.look(int(ref))


@on(DeskArranged)
def hours_changed(fact: DeskArranged) -> None:
    if fact.kind in ("calendar", "holiday"):
        services.retell_later()


@alarm(RETELL)
def retell(ref: str) -> None:
    services.retell(int(ref))
