"""Holidays out of an iCalendar file (RFC 5545), as public offices and calendar programs write them.

Bounded in bytes, events and days. Never fetches anything: people bring the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tenants.kernel.text import one_line, storable

MOST_BYTES = 512_000  # a file of all holidays of ten years has 60,000
MOST_EVENTS = 2_000
MOST_DAYS = 31  # of one event: a company's summer
LONGEST_NAME = 80
DAY = timedelta(days=1)


class NotACalendar(ValueError):
    """The file is too large, or no iCalendar file."""


@dataclass(frozen=True, slots=True)
class Day:
    """is_yearly: it comes back on this day each year."""

    date: date
    name: str
    is_yearly: bool = False


def read(raw: bytes) -> list[Day]:
    """Each day once, in order. What has hours is left out: a holiday is a whole day. Raises NotACalendar."""
    from icalendar import Calendar  # 150 ms to import, for what is rarely asked

    if len(raw) > MOST_BYTES or b"BEGIN:VCALENDAR" not in raw[:2_000].upper():
        raise NotACalendar
    try:
        events = list(Calendar.from_ical(raw).walk("VEVENT"))[:MOST_EVENTS]
    except Exception as fault:  # the library trusts what it reads
        raise NotACalendar from fault
    found: dict[date, Day] = {}
    for event in events:
        for day in _days(event):
            found.setdefault(day.date, day)
    return [found[day] for day in sorted(found)]


def _days(event: Any) -> Iterator[Day]:
    try:
        start, end = event.decoded("DTSTART", None), event.decoded("DTEND", None)
        rule = event.get("RRULE") or {}
        yearly = [str(one).upper() for one in rule.get("FREQ", [])] == ["YEARLY"]
        name = one_line(storable(str(event.get("SUMMARY") or "")), LONGEST_NAME)
    except Exception:  # one event that is none spoils no other
        return
    if not isinstance(start, date) or isinstance(start, datetime):
        return
    is_span = isinstance(end, date) and not isinstance(end, datetime) and end > start
    length = min((end - start).days if is_span else 1, MOST_DAYS)
    # a feast that moves with the moon has a rule of its own in each file, and comes as single days
    fixed = yearly and not {"BYDAY", "BYEASTER", "BYSETPOS"} & set(rule)
    for number in range(length):
        yield Day(start + number * DAY, name, fixed)
