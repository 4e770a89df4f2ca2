"""What promises tell: time runs short, time is over. Ids and plain values; readers fetch what is true now."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@dataclass(frozen=True, slots=True)
class OfClock:
    """kind: first, next, resolution. due_at: ISO, when the time is, or was, over."""

    ticket_id: int
    clock_id: int
    policy_id: int | None
    kind: str
    due_at: str

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"


@event("sla.warned")
@dataclass(frozen=True, slots=True)
class SlaWarned(OfClock):
    """So much of the time is gone. to: assignee or lead. Once per clock and percentage."""

    percent: int
    to: str


@event("sla.breached")
@dataclass(frozen=True, slots=True)
class SlaBreached(OfClock):
    """The time is over, and what was promised has not come. Once per clock; for assignee and lead."""


@event("sla.day_set")
@dataclass(frozen=True, slots=True)
class DaySetNear:
    """The moment somebody has set is less than a day away, or over. due_at: ISO. Each once per moment set."""

    ticket_id: int
    due_at: str
    is_over: bool

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"


@event("sla.due_moved")
@dataclass(frozen=True, slots=True)
class DueMoved:
    """Another moment is the next one due in this ticket. For screens."""

    ticket_id: int
