"""What time tells the others: ids and plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenants.events.bus import event
from tenants.kernel import clock


@dataclass(frozen=True, slots=True)
class OfTime:
    """by: actor ref. person_id: whose time it is. ticket_id, task_id: on what, one of them is None."""

    entry_id: int
    by: str
    person_id: int
    ticket_id: int | None
    task_id: int | None
    at: str = field(default_factory=lambda: clock.now().isoformat(), kw_only=True, compare=False)

    @property
    def order_key(self) -> str:
        return f"time:{self.person_id}"


@event("timer.started")
@dataclass(frozen=True, slots=True)
class TimerStarted(OfTime):
    """A timer runs, or runs again."""


@event("timer.stopped")
@dataclass(frozen=True, slots=True)
class TimerStopped(OfTime):
    """It has ended. is_short: counted only until it began to ask, as nobody answered."""

    minutes: int
    is_short: bool = False


@event("timer.asks")
@dataclass(frozen=True, slots=True)
class TimerAsks(OfTime):
    """It has run for long, and nobody has said that it is right."""


@event("time.changed")
@dataclass(frozen=True, slots=True)
class TimeChanged(OfTime):
    """Time was written down, put otherwise or taken away. what: logged, changed, deleted."""

    what: str


@event("summary.written")
@dataclass(frozen=True, slots=True)
class SummaryWritten:
    """Somebody says how their day was. leads: colleagues who get it by mail; nobody while it is not sent."""

    summary_id: int
    by: str
    person_id: int
    day: str
    leads: list[int]


@event("summary.due")
@dataclass(frozen=True, slots=True)
class SummaryDue:
    """The day is nearly over, and somebody who counted time has not said how it was."""

    person_id: int
    day: str
