"""Moments as people say them. Relative words with the exact time in a title, in the zone Django has active.

All take aware datetimes and return safe HTML or text; nothing here touches the database.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language
from markupsafe import Markup, escape

from tenants.kernel import clock
from tenants.saying import gettext as _

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
TIME_TAG = '<time datetime="{}" title="{}">{}</time>'


def exact(moment: datetime) -> str:
    """'Fri 20 Nov 2026, 17:32' in the reader's zone."""
    return _exact(timezone.localtime(moment))


def _exact(local: datetime) -> str:
    # date_format parses its pattern at every call, which is dear fifty times per page
    days, months = _names(get_language())
    return f"{days[local.weekday()]} {local.day} {months[local.month - 1]} {local.year}, {local:%H:%M}"


@lru_cache(maxsize=64)
def _names(language: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    months = tuple(str(MONTHS_3[i]).capitalize() for i in range(1, 13))
    return tuple(str(WEEKDAYS_ABBR[i]) for i in range(7)), months


def ago(moment: datetime | None) -> Markup | str:
    """<time>5 min</time>: how long ago, one short word, exact moment in the title. None: a dash."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return _tag(moment, local, _distance(moment, local))


def _distance(moment: datetime, local: datetime) -> str:
    now = clock.now()
    seconds = (now - moment).total_seconds()
    if seconds < MINUTE:
        return _("now")
    if seconds < HOUR:
        return _("%d min") % (seconds // MINUTE)
    if seconds < DAY:
        return _("%d h") % (seconds // HOUR)
    if seconds < WEEK:
        return _("%d d") % (seconds // DAY)
    month = _names(get_language())[1][local.month - 1]
    return f"{local.day} {month}" if local.year == now.year else f"{local.day} {month} {local.year}"


def _tag(moment: datetime, local: datetime, words: str) -> Markup:
    stamp = moment.isoformat(timespec="seconds")
    return Markup(TIME_TAG.format(stamp, escape(_exact(local)), escape(words)))  # noqa: S704  all escaped


def until(moment: datetime) -> Markup:
    """<time>25 min</time> left, or '2 h late' once it has passed."""
    left = moment - clock.now()
    words = _("%s late") % _span(-left) if left < timedelta() else _span(left)
    return _tag(moment, timezone.localtime(moment), words)


def lasting(seconds: float) -> str:
    """ "3 h 20 min", "40 min", "25 s": how long something took."""
    if seconds < MINUTE:
        return _("%d s") % seconds
    if seconds < HOUR:
        return _("%d min") % round(seconds / MINUTE)
    hours, rest = divmod(round(seconds / MINUTE), 60)
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < HOUR:
        return _("%d min") % max(1, seconds // MINUTE)
    return _("%d h") % (seconds // HOUR) if seconds < 2 * DAY else _("%d d") % (seconds // DAY)


def day(moment: datetime | date | None) -> str:
    """'20 Nov 2026'; None: a dash."""
    if moment is None:
        return "–"
    return date_format(timezone.localtime(moment) if isinstance(moment, datetime) else moment, "j M Y")


def month(first: date) -> str:
    """'November 2026'."""
    return date_format(first, "F Y")
