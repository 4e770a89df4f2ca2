"""What a fact is to rules: which event, which fields moved, and how the ticket stood before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.automation import book
from core.automation.book import Ready
from core.automation.models import Rule
from core.automation.rules import (
    ASKED,
    BREACHED,
    CHANGED,
    CUSTOMER,
    DECIDED,
    NOTE,
    OPENED,
    REPLY,
    SPOKEN,
    WARNED,
    WOKEN,
    moved,
)
from core.desk import selectors as desk
from core.sla.events import SlaBreached, SlaWarned
from core.tickets.conditions import all_fields
from core.tickets.conditions.own import fact as own_fact
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

Fact = (
    TicketOpened
    | MessageReceived
    | ReplyWritten
    | NoteWritten
    | TicketChanged
    | TicketAssigned
    | SlaWarned
    | SlaBreached
    | TicketWoke
    | ApprovalAsked
    | ApprovalDecided
)
EVENT_OF: Mapping[type, str] = {
    TicketOpened: OPENED,
    MessageReceived: CUSTOMER,
    ReplyWritten: REPLY,
    NoteWritten: NOTE,
    TicketChanged: CHANGED,
    TicketAssigned: CHANGED,
    SlaWarned: WARNED,
    SlaBreached: BREACHED,
    TicketWoke: WOKEN,
    ApprovalAsked: ASKED,
    ApprovalDecided: DECIDED,
}
BY_ADVICE = "ai"


@dataclass(frozen=True, slots=True)
class Heard:
    """moved: keys of conditions. before: {key: value} of what is known to have been otherwise, as Facts."""

    event: str
    by: str = ""
    moved: frozenset[str] = frozenset()
    before: Mapping[str, Any] = field(default_factory=dict)


def heard(fact: Fact) -> Heard | None:
    """None for what is told twice: the first words of a ticket are its opening."""
    if isinstance(fact, MessageReceived) and fact.is_first:
        return None
    event, by = EVENT_OF[type(fact)], getattr(fact, "by", "")
    if isinstance(fact, TicketAssigned):
        return Heard(event, by, frozenset({"assignee"}), {"assignee": fact.was})
    if isinstance(fact, TicketChanged):
        return Heard(event, by, moved(fact.fields), _before(fact.before))
    stood = getattr(fact, "stood", "")
    return Heard(event, by, before=_status(stood) if stood else {})


def listening(one: Heard) -> list[Ready]:
    """Active triggers that are to be asked, in their order. No query while `book` remembers."""
    page = book.page()
    if one.event not in page.heard:
        return []
    return [ready for ready in page.triggers if _listens(ready, one)]


def wanted(fact: Fact) -> bool:
    one = heard(fact)
    return one is not None and bool(listening(one))


def _listens(ready: Ready, one: Heard) -> bool:
    is_echo = one.by == f"rule:{ready.row.pk}" or (one.by == BY_ADVICE and ready.is_advised)
    if is_echo or one.event not in ready.row.events:
        return False
    if ready.row.activator != Rule.Activator.SELECTIVE or one.event in SPOKEN:
        return True
    return not one.moved.isdisjoint(ready.asked)


def _before(told: Mapping[str, Any]) -> dict[str, Any]:
    """What TicketChanged tells, as conditions hold it."""
    found: dict[str, Any] = {}
    own = {one.own: one for one in all_fields() if one.own}
    for name, value in told.items():
        if name == "status":
            found |= _status(str(value))
        elif name == "category":
            row = next((one for one in desk.categories() if one.key == value), None)
            found |= {"category": value, "category.above": row.parent.key if row and row.parent else None}
        elif name == "tags":
            found["tags"] = frozenset(value or ())
        elif name.startswith("fields."):
            key = name.removeprefix("fields.")
            if key in own:
                found[own[key].key] = own_fact(own[key], {key: value})
        else:
            found[name] = value
    return found


def _status(key: str) -> dict[str, Any]:
    row = next((one for one in desk.statuses(hidden=True) if one.key == key), None)
    return {"status": key, "state": row.category if row else None}
