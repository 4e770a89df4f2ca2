"""Moments as people say them. Relative words with the exact time in a title, in the zone Django has active.

All take aware datetimes and return safe HTML or text; nothing here touches the database.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from markupsafe import Markup

from tenants.kernel import clock

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
TIME_TAG = Markup('<time datetime="{}" title="{}">{}</time>')


def exact(moment: datetime) -> str:
    """'Fri 20 Nov 2026, 17:32' in the reader's zone."""
    return date_format(timezone.localtime(moment), "D j M Y, H:i")


def ago(moment: datetime | None) -> Markup | str:
    """<time>5 min</time>: how long ago, one short word, exact moment in the title. None: a dash."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return TIME_TAG.format(moment.isoformat(timespec="seconds"), date_format(local, "D j M Y, H:i"), _distance(moment, local))


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
    return date_format(local, "j M" if local.year == timezone.localtime(now).year else "j M Y")


def until(moment: datetime) -> Markup:
    """<time>25 min</time> left, or '2 h late' once it has passed."""
    left = moment - clock.now()
    words = _("%s late") % _span(-left) if left < timedelta() else _span(left)
    return TIME_TAG.format(moment.isoformat(timespec="seconds"), exact(moment), words)


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
