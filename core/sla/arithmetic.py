"""Business time with pauses: pure questions, without database and clock.

A promise counts the time somebody works (core/desk/hours.py) and leaves out the pauses. Pauses are spans in
order that do not overlap; what is paused twice is paused once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from core.desk.hours import Hours, Span, add_working_time, worked_between


def worked(hours: Hours, since: datetime, until: datetime, pauses: Sequence[Span] = ()) -> timedelta:
    """Business time between the two, without the pauses."""
    spans = _between(since, pauses)
    return sum(
        (worked_between(hours, start, until if end is None else min(end, until)) for start, end in spans),
        timedelta(),
    )


def due(hours: Hours, since: datetime, duration: timedelta, pauses: Sequence[Span] = ()) -> datetime | None:
    """When so much business time is over; at closing time rather than at the next opening. None: never."""
    left = duration
    for start, end in _between(since, pauses):
        if end is None:
            return add_working_time(hours, start, left)
        gone = worked_between(hours, start, end)
        if gone >= left:
            return add_working_time(hours, start, left)
        left -= gone
    return None


def merged(pauses: Iterable[Span]) -> list[Span]:
    """The same pauses in order and without overlap; empty ones are none."""
    found: list[Span] = []
    for start, end in sorted(span for span in pauses if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def since(pauses: Iterable[Span], moment: datetime) -> list[Span]:
    """What of the pauses lies after the moment."""
    return [(max(start, moment), end) for start, end in pauses if end > moment]


def _between(start: datetime, pauses: Sequence[Span]) -> Iterator[tuple[datetime, datetime | None]]:
    """The spans from `start` on that are no pause; the last one has no end."""
    for pause, end in since(pauses, start):
        if start < pause:
            yield start, pause
        start = max(start, end)
    yield start, None
