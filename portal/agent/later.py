"""Replies that leave later: the moments the composer offers, in the agent's own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.tickets.services import BadTime
from portal.agent import moments
from portal.ui.times import exact
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.tickets.models import Message


def wanted(request: HttpRequest) -> dict[str, Any]:
    """{leaves_at, yields} for the service; empty where it leaves at once. Raises BadTime."""
    then, where = request.POST.get("then", ""), moments.zone(request)
    if then == "tomorrow":
        moment: datetime | None = moments.morning(1, where)
    elif then == "monday":
        moment = moments.monday(where)
    elif then == "later":
        if (moment := moments.typed(request.POST.get("leaves_at", ""), where)) is None:
            raise BadTime
    else:
        return {}
    return {"leaves_at": moment, "yields": request.POST.get("yields") == "1"}


def told(message: Message) -> str | None:
    """ "Reply leaves Tue 24 Nov 2026, 09:00", for one that leaves later than the bar shows."""
    soon = clock.now() + timedelta(seconds=2 * settings.UNDO_SECONDS)
    if message.undo_until is None or message.undo_until <= soon:
        return None
    return _("Reply leaves %(when)s") % {"when": exact(message.undo_until)}
