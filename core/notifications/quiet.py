"""When somebody is not to be disturbed, and when they are away. Pure: times and zones only."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.notifications.models import Preference
from core.notifications.rules import DIGEST_HOUR


def quiet_until(wants: Preference, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Until when screens show no card; None: they do. The later one of snooze and quiet hours."""
    ends = [end for end in (_snooze(wants, now), _hours(wants, zone, now)) if end]
    return max(ends, default=None)


def mail_waits_until(wants: Preference, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Until when mails wait: a snooze always counts, quiet hours where they were asked to."""
    ends = [_snooze(wants, now), _hours(wants, zone, now) if wants.quiet_mail else None]
    return max((end for end in ends if end), default=None)


def next_digest(zone: ZoneInfo, now: datetime) -> datetime:
    """The next eight o'clock where they are."""
    here = now.astimezone(zone)
    at = datetime.combine(here.date(), time(DIGEST_HOUR), zone)
    return at if at > here else datetime.combine(here.date() + timedelta(days=1), time(DIGEST_HOUR), zone)


def is_away(wants: Preference, zone: ZoneInfo, now: datetime) -> bool:
    """Both days count; without a last one they have not said when they come back."""
    today = now.astimezone(zone).date()
    if wants.away_from is None or today < wants.away_from:
        return False
    return wants.away_until is None or today <= wants.away_until


def _snooze(wants: Preference, now: datetime) -> datetime | None:
    return wants.snoozed_until if wants.snoozed_until and wants.snoozed_until > now else None


def _hours(wants: Preference, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The end of the quiet hours that this moment is in; they may go over midnight."""
    start, end = wants.quiet_from, wants.quiet_until
    if start is None or end is None or start == end:
        return None
    here = now.astimezone(zone)
    is_night = start > end
    inside = (here.time() >= start or here.time() < end) if is_night else start <= here.time() < end
    if not inside:
        return None
    day = here.date() + timedelta(days=1 if is_night and here.time() >= start else 0)
    return datetime.combine(day, end, zone)
