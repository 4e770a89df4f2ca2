"""Time that is written down by hand, put otherwise and taken away: everybody their own, nobody another's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.desk import selectors as desk
from core.desk.hours import working_minutes_between
from core.work import time_book
from core.work.events_time import TimeChanged
from core.work.models_time import TimeEntry
from core.work.selectors.time import NoSuchEntry, went_on
from core.work.services.days import expect_summary
from core.work.timing import ASK_ALARM, LONGEST_ENTRY, LONGEST_NOTE, OLDEST
from tenants.alarms.bell import clear_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused, Stale
from tenants.kernel.text import one_line, storable

CHANGEABLE = ("minutes", "started_at", "activity", "note", "billable")


class StaleEntry(Stale):
    """data: version."""

    code = "time.stale"


class NotYourTime(Refused):
    code = "time.not_yours"
    sentence = "Only who spent the time changes it."


class BadLength(Invalid):
    code = "time.length_invalid"
    sentence = "Give a length of time such as 25m, 1.5 or 1h 30m, 24 hours at most."


class BadMoment(Invalid):
    code = "time.moment_invalid"
    sentence = "Time is written down after it was spent, within a year."


class NoSuchActivity(Invalid):
    code = "time.no_such_activity"
    sentence = "Choose one of the activities there are."


class OfOneThing(Invalid):
    code = "time.of_one_thing"
    sentence = "Say on which ticket or on which task, not both."


class StillRuns(Conflict):
    code = "time.still_runs"
    sentence = "The timer still runs. Stop it first."


@transaction.atomic
def log(
    person: User, minutes: int, *, by: Actor, started_at: datetime | None = None, **values: Any
) -> TimeEntry:
    """So many minutes, since this moment; None: until now. values: as of `start`.

    Raises BadLength, BadMoment, Invalid. Emits TimeChanged.
    """
    values = checked_new(values, by)
    length = checked_minutes(minutes)
    began = checked_moment(started_at or clock.now() - timedelta(minutes=length), length)
    row = TimeEntry(person=person, started_at=began, minutes=length, **values)
    row.ended_at = began + timedelta(minutes=length)
    row.save(force_insert=True)
    trail.record("time.logged", on=row, by=by, after=plain(row))
    publish(TimeChanged(*of_entry(row, by), what="logged"))
    expect_summary(person)
    return row


@transaction.atomic
def change(entry: TimeEntry, *, by: Actor, seen: int | None = None, **values: Any) -> TimeEntry:
    """Any of CHANGEABLE. Twice is once. Of a running one what is no time: note, activity, billable.

    Raises StaleEntry, NotYourTime, StillRuns and what `log` does. Emits TimeChanged.
    """
    row = _own(entry, by)
    if seen not in (None, row.version):
        raise StaleEntry(version=row.version)
    times = values.keys() & {"minutes", "started_at"}
    if times and row.is_running:
        raise StillRuns
    before = plain(row)
    given = {name: values[name] for name in CHANGEABLE if name in values}
    for name, value in checked(given, row.activity).items():
        setattr(row, name, value)
    if times:
        row.minutes = checked_minutes(row.minutes)
        row.started_at = checked_moment(row.started_at, row.minutes)
        row.ended_at, row.after_hours = row.started_at + timedelta(minutes=row.minutes), 0
    if (after := plain(row)) == before:
        return row
    row.version += 1
    row.save()
    trail.record("time.changed", on=row, by=by, before=before, after=after)
    publish(TimeChanged(*of_entry(row, by), what="changed"))
    if row.is_running:
        time_book.running.changed()
    return row


@transaction.atomic
def delete(entry: TimeEntry, *, by: Actor) -> None:
    """Gone for good; a timer that runs is dropped. Twice is once. Raises NotYourTime. Emits TimeChanged."""
    try:
        row = _own(entry, by)
    except NoSuchEntry:
        return
    trail.record("time.deleted", on=row, by=by, before=plain(row))
    publish(TimeChanged(*of_entry(row, by), what="deleted"))
    if row.is_running:
        clear_alarm(ASK_ALARM, row.pk)
        time_book.running.changed()
    row.delete()


def locked_entry(pk: int, person: User) -> TimeEntry:
    """Raises NoSuchEntry."""
    row = TimeEntry.objects.select_for_update(of=("self",)).filter(pk=pk, person=person).first()
    if row is None:
        raise NoSuchEntry
    return row


def checked_new(values: dict[str, Any], by: Actor) -> dict[str, Any]:
    """All there is to know of new time: on what, and the rest as usual. Raises OfOneThing, NoSuchActivity,
    NoSuchTicket (it was merged into one that they may not read).
    """
    found = checked(values)
    if len(found.keys() & {"ticket", "task"}) != 1:
        raise OfOneThing
    if ticket := found.get("ticket"):
        found["ticket"] = went_on(by, ticket)
    found.setdefault("activity", time_book.rules().activities[0]["key"])
    found.setdefault("billable", "ticket" in found)  # a customer may pay for it
    return found


def checked(values: dict[str, Any], held: str = "") -> dict[str, Any]:
    """As they are kept; None: not said. held: an activity that may be out of use. Raises NoSuchActivity."""
    found = {name: value for name, value in values.items() if value is not None}
    if "note" in found:
        found["note"] = one_line(storable(str(found["note"])), LONGEST_NOTE)
    known = [one["key"] for one in time_book.rules().activities]
    if "activity" in found and found["activity"] not in (*known, held):
        raise NoSuchActivity
    return found


def checked_minutes(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_ENTRY:
        raise BadLength
    return minutes


def checked_moment(at: datetime, length: int) -> datetime:
    """Not to come (a day's end in another zone aside), and not long ago."""
    now = clock.now()
    if not now - OLDEST <= at <= now + timedelta(days=1) - timedelta(minutes=length):
        raise BadMoment
    return at


def outside_hours(row: TimeEntry) -> int:
    """Minutes of a timer that the desk was closed; 0 where it has no working hours."""
    about = row.ticket or (row.task.ticket if row.task else None)
    hours = desk.hours_for(None, about.queue_id if about else None)
    if hours is None or row.ended_at is None:
        return 0
    return max(0, row.minutes - working_minutes_between(hours, row.started_at, row.ended_at))


def of_entry(row: TimeEntry, by: Actor) -> tuple[int, str, int, int | None, int | None]:
    return row.pk, by.ref, row.person_id, row.ticket_id, row.task_id


def plain(row: TimeEntry) -> dict[str, object]:
    """As audit lines keep it."""
    names = ("ticket_id", "task_id", "minutes", "billable", "activity", "note")
    return {name: getattr(row, name) for name in names} | {"started_at": row.started_at.isoformat()}


def _own(entry: TimeEntry, by: Actor) -> TimeEntry:
    if by.kind != "user" or by.id != entry.person_id:
        raise NotYourTime
    row = TimeEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if row is None:
        raise NoSuchEntry
    return row
