"""Replies that leave later: the moments the composer offers, in the agent's own time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.tickets.services import BadTime
from portal.ui.surroundings import zone_of
from portal.ui.times import exact
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.tickets.models import Message

MORNING = time(9)


def wanted(request: HttpRequest) -> dict[str, Any]:
    """{leaves_at, yields} for the service; empty where it leaves at once. Raises BadTime."""
    then, zone = request.POST.get("then", ""), ZoneInfo(zone_of(request))
    today = clock.now().astimezone(zone).date()
    if then == "tomorrow":
        moment = datetime.combine(today + timedelta(days=1), MORNING, zone)
    elif then == "monday":
        moment = datetime.combine(today + timedelta(days=7 - today.weekday()), MORNING, zone)
    elif then == "later":
        moment = _typed(request.POST.get("leaves_at", ""), zone)
    else:
        return {}
    return {"leaves_at": moment, "yields": request.POST.get("yields") == "1"}


def told(message: Message) -> str | None:
    """ "Reply leaves Tue 24 Nov 2026, 09:00", for one that leaves later than the bar shows."""
    soon = clock.now() + timedelta(seconds=2 * settings.UNDO_SECONDS)
    if message.undo_until is None or message.undo_until <= soon:
        return None
    return _("Reply leaves %(when)s") % {"when": exact(message.undo_until)}


def _typed(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()[:19]).replace(tzinfo=zone)
    except ValueError:
        raise BadTime from None
