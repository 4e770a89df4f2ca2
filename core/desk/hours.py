"""When a desk is open: pure questions about opening hours, without database and clock.

A desk opens by the clock on its wall and works by the clock of physics. Each opening begins and ends
at the first moment the wall shows that time or a later one: in spring a time that is skipped is the
moment of the jump, in autumn a time that comes twice is its first coming. So openings never overlap,
and an hour of work is sixty real minutes on every day of the year.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

Opening = tuple[int, int]  # minutes since midnight; 1440 is the end of the day
Span = tuple[datetime, datetime]  # in UTC, the end not included

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HORIZON = 20 * 366  # days looked ahead; a desk that is closed for so long never opens


@dataclass(frozen=True, slots=True)
class Hours:
    """week: openings of Monday to Sunday, each day in order and without overlap.

    closed: single holidays. closed_yearly: (month, day) of those that come each year.
    """

    zone: ZoneInfo
    week: tuple[tuple[Opening, ...], ...]
    closed: frozenset[date] = field(default_factory=frozenset)
    closed_yearly: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether somebody works at this moment."""
    today = moment.astimezone(hours.zone).date()
    spans = (span for day in (today - DAY, today) for span in _of_day(hours, day))
    return any(start <= moment < end for start, end in spans)


def next_opening(hours: Hours, moment: datetime) -> datetime | None:
    """The moment itself while the desk is open, else when it opens next. None: never."""
    for start, _end in _spans(hours, moment):
        return max(start, moment.astimezone(UTC))
    return None


def add_working_time(hours: Hours, start: datetime, duration: timedelta) -> datetime | None:
    """When so much time has been worked from `start` on; at closing time rather than at the next opening.

    No duration is over at once. None: the desk never gets there.
    """
    if duration <= timedelta():
        return start.astimezone(UTC)
    left = duration
    for opens, closes in _spans(hours, start):
        begin = max(opens, start.astimezone(UTC))
        if closes - begin >= left:
            return begin + left
        left -= closes - begin
    return None


def working_minutes_between(hours: Hours, since: datetime, until: datetime) -> int:
    """Whole minutes the desk is open between the two; 0 when `until` is not later."""
    return worked_between(hours, since, until) // MINUTE


def worked_between(hours: Hours, since: datetime, until: datetime) -> timedelta:
    """How long the desk is open between the two; nothing when `until` is not later."""
    worked = timedelta()
    if until <= since:
        return worked
    for opens, closes in takewhile(lambda span: span[0] < until, _spans(hours, since)):
        worked += min(closes, until) - max(opens, since)
    return worked


def opens_on(hours: Hours, day: date) -> bool:
    """Whether this is a working day."""
    return bool(_of_day(hours, day))


def _spans(hours: Hours, since: datetime) -> Iterator[Span]:
    """Openings that end after `since`, in order. Ends at the horizon, so that nobody asks for ever."""
    if not any(hours.week):
        return
    first = since.astimezone(hours.zone).date() - DAY
    days = min(HORIZON, (date.max - first).days - 1)
    for number in range(days):
        yield from (span for span in _of_day(hours, first + number * DAY) if span[1] > since)


def _of_day(hours: Hours, day: date) -> tuple[Span, ...]:
    """The openings of one day on the wall. One that the clock jumps over is none."""
    if day in hours.closed or (day.month, day.day) in hours.closed_yearly:
        return ()
    spans = (
        tuple(_first(hours.zone, day, minute) for minute in opening) for opening in hours.week[day.weekday()]
    )
    return tuple((start, end) for start, end in spans if start < end)


@lru_cache(maxsize=4_096)
def _first(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The first moment at which the wall shows this time or a later one."""
    wall = datetime.combine(day, time()) + minute * MINUTE
    moment = wall.replace(tzinfo=zone).astimezone(UTC)  # of a time that comes twice Python takes the first
    if _shown(zone, moment) == wall:
        return moment
    # skipped: the jump lies between what the old and the new offset make of it
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(int((moment - early).total_seconds()) + 1)
    jump = bisect_left(
        seconds, True, key=lambda second: _shown(zone, early + timedelta(seconds=second)) >= wall
    )
    return early + timedelta(seconds=jump)


def _shown(zone: ZoneInfo, moment: datetime) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
