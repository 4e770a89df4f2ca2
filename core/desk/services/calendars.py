"""Calendars: when somebody works, and on which days nobody does. Exactly one is the default."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import trail
from core.desk import book, holidays
from core.desk.events import DeskArranged
from core.desk.models import Calendar, Holiday
from core.desk.services.rows import keep, remove
from core.desk.week import Day, NotADay, checked_day
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

MOST_CALENDARS = 20  # they are remembered with the desk, and nobody reads longer lists
MOST_HOLIDAYS = 200  # of one calendar
DAYS = 7


class DefaultCalendarStays(Conflict):
    code = "calendar.default_stays"
    sentence = "The default calendar cannot be removed. Make another one the default first."


class NoMoreCalendars(Conflict):
    """data: limit."""

    code = "calendar.limit"
    sentence = "There can be {limit} calendars."


class NoMoreHolidays(Conflict):
    """data: limit."""

    code = "holiday.limit"
    sentence = "A calendar holds {limit} holidays. Remove some that are over."


@transaction.atomic
def save_calendar(row: Calendar | None, *, by: Actor, seen: int | None = None, **values: Any) -> Calendar:
    """Create (row None) or change. values: name, time_zone, week, reply_hours, is_default.

    week: seven days of [from, to] in minutes. seen: the version the caller looked at; None skips the
    check. Raises Invalid (fields week-0 to week-6 for single days), Stale, NoMoreCalendars,
    DefaultCalendarStays. Making one the default takes it from the other.
    """
    if row is None and Calendar.objects.count() >= MOST_CALENDARS:
        raise NoMoreCalendars(limit=MOST_CALENDARS)
    if row is not None and values.get("is_default") is False:
        _refuse_default(row)
    _check_zone(values)
    if "week" in values:
        values["week"] = _week(values["week"])
    if values.get("is_default"):
        Calendar.objects.filter(is_default=True).exclude(pk=row.pk if row else 0).update(is_default=False)
    return keep(row or Calendar(), values, by=by, seen=seen)


@transaction.atomic
def delete_calendar(row: Calendar, *, by: Actor) -> None:
    """Queues that followed it follow the default one. Raises DefaultCalendarStays."""
    _refuse_default(row)
    remove(row, by=by)


@transaction.atomic
def add_holiday(calendar: Calendar, *, by: Actor, **values: Any) -> Holiday:
    """values: date, name, is_yearly. Raises Invalid (also for a day that is on the list), NoMoreHolidays."""
    Calendar.objects.select_for_update().get(pk=calendar.pk)  # those who add at the same time are counted
    if Holiday.objects.filter(calendar=calendar).count() >= MOST_HOLIDAYS:
        raise NoMoreHolidays(limit=MOST_HOLIDAYS)
    return keep(Holiday(calendar=calendar), values, by=by)


@dataclass(frozen=True, slots=True)
class Brought:
    """Of a calendar file: how many days were added, and how many were over or on the list already."""

    added: int
    left_out: int


@transaction.atomic
def import_holidays(calendar: Calendar, raw: bytes, *, by: Actor) -> Brought:
    """Whole days of an iCalendar file, from today on. Twice is once.

    Raises Invalid (file), NoMoreHolidays.
    """
    try:
        days = holidays.read(raw)
    except holidays.NotACalendar:
        raise Invalid(fields={"file": [_("This is no iCalendar file (.ics) of at most 500 kB.")]}) from None
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    there = set(Holiday.objects.filter(calendar=calendar).values_list("date", flat=True))
    today = clock.now().date()
    fresh = [one for one in days if one.date not in there and (one.is_yearly or one.date >= today)]
    if len(there) + len(fresh) > MOST_HOLIDAYS:
        raise NoMoreHolidays(limit=MOST_HOLIDAYS)
    rows = [
        Holiday(calendar=calendar, date=one.date, name=one.name or _("Holiday"), is_yearly=one.is_yearly)
        for one in fresh
    ]
    Holiday.objects.bulk_create(rows)
    if rows:
        after = {"added": [one.date.isoformat() for one in rows]}
        trail.record("holiday.imported", on=calendar, by=by, after=after)
        publish(DeskArranged(kind="holiday", row_id=calendar.pk, by=by.ref))
        book.page.changed()
    return Brought(len(rows), len(days) - len(rows))


def delete_holiday(row: Holiday, *, by: Actor) -> None:
    remove(row, by=by)


def _refuse_default(row: Calendar) -> None:
    """By the locked row: the given one may be yesterday's."""
    if Calendar.objects.select_for_update().filter(pk=row.pk, is_default=True).exists():
        raise DefaultCalendarStays


def _check_zone(values: dict[str, Any]) -> None:
    if "time_zone" in values and values["time_zone"] not in zoneinfo.available_timezones():
        raise Invalid(fields={"time_zone": [_("Choose a time zone from the list.")]})


def _week(days: Sequence[Day]) -> list[Day]:
    """The same week in order. Invalid with a sentence per wrong day."""
    if len(days) != DAYS:
        raise Invalid(fields={"week": [_("A week has seven days.")]})
    found: list[Day] = []
    wrong: dict[str, list[str]] = {}
    for number, day in enumerate(days):
        try:
            found.append(checked_day(day))
        except NotADay as why:
            wrong[f"week-{number}"] = [str(why)]
    if wrong:
        raise Invalid(fields=wrong)
    return found
