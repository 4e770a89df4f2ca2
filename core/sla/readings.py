"""How a clock stands: its due time, whether it was kept, how much time is gone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.desk.hours import Hours
from core.sla.arithmetic import due, merged, since, worked
from core.sla.course import Lap

RUNNING, PAUSED, MET, BREACHED, CANCELLED = "running", "paused", "met", "breached", "cancelled"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """How much time there is, by whose hours. lanes: (moment, time left then) of merged tickets' clocks."""

    target: timedelta
    hours: Hours
    lanes: tuple[tuple[datetime, timedelta], ...] = ()

    def reached(self, lap: Lap, percent: int = 100) -> datetime | None:
        """When so much of the time is gone: the soonest of its own and of those merged in. None: never."""
        pauses, share = merged(lap.pauses), self.target * percent / 100
        moments = [due(self.hours, lap.start, share, pauses)]
        for at, left in self.lanes:
            rest = max(left - (self.target - share), timedelta())
            moments.append(due(self.hours, at, rest, since(pauses, at)))
        return min((one for one in moments if one), default=None)

    def gone(self, lap: Lap, until: datetime) -> timedelta:
        return worked(self.hours, lap.start, until, merged(lap.pauses))


@dataclass(frozen=True, slots=True)
class Reading:
    """due_at: empty while it is paused. worked: whole minutes it took until it ended, or rests."""

    state: str
    due_at: datetime | None
    broke_at: datetime | None
    worked: int | None


def read(lap: Lap, promise: Promise, now: datetime) -> Reading:
    """How the clock stands at this moment."""
    due_at = promise.reached(lap)
    end = lap.ended_at or lap.rests_since
    is_late = due_at is not None and (due_at < end if end else due_at <= now)
    return Reading(
        state=_state(lap, is_late),
        due_at=due_at if lap.ended_at or not lap.rests_since or is_late else None,
        broke_at=due_at if is_late and not lap.is_void else None,
        worked=_used(lap, promise, due_at),
    )


def _used(lap: Lap, promise: Promise, due_at: datetime | None) -> int | None:
    """Of one that rests: what is not left until it would be due."""
    if lap.ended_at:
        return promise.gone(lap, lap.ended_at) // MINUTE
    if not lap.rests_since or not due_at:
        return None
    left = worked(promise.hours, lap.rests_since, due_at)
    return max(promise.target - left, timedelta()) // MINUTE


def _state(lap: Lap, is_late: bool) -> str:
    if lap.is_void:
        return CANCELLED
    if is_late:
        return BREACHED
    if lap.ended_at:
        return MET
    return PAUSED if lap.rests_since else RUNNING
