"""What makes somebody free, or a ticket: one look at the pool for all of it. Nothing is heard while no queue
hands out."""

from __future__ import annotations

from core.accounts.events import RoleChanged, UserDeactivated, UserJoined, UserReactivated
from core.assignment import services
from core.assignment.services.handing import DRAIN, NEW
from core.desk import selectors as desk
from core.desk.events import DeskArranged
from core.tickets.events import (
    MessageReceived,
    StatusChanged,
    TicketAssigned,
    TicketChanged,
    TicketOpened,
    TicketRestored,
    TicketWoke,
)
from tenants.alarms.bell import alarm
from tenants.events.bus import on

MATTERS = frozenset(
    {"queue", "team", "status", "is_spam", "is_suspect", "language", "tags", "pending_until", "category"}
)
Moved = TicketAssigned | StatusChanged | TicketChanged | TicketWoke | TicketRestored
People = UserJoined | RoleChanged | UserDeactivated | UserReactivated


def _watches(fact: object) -> bool:
    return services.is_watching()


def _matters(fact: Moved) -> bool:
    """Not what we did ourselves, nor what changes nothing about who could hold it."""
    if isinstance(fact, TicketAssigned) and fact.by == "system":
        return False
    if isinstance(fact, TicketChanged) and MATTERS.isdisjoint(fact.fields):
        return False
    return services.is_watching()


def _arranged(fact: DeskArranged) -> bool:
    return fact.kind in ("queue", "team") and services.is_watching()


@on(TicketOpened, wanted=_watches, alone=True)
def opened(fact: TicketOpened) -> None:
    services.expect(fact.ticket_id)


@on(MessageReceived, wanted=lambda fact: not fact.is_first and services.is_watching(), alone=True)
def heard(fact: MessageReceived) -> None:
    stood = next((one for one in desk.statuses(hidden=True) if one.key == fact.stood), None)
    services.heard_again(fact.ticket_id, is_reopened=stood is not None and stood.is_finished)


@on(TicketAssigned, StatusChanged, TicketChanged, TicketWoke, TicketRestored, wanted=_matters, alone=True)
def moved(fact: Moved) -> None:
    services.pull()


@on(DeskArranged, wanted=_arranged, alone=True)
def arranged(fact: DeskArranged) -> None:
    services.pull()


@on(UserJoined, RoleChanged, UserDeactivated, UserReactivated, wanted=_watches, alone=True)
def people_changed(fact: People) -> None:
    services.pull()


@alarm(NEW)
def nobody_looked(ref: str) -> None:
    services.look(int(ref))


@alarm(DRAIN)
def look_at_pool(ref: str) -> None:
    services.drain()
