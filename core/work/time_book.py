"""What every page asks about time: whose timers run, and how the organization keeps it. No query while
nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.work.models_time import TimeEntry, TimeRules
from tenants.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Running:
    """A timer that runs. on: "T-0042" or "TASK-0007". queue_id: of the ticket it is on, or is about."""

    entry: int
    person: int
    name: str
    kind: str
    thing: int
    number: int
    on: str
    title: str
    queue_id: int | None
    started_at: datetime
    since: datetime  # from when on it counts without a question
    note: str
    activity: str
    version: int

    def asks_at(self, rules: TimeRules) -> datetime:
        return asks_at(self.since, rules)


def asks_at(since: datetime, rules: TimeRules) -> datetime:
    return since + timedelta(hours=rules.idle_hours)


def _read_running() -> dict[int, Running]:
    rows = TimeEntry.objects.filter(ended_at=None).select_related("person", "ticket", "task__ticket")
    return {row.person_id: _running(row) for row in rows.order_by("started_at")}


def _running(row: TimeEntry) -> Running:
    thing = row.ticket or row.task
    assert thing is not None  # time_of_one_thing
    about = row.ticket or (row.task.ticket if row.task else None)
    return Running(
        entry=row.pk,
        person=row.person_id,
        name=row.person.name,
        kind="ticket" if row.ticket_id else "task",
        thing=thing.pk,
        number=thing.number,
        on=thing.label,
        title=row.ticket.subject if row.ticket else row.task.title if row.task else "",
        queue_id=about.queue_id if about else None,
        started_at=row.started_at,
        since=row.confirmed_at or row.started_at,
        note=row.note,
        activity=row.activity,
        version=row.version,
    )


running = Remembered("work:running", _read_running)  # by person
rules = Remembered("work:time-rules", lambda: TimeRules.objects.first() or TimeRules())
