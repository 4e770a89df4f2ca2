"""Sums of time as lines with names: by day, week, person or item."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core.accounts import selectors as accounts
from core.work.models_time import TimeEntry
from core.work.selectors import time as reading
from core.work.selectors.access import named_for
from tenants.kernel.actor import Actor

Line = dict[str, Any]


def summed(actor: Actor, rows: QuerySet[TimeEntry], by: str, zone: ZoneInfo) -> list[Line]:
    """by: day, week (with a line for each person), person or item. Days are those of the zone."""
    if by in ("day", "week"):
        return _by_days(rows, by == "week", zone)
    if by == "person":
        found = reading.by_person(rows)
        names = accounts.names_of([one.key for one in found]) if found else {}
        return [_line(str(one.key), names.get(one.key, ""), one.key, one) for one in found]
    found = reading.by_thing(rows)
    things = reading.things_of(found) if found else {}
    known = [(row, one) for one in found if (row := things.get(one.key))]
    return [_line(row.label, named_for(actor, row), None, one) for row, one in known]


def _by_days(rows: QuerySet[TimeEntry], is_weekly: bool, zone: ZoneInfo) -> list[Line]:
    totals: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in reading.by_day(rows, zone):
        day, person = one.key
        day = day - timedelta(days=day.weekday()) if is_weekly else day
        total = totals[day, person]
        for place, value in enumerate((one.minutes, one.billable, one.entries)):
            total[place] += value
    names = accounts.names_of({person for _day, person in totals}) if totals else {}
    return [
        _line(day.isoformat(), names.get(person, ""), person, reading.Total(None, *total))
        for (day, person), total in sorted(totals.items())
    ]


def _line(key: str, name: str, person: int | None, total: reading.Total) -> Line:
    return {
        "key": key,
        "name": name,
        "person": person,
        "minutes": total.minutes,
        "billable_minutes": total.billable,
        "entries": total.entries,
    }
