"""What the API takes and shows of time."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from core.doors.shapes import Shape, moment
from core.work.models_time import TimeEntry
from core.work.timing import FIRST_DAY, LAST_DAY, LONGEST_ENTRY, LONGEST_NOTE, SHUT
from tenants.kernel import clock

GROUPS = ("day", "week", "person", "item")


class _OnIn(serializers.Serializer):
    item = serializers.CharField(
        max_length=30, help_text='A ticket by its number, "42" or "T-0042", or a task by "TASK-0007".'
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    activity = serializers.SlugField(max_length=40, required=False, help_text="Key of one of `activities`.")
    billable = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Left out: on a ticket yes, on a task no."
    )


class StartIn(_OnIn):
    """A timer of one's own."""


class TimeIn(_OnIn):
    """Time that was spent. With neither moment it ended now."""

    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_ENTRY)
    started_at = serializers.DateTimeField(required=False)


class TimeChange(serializers.Serializer):
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_ENTRY)
    started_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True)
    activity = serializers.SlugField(max_length=40)
    billable = serializers.BooleanField()


class StopIn(serializers.Serializer):
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    until = serializers.ChoiceField(
        ["now", "asked"],
        required=False,
        default="",
        help_text="Of a timer that ran for long (`timer.ran_long`): whether what came after it asked counts.",
    )


def _in_calendar(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise serializers.ValidationError("Give a day from 2000 to 2999.")


class TimeQuery(serializers.Serializer):
    person = serializers.CharField(required=False, help_text="me, or a user id")
    item = serializers.CharField(required=False, max_length=30, help_text="As in POST.")
    since = serializers.DateField(
        required=False, validators=[_in_calendar], help_text="First day, in your time zone."
    )
    until = serializers.DateField(
        required=False, validators=[_in_calendar], help_text="Last day, itself included."
    )
    billable = serializers.BooleanField(required=False, allow_null=True, default=None)


class SummaryQuery(TimeQuery):
    by = serializers.ChoiceField(GROUPS, required=False, default="day")


class TimeOut(Shape):
    """minutes: what counts; of a timer that runs, until now. after_hours: of them outside of working hours.

    item: {kind: ticket or task, number, label, title}. asks: a timer that runs for long waits for a word.
    """

    id: int
    person: dict
    item: dict
    started_at: str
    ended_at: str | None
    minutes: int
    after_hours: int
    is_running: bool
    billable: bool
    activity: str
    note: str
    version: int

    @staticmethod
    def dump(row: TimeEntry) -> dict[str, Any]:
        running = int((clock.now() - row.started_at).total_seconds() // 60) if row.is_running else 0
        return {
            "id": row.pk,
            "person": {"id": row.person_id, "name": row.person.name},
            "item": item_of(row),
            "started_at": moment(row.started_at),
            "ended_at": moment(row.ended_at),
            "minutes": row.minutes or running,
            "after_hours": row.after_hours,
            "is_running": row.is_running,
            "billable": row.billable,
            "activity": row.activity,
            "note": row.note,
            "version": row.version,
        }


class StartedOut(Shape):
    """stopped: the timer that ran before, if one did."""

    running: dict
    stopped: dict | None

    @staticmethod
    def dump(rows: tuple[TimeEntry, TimeEntry | None]) -> dict[str, Any]:
        running, stopped = rows
        return {
            "running": TimeOut.dump(running),
            "stopped": TimeOut.dump(stopped) if stopped else None,
        }


class ActiveOut(Shape):
    """mine: one's own timer, if one runs. others: those of colleagues, for who may see them."""

    mine: dict | None
    others: list[dict]

    @staticmethod
    def dump(found: tuple[TimeEntry | None, list[TimeEntry]]) -> dict[str, Any]:
        mine, others = found
        return {"mine": TimeOut.dump(mine) if mine else None, "others": [TimeOut.dump(row) for row in others]}


class TimeActivityOut(Shape):
    key: str
    label: str

    @staticmethod
    def dump(row: dict[str, str]) -> dict[str, Any]:
        return {"key": row["key"], "label": row["label"]}


class SummaryOut(Shape):
    """key: a day, the Monday of a week, a person's id, or the label of a ticket or task. name: in words."""

    key: str
    name: str
    person: int | None
    minutes: int
    billable_minutes: int
    entries: int

    @staticmethod
    def dump(line: dict[str, Any]) -> dict[str, Any]:
        return line


def item_of(row: TimeEntry) -> dict[str, Any]:
    """The words of what one may not read any more are a neutral phrase."""
    if row.ticket:
        return _item("ticket", row.ticket.number, row.ticket.label, _titled(row, row.ticket.subject))
    assert row.task is not None  # time_of_one_thing
    return _item("task", row.task.number, row.task.label, _titled(row, row.task.title))


def _titled(row: TimeEntry, title: str) -> str:
    return str(SHUT["ticket" if row.ticket_id else "task"]) if getattr(row, "is_shut", False) else title


def _item(kind: str, number: int, label: str, title: str) -> dict[str, Any]:
    return {"kind": kind, "number": number, "label": label, "title": title}
