"""Warnings and breaches: each percentage of a clock, and its breach, is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.sla.course import Lap
from core.sla.events import SlaBreached, SlaWarned
from core.sla.models import Clock, Course
from core.sla.readings import Promise, Reading
from tenants.events.bus import publish

ASSIGNEE, LEAD = "assignee", "lead"
BREACH = 100


@dataclass(frozen=True, slots=True)
class News:
    """percent: 100 is the breach. to: assignee or lead, of a warning."""

    percent: int
    to: str = ""


def news_of(
    row: Clock, lap: Lap, promise: Promise, reading: Reading, course: Course, now: datetime
) -> list[News]:
    """What is to be told of the clock at this moment; noted on the row, which the caller saves.

    A breach tells both; a warning that it has overtaken is not told any more.
    """
    if reading.broke_at:
        if row.breached_at:
            return []
        row.breached_at, row.told_at, row.warned = reading.broke_at, now, BREACH
        row.events = [
            *row.events,
            {"at": reading.broke_at.isoformat(), "what": "breached", "why": "time_over"},
        ]
        return [News(BREACH)]
    if lap.ended_at or lap.rests_since or row.breached_at:
        return []
    found = [
        News(percent, to) for percent, to in _open(row, course) if _is_reached(promise, lap, percent, now)
    ]
    for one in found:
        row.warned, row.told_at = max(row.warned, one.percent), now
        step = {"at": now.isoformat(), "what": "warned", "why": f"{one.percent}:{one.to}"}
        row.events = [*row.events, step]
    return found


def tell(row: Clock, news: list[News]) -> None:
    """State the facts; the row is saved and has its id."""
    due_at = (row.breached_at or row.due_at or row.started_at).isoformat()
    base = (row.ticket_id, row.pk, row.policy_id, row.kind, due_at)
    for one in news:
        publish(SlaBreached(*base) if one.percent == BREACH else SlaWarned(*base, one.percent, one.to))


def moments(row: Clock, lap: Lap, promise: Promise, course: Course) -> Iterator[datetime]:
    """When there will be something to tell of a clock that runs."""
    if lap.ended_at or lap.rests_since or row.breached_at:
        return
    for percent in (*(percent for percent, _to in _open(row, course)), BREACH):
        if at := promise.reached(lap, percent):
            yield at


def _open(row: Clock, course: Course) -> list[tuple[int, str]]:
    """Warnings that were not told yet, the sooner one first."""
    warn = course.targets.get("warn", {})
    wanted = [(warn.get(to, 0), to) for to in (ASSIGNEE, LEAD)]
    return sorted(one for one in wanted if one[0] > row.warned)


def _is_reached(promise: Promise, lap: Lap, percent: int, now: datetime) -> bool:
    at = promise.reached(lap, percent)
    return at is not None and at <= now
