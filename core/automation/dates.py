"""Dates that come again: a rule of RFC 5545, counted on the wall clock of a time zone. Pure.

Only what a form can say is taken, so no rule costs more than a few thousand steps: an odd one is refused.
A wall time that the clock leaves out comes when it has jumped; one it repeats comes once, the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

PARTS = {  # of each frequency, besides FREQ, INTERVAL, UNTIL and COUNT
    "DAILY": frozenset[str](),
    "WEEKLY": frozenset({"BYDAY"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY"}),
    "YEARLY": frozenset({"BYMONTH", "BYMONTHDAY"}),
}
_DAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_VALUES = {
    "INTERVAL": re.compile(r"[1-9]\d?"),
    "COUNT": re.compile(r"[1-9]\d{0,2}"),
    "UNTIL": re.compile(r"[0-9]{8}"),
    "BYMONTH": re.compile(r"[1-9]|1[0-2]"),
    "BYMONTHDAY": re.compile(r"-1|[1-9]|[12]\d|3[01]"),
}
_DAYS_OF = {"2": 29, "4": 30, "6": 30, "9": 30, "11": 30}  # of months without a 31st
_WEEKDAYS = re.compile(rf"{_DAY}(?:,{_DAY}){{0,6}}")
_NTH = re.compile(rf"(?:-1|[1-4]){_DAY}")
FARTHEST = timedelta(days=3_650)  # of a first day: dates are counted from it, which takes long from far away
MOST_MISSED = 1_000  # dates in a row that are counted; a server that was away for longer says no more


class BadRule(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Plan:
    """rule: checked by `clean`. starts, at: on the wall clock of the zone."""

    rule: str
    starts: date
    at: time
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime | None:
        """The first date after that moment, in UTC; None when there is none any more."""
        return next(self.dates(moment), None)

    def dates(self, after: datetime) -> Iterator[datetime]:
        """All after that moment. A day is looked at twice: the clock may have jumped over its hour."""
        wall = after.astimezone(self.zone).replace(tzinfo=None)
        for found in self._walls().xafter(wall - timedelta(days=1)):
            if (at := self._moment(found)) > after:
                yield at

    def upto(self, first: datetime, last: datetime) -> list[datetime]:
        """From the first moment to the last one, both included; the newest MOST_MISSED at most."""
        found: list[datetime] = []
        for at in self.dates(first - timedelta(microseconds=1)):
            if at > last:
                break
            found.append(at)
            del found[: len(found) - MOST_MISSED]
        return found

    def next(self, number: int, after: datetime) -> list[datetime]:
        return list(islice(self.dates(after), number))

    def _moment(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _walls(self) -> rrule:
        return read(self.rule, self.starts, self.at)


def is_near(starts: date, today: date) -> bool:
    """Whether a rule may have this first day."""
    return abs(starts - today) <= FARTHEST


def parts(text: str) -> dict[str, str]:
    """{FREQ: ..., INTERVAL: ...}"""
    found: dict[str, str] = {}
    for piece in text.upper().replace(" ", "").removeprefix("RRULE:").split(";"):
        name, _equals, value = piece.partition("=")
        if name in found or not value:
            raise BadRule
        found[name] = value
    return found


def clean(text: str) -> str:
    """As it is kept. Raises BadRule."""
    given = parts(text)
    freq = given.get("FREQ", "")
    known = PARTS.get(freq)
    if known is None or set(given) - known - {"FREQ", "INTERVAL", "UNTIL", "COUNT"}:
        raise BadRule
    if {"UNTIL", "COUNT"} <= set(given) or {"BYDAY", "BYMONTHDAY"} <= set(given):
        raise BadRule
    if freq == "YEARLY" and ("BYMONTH" in given) != ("BYMONTHDAY" in given):
        raise BadRule
    for name, value in given.items():
        shape = (_NTH if freq == "MONTHLY" else _WEEKDAYS) if name == "BYDAY" else _VALUES.get(name)
        if shape is not None and not shape.fullmatch(value):
            raise BadRule
    if int(given.get("BYMONTHDAY", 1)) > _DAYS_OF.get(given.get("BYMONTH", ""), 31):
        raise BadRule  # the 30th of February comes in no year, and looking for it takes long
    read(";".join(f"{name}={value}" for name, value in given.items()), date(2000, 1, 1), time())
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "UNTIL", "COUNT")
    return ";".join(f"{name}={given[name]}" for name in order if name in given)


def read(text: str, starts: date, at: time) -> rrule:
    """On the wall clock. UNTIL is a day, and that day counts. Raises BadRule."""
    given = parts(text)
    if "UNTIL" in given:
        given["UNTIL"] += "T235959"
    plain = ";".join(f"{name}={value}" for name, value in given.items())
    try:
        found = rrulestr(plain, dtstart=datetime.combine(starts, at))
    except (ValueError, OverflowError) as fault:
        raise BadRule from fault
    if not isinstance(found, rrule):
        raise BadRule
    return found
