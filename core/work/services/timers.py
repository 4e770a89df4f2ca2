"""Timers: one runs per person, starting another stops the first, and a forgotten one does not go on counting.

A timer that has run for long without anybody saying that it is right asks (`TimerAsks`): what comes after
that moment counts only when its person says so. Each verb is one transaction with one audit line and one
event for each entry it touches.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.work import time_book
from core.work.events_time import TimeChanged, TimerAsks, TimerStarted, TimerStopped
from core.work.models_time import TimeEntry
from core.work.services.days import expect_summary
from core.work.services.entries import (
    NotYourTime,
    checked,
    checked_new,
    locked_entry,
    of_entry,
    outside_hours,
    plain,
)
from core.work.timing import ASK_ALARM, LONGEST_ENTRY, whole
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, NotFound

MOMENT = timedelta(seconds=5)  # between two looks at the clock in one transaction, and of two machines


class TimerRanLong(Conflict):
    """It asked, and nobody answered. data: entry (id), asked_at, minutes (until then), all (until now)."""

    code = "timer.ran_long"
    sentence = "This timer has run for long. Say whether all of it counts."


class NoTimer(NotFound):
    code = "timer.none"
    sentence = "No timer of yours runs."


class CannotGoOn(Conflict):
    code = "timer.cannot_go_on"
    sentence = "This timer cannot run again: it is too long ago, or something else was counted since."


@transaction.atomic
def start(person: User, *, by: Actor, **values: Any) -> tuple[TimeEntry, TimeEntry | None]:
    """Their timer runs on this from now on. Returns the running entry, and the one that it stopped.

    values: ticket or task, activity, note, billable. One that runs on the same goes on.
    Raises Invalid. Emits TimerStarted, and TimerStopped.
    """
    values = checked_new(values, by)
    was = _running_of(person)
    if was and (was.ticket_id, was.task_id) == _ids(values):
        return was, None
    stopped = _end(was, by, is_asked=False) if was else None

    row = TimeEntry.objects.create(person=person, started_at=clock.now(), **values)
    trail.record("timer.started", on=row, by=by, after=plain(row))
    _runs(row, by)
    expect_summary(person)
    return row, stopped


@transaction.atomic
def stop(person: User, *, by: Actor, until: str = "", note: str | None = None) -> TimeEntry:
    """Their timer ends. until: "now" counts all of it, "asked" what was before it asked; "" raises
    TimerRanLong where that makes a difference. Raises NoTimer. Emits TimerStopped.
    """
    if (row := _running_of(person)) is None:
        raise NoTimer
    if note is not None:
        row.note = checked({"note": note})["note"]
    return _end(row, by, is_asked=True, until=until)


@transaction.atomic
def confirm(person: User, *, by: Actor) -> TimeEntry:
    """It runs rightly, and asks again after as long. Raises NoTimer."""
    if (row := _running_of(person)) is None:
        raise NoTimer
    row.confirmed_at = clock.now()
    _save(row, "confirmed_at")
    trail.record("timer.confirmed", on=row, by=by)
    _watch(row)
    return row


@transaction.atomic
def go_on(entry: TimeEntry, *, by: Actor) -> TimeEntry:
    """The timer that another one stopped runs again as if nothing had been; what runs instead is dropped.

    For second thoughts of its person: on the day alone. Raises NotYourTime, CannotGoOn. Emits TimerStarted,
    and TimeChanged.
    """
    if by.kind != "user" or by.id != entry.person_id:
        raise NotYourTime
    person = User.objects.select_for_update().get(pk=entry.person_id)
    row = locked_entry(entry.pk, person)
    if row.is_running:
        return row
    instead = _running_of(person)
    if clock.now() > _asks_at(row) or not _was_timer(row) or (instead and _is_older(instead, row)):
        raise CannotGoOn
    if instead:
        trail.record("time.deleted", on=instead, by=by, before=plain(instead))
        publish(TimeChanged(*of_entry(instead, by), what="deleted"))
        clear_alarm(ASK_ALARM, instead.pk)
        instead.delete()
    row.ended_at, row.minutes, row.after_hours = None, 0, 0
    _save(row, "ended_at", "minutes", "after_hours")
    trail.record("timer.started", on=row, by=by, after=plain(row))
    _runs(row, by)
    return row


@transaction.atomic
def stop_on_closed(ticket_id: int, user_id: int) -> None:
    """Who closes a ticket does not work on it any more. Twice is once. Emits TimerStopped."""
    person = User.objects.filter(pk=user_id).first()
    row = _running_of(person) if person else None
    if person and row and row.ticket_id == ticket_id and row.ticket and row.ticket.is_finished:
        _end(row, person.actor, is_asked=False)


@transaction.atomic
def stop_of_left(user_id: int) -> None:
    """Somebody may not sign in any more. Emits TimerStopped."""
    person = User.objects.filter(pk=user_id).first()
    if person and (row := _running_of(person)):
        _end(row, SYSTEM, is_asked=False)


@transaction.atomic
def ask(entry_id: int) -> None:
    """The alarm of a timer rang. Emits TimerAsks while it runs and nobody has answered."""
    row = TimeEntry.objects.filter(pk=entry_id, ended_at=None).first()
    if row is None:
        return
    if clock.now() < _asks_at(row):
        _watch(row)
        return
    time_book.running.changed()
    publish(TimerAsks(*of_entry(row, SYSTEM)))


def _running_of(person: User) -> TimeEntry | None:
    """Locked by its person, so that two starts at once wait for each other."""
    User.objects.select_for_update().get(pk=person.pk)
    return TimeEntry.objects.select_for_update(of=("self",)).filter(person=person, ended_at=None).first()


def _end(row: TimeEntry, by: Actor, *, is_asked: bool, until: str = "") -> TimeEntry:
    """is_asked: its person is there to say what counts; else what was before it asked."""
    longest = row.started_at + timedelta(minutes=LONGEST_ENTRY)
    now, asked_at = min(clock.now(), longest), _asks_at(row)
    is_long = now > asked_at
    if is_long and is_asked and until not in ("now", "asked"):
        counted: dict[str, Any] = {
            "minutes": whole(row.started_at, asked_at),
            "all": whole(row.started_at, now),
        }
        raise TimerRanLong(entry=row.pk, asked_at=asked_at.isoformat(), **counted)
    is_short = is_long and until != "now"
    row.ended_at = asked_at if is_short else max(now, _soonest(row.started_at))
    row.minutes = whole(row.started_at, row.ended_at)
    row.after_hours = min(row.minutes, outside_hours(row))
    _save(row, "ended_at", "minutes", "after_hours", "note")

    trail.record("timer.stopped", on=row, by=by, after={"minutes": row.minutes, "is_short": is_short})
    publish(TimerStopped(*of_entry(row, by), minutes=row.minutes, is_short=is_short))
    clear_alarm(ASK_ALARM, row.pk)
    time_book.running.changed()
    return row


def _was_timer(row: TimeEntry) -> bool:
    """What was written down by hand began before its row did, or ends later: its length was said."""
    drift = abs(row.created_at - row.started_at)
    return drift < MOMENT and row.ended_at is not None and row.ended_at <= clock.now() + MOMENT


def _is_older(instead: TimeEntry, row: TimeEntry) -> bool:
    """It ran already before the other one ended: it did not take its place."""
    return row.ended_at is not None and instead.started_at < row.ended_at - MOMENT


def _soonest(started_at: datetime) -> datetime:
    """Clocks of two machines may differ by a moment."""
    return started_at.replace(microsecond=min(999_999, started_at.microsecond + 1))


def _runs(row: TimeEntry, by: Actor) -> None:
    publish(TimerStarted(*of_entry(row, by)))
    _watch(row)


def _watch(row: TimeEntry) -> None:
    set_alarm(ASK_ALARM, row.pk, _asks_at(row))
    time_book.running.changed()


def _asks_at(row: TimeEntry) -> datetime:
    return time_book.asks_at(row.confirmed_at or row.started_at, time_book.rules())


def _save(row: TimeEntry, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _ids(values: dict[str, Any]) -> tuple[int | None, int | None]:
    return (
        values["ticket"].pk if values.get("ticket") else None,
        values["task"].pk if values.get("task") else None,
    )
