"""Moments to come as people name them: later today, tomorrow at nine, Monday; in the reader's own zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from portal.ui.surroundings import zone_of
from tenants.kernel import clock

MORNING = time(9)
EVENING = time(18)
LATER = timedelta(hours=3)
LAST_HOUR = 20  # "later today" ends then


def zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(zone_of(request))


def morning(days: int, where: ZoneInfo) -> datetime:
    """Nine o'clock so many days from today."""
    return datetime.combine(clock.now().astimezone(where).date() + timedelta(days=days), MORNING, where)


def evening(days: int, where: ZoneInfo) -> datetime:
    """Six o'clock so many days from today."""
    return datetime.combine(clock.now().astimezone(where).date() + timedelta(days=days), EVENING, where)


def monday(where: ZoneInfo) -> datetime:
    """Nine o'clock on the next one; a week from today on Mondays."""
    return morning(7 - clock.now().astimezone(where).weekday(), where)


def later_today(where: ZoneInfo) -> datetime | None:
    """In three hours or a little more, on the hour; None when the day is nearly over."""
    now = clock.now().astimezone(where)
    then = (now + LATER + timedelta(minutes=59)).replace(minute=0, second=0, microsecond=0)
    return then if then.date() == now.date() and then.hour <= LAST_HOUR else None


def typed(text: str, where: ZoneInfo) -> datetime | None:
    """What a field of type datetime-local holds; None where it is no moment."""
    try:
        return datetime.fromisoformat(text.strip()[:19]).replace(tzinfo=where)
    except ValueError:
        return None
