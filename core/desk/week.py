"""How the opening hours of a week are written: as rows keep them, and as people type them.

A row keeps seven days, each a list of [from, to] in minutes since midnight. People write
"09:00" and "17:00"; 00:00 as an end is the end of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

Day = list[list[int]]  # [from, to] in minutes
Written = tuple[str, str]  # as typed: ("09:00", "17:00")

MIDNIGHT = 24 * 60
MOST = 6  # openings of one day
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?")


class NotADay(ValueError):
    """These openings are none; the text says why, for people."""


def read_day(written: Iterable[Written]) -> Day:
    """A day's openings in order, from pairs of times; pairs that are wholly empty are left out. NotADay."""
    typed = [(start.strip(), end.strip()) for start, end in written]
    return checked_day([[_minutes(start), _minutes(end) or MIDNIGHT] for start, end in typed if start or end])


def checked_day(day: Sequence[Sequence[int]]) -> Day:
    """The openings in order. NotADay when one ends before it starts, or two overlap."""
    inside = all(0 <= start <= MIDNIGHT and 0 <= end <= MIDNIGHT for start, end in day)
    if not inside or any(start >= end for start, end in day):
        raise NotADay(_("It has to end after it starts. Write hours past midnight on the day they fall on."))
    found = sorted([start, end] for start, end in day)
    for (_start, end), (start, _end) in pairwise(found):
        if start < end:
            raise NotADay(_("The hours from %(time)s on overlap with those before.") % {"time": said(start)})
    if len(found) > MOST:
        raise NotADay(_("A day holds up to %(most)d openings.") % {"most": MOST})
    return found


def write_day(day: Iterable[Sequence[int]]) -> list[Written]:
    """Pairs of times as a form shows them."""
    return [(said(start), said(end)) for start, end in day]


def said(minutes: int) -> str:
    """ "09:00"; the end of the day is "00:00", as a field for a time knows no 24:00."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _minutes(typed: str) -> int:
    if (found := _TIME.fullmatch(typed)) is None:
        raise NotADay(_("Write both times, as 09:00 and 17:00."))
    return int(found[1]) * 60 + int(found[2])
