"""What rules hear of, and when they listen. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.tickets.conditions import WAS, Group, field, field_or_before, fields_in, read

VIEW = "tickets.view"
ARRANGE = "desk.manage"

# what happens to a ticket
OPENED, CUSTOMER, REPLY, NOTE, CHANGED = "opened", "customer", "reply", "note", "changed"
ASKED, DECIDED = "asked", "decided"  # of approvals
WARNED, BREACHED, WOKEN, STILL, HOURS = "warned", "breached", "woken", "still", "hours"
HAPPENS = {
    OPENED: _("A ticket is opened"),
    CUSTOMER: _("The customer writes again"),
    REPLY: _("A colleague answers"),
    NOTE: _("A note is written"),
    CHANGED: _("The ticket is changed"),
    ASKED: _("Approval is asked for"),
    DECIDED: _("An approval is decided, or given up"),
}
PASSES = {
    WARNED: _("An SLA target comes close"),
    BREACHED: _("An SLA target is missed"),
    WOKEN: _("It comes back after it was put aside"),
    STILL: _("The status has stood for a while"),
}
EVENTS = {**HAPPENS, **PASSES, HOURS: _("The hour has come")}
SPOKEN = (OPENED, CUSTOMER, REPLY, NOTE, ASKED, DECIDED)

DEEPEST = 5  # rules that fire one after the other in a chain
MOST_RULES = 100
MOST_IN_RUN = 2_000  # tickets; the rest of a slot comes after a pause
BATCH = 50  # tickets of one transaction
KEPT_FOR = timedelta(days=90)  # traces
EVERY: Mapping[str, Any] = {"all": []}

# a changed field of TicketChanged -> fields of conditions that it moves besides the one of its name
MOVES = {
    "status": ("state", "is_finished", "resolved", "closed", "status_since", "awaits_reply"),
    "due_at": ("due",),
    "estimated_minutes": ("estimate",),
    "is_spam": ("status", "state", "is_finished"),
    "is_thanks": ("awaits_reply", "status", "state"),
}


def tree_of(conditions: Mapping[str, Any], *, on_events: bool = True) -> Group:
    """The checked tree. on_events: earlier values may be asked for. Raises BadCondition."""
    return read(conditions or EVERY, field_or_before if on_events else field)


def moved(changed: Collection[str]) -> frozenset[str]:
    """Keys of conditions that a change of these fields may have moved."""
    keys = {f"field.{name[7:]}" if name.startswith("fields.") else name for name in changed}
    return frozenset(keys.union(*(MOVES.get(name, ()) for name in changed)))


def asked(tree: Group) -> frozenset[str]:
    """Keys of conditions that a rule asks about, earlier values as the fields they are of."""
    return frozenset(key.removeprefix(WAS) for key in fields_in(tree))


def next_slot(hours: Sequence[Sequence[int]], zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first full hour of the grid after this moment; None for an empty grid.

    An hour the clock leaves out comes when it has jumped; one it repeats comes once, the first time.
    """
    if not any(hours):
        return None
    day = after.astimezone(zone).date()
    for ahead in range(9):
        there = day + timedelta(days=ahead)
        for hour in sorted(hours[there.weekday()]):
            slot = datetime(there.year, there.month, there.day, hour, tzinfo=zone)
            utc = slot.astimezone(ZoneInfo("UTC"))
            if utc > after:
                return utc
    return None


def last_slot(hours: Sequence[Sequence[int]], zone: ZoneInfo, now: datetime) -> datetime | None:
    """The latest full hour of the grid up to this moment, a week back at most."""
    slot, found = next_slot(hours, zone, now - timedelta(days=8)), None
    while slot and slot <= now:
        found, slot = slot, next_slot(hours, zone, slot)
    return found
