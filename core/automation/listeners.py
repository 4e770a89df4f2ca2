"""What rules hear: what is said in tickets and how they change, what clocks tell; and the alarms of time."""

from __future__ import annotations

from core.automation import services
from core.automation.hearing import Fact, wanted
from core.automation.services.clockwork import LOOK, RUN, SCHEDULE
from core.automation.services.recurring import ALARM as RECURRING
from core.sla.events import SlaBreached, SlaWarned
from core.tickets.events import (
    ApprovalAsked,
    ApprovalDecided,
    MessageReceived,
    NoteWritten,
    ReplyWritten,
    TicketAssigned,
    TicketChanged,
    TicketOpened,
    TicketWoke,
)
from tenants.alarms.bell import alarm
from tenants.events.bus import on


@on(
    TicketOpened,
    MessageReceived,
    ReplyWritten,
    NoteWritten,
    TicketChanged,
    TicketAssigned,
    SlaWarned,
    SlaBreached,
    TicketWoke,
    ApprovalAsked,
    ApprovalDecided,
    wanted=wanted,
)
def follow(fact: Fact) -> None:
    """One listener for all of them, so that a ticket's facts come in their order."""
    services.follow(fact)


@alarm(LOOK)
def still(ref: str) -> None:
    services.look_at_still()


@alarm(SCHEDULE)
def hour_has_come(ref: str) -> None:
    services.begin_run(int(ref))


@alarm(RUN)
def go_on(ref: str) -> None:
    services.go_on(int(ref))


@alarm(RECURRING)
def date_has_come(ref: str) -> None:
    services.open_due(int(ref))
