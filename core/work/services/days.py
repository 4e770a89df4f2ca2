"""What somebody says of their day, and sends to who leads their team; and how time is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.work import time_book
from core.work.events_time import SummaryDue, SummaryWritten
from core.work.models import DailySummary, TimeRules
from core.work.selectors.days import PARTS, is_asked, leads_of, summary_of, today_of
from core.work.selectors.time import zone_of
from core.work.timing import (
    FEWEST_HOURS,
    LONGEST_ENTRY,
    LONGEST_SUMMARY,
    MOST_ACTIVITIES,
    MOST_HOURS,
    SUMMARY_ALARM,
)
from tenants.alarms.bell import ensure_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused, Stale
from tenants.kernel.text import one_line, slug, storable

OLDEST = timedelta(days=31)  # so far back a day may still be told


class SummariesAreOff(Conflict):
    code = "summary.off"
    sentence = "Nobody is asked for summaries here."


class StaleSummary(Stale):
    """data: version."""

    code = "summary.stale"


class NotYourDay(Refused):
    code = "summary.not_yours"
    sentence = "Only who had the day says how it was."


class NothingSaid(Invalid):
    code = "summary.empty"
    sentence = "Say something of the day."


class BadHours(Invalid):
    code = "summary.hours_invalid"
    sentence = "Give hours such as 7.5 or 7h 30m, 24 at most."

    def __init__(self) -> None:
        super().__init__(fields={"minutes": [self.sentence]})


class BadDay(Invalid):
    code = "summary.day_invalid"
    sentence = "A day is told on its evening, or within a month."


@transaction.atomic
def save_summary(
    person: User, day: date, *, by: Actor, seen: int | None = None, is_sent: bool = True, **values: Any
) -> DailySummary:
    """How the day was; a second time puts it otherwise. values: completed, in_progress, blockers, notes,
    minutes.

    is_sent: it goes to who leads the person's teams, once. Raises SummariesAreOff, BadDay, NothingSaid,
    StaleSummary, Invalid. Emits SummaryWritten.
    """
    if not is_asked():
        raise SummariesAreOff
    today = today_of(person)
    if not today - OLDEST <= day <= today:
        raise BadDay
    User.objects.select_for_update().get(pk=person.pk)  # there may be no row of ours to lock
    row = summary_of(person, day) or DailySummary(person=person, day=day)
    if seen not in (None, row.version):
        raise StaleSummary(version=row.version)
    before = {name: getattr(row, name) for name in (*PARTS, "minutes")}
    for name, value in _checked(values).items():
        setattr(row, name, value)
    if not any(getattr(row, name) for name in PARTS):
        raise NothingSaid
    sends = is_sent and row.sent_at is None
    if {name: getattr(row, name) for name in before} == before and not sends and row.pk:
        return row
    row.version += bool(row.pk)
    row.updated_at = clock.now()
    row.sent_at = row.updated_at if sends else row.sent_at
    row.save()

    leads = [one.pk for one in leads_of(person)] if sends else []
    trail.record("summary.written", on=row, by=by, after={"day": day.isoformat(), "sent": sends})
    publish(SummaryWritten(row.pk, by.ref, person.pk, day.isoformat(), leads))
    return row


def expect_summary(person: User) -> None:
    """Who counts time today is asked in the evening. The caller's transaction."""
    rules, zone = time_book.rules(), zone_of(person)
    at = datetime.combine(today_of(person), time(rules.summary_hour), zone)
    if is_asked() and at > clock.now():
        ensure_alarm(SUMMARY_ALARM, person.pk, at)


@transaction.atomic
def ask_for_summary(user_id: int) -> None:
    """The evening has come. Emits SummaryDue while nothing was said."""
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None or not is_asked():
        return
    today = today_of(person)
    if summary_of(person, today) is None:
        publish(SummaryDue(person.pk, today.isoformat()))


@transaction.atomic
def save_rules(*, by: Actor, seen: int | None = None, **values: Any) -> TimeRules:
    """activities (names, in order), idle_hours, summary_hour; what is not named stays.

    Raises Stale, Invalid. Twice is once.
    """
    row, _ = TimeRules.objects.select_for_update().get_or_create(pk=1)
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    before = _plain(row)
    if (names := values.pop("activities", None)) is not None:
        row.activities = _named(names, row.activities)
    for name, value in values.items():
        setattr(row, name, value)
    if not FEWEST_HOURS <= row.idle_hours <= MOST_HOURS:
        raise Invalid(fields={"idle_hours": ["Give a number of hours from 1 to 24."]})
    if not 0 <= row.summary_hour <= 23:
        raise Invalid(fields={"summary_hour": ["Choose an hour of the day."]})
    if (after := _plain(row)) == before:
        return row
    row.version += 1
    row.save()
    trail.record("time.rules_changed", on=row, by=by, before=before, after=after)
    time_book.rules.changed()
    return row


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in PARTS:
        if values.get(name) is not None:
            found[name] = storable(str(values[name])).strip()[:LONGEST_SUMMARY]
    if values.get("minutes") is not None:
        if not 0 <= values["minutes"] <= LONGEST_ENTRY:
            raise BadHours
        found["minutes"] = values["minutes"]
    return found


def _named(names: list[str], held: list[dict[str, str]]) -> list[dict[str, str]]:
    """Activities by their names; one that keeps its name keeps its key. Raises Invalid."""
    wanted = list(dict.fromkeys(filter(None, (one_line(storable(str(one)), 60) for one in names))))
    if not 1 <= len(wanted) <= MOST_ACTIVITIES:
        raise Invalid(fields={"activities": ["Write 1 to 20 activities, each on a line of its own."]})
    known = {one["label"]: one["key"] for one in held}
    found = {name: known[name] for name in wanted if name in known}
    for name in wanted:
        found.setdefault(name, _key(name, found.values()))
    return [{"key": found[name], "label": name} for name in wanted]


def _key(name: str, taken: Collection[str]) -> str:
    """Of letters that every address carries; where none are left, or another one has them, with a mark that
    the name gives: the same name has the same key on every desk, wherever it stands in the list.
    """
    plain = slug(name)
    if plain and plain not in taken:
        return plain
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{(plain or 'activity')[:31]}-{mark}"


def _plain(row: TimeRules) -> dict[str, Any]:
    names = ("activities", "idle_hours", "summary_hour")
    return {name: getattr(row, name) for name in names}
