"""The bell: who spoke in this person's tickets, and promises that are about to be broken."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.sla import selectors as sla
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from portal.agent import memory, paths, promises, shell
from portal.ui.views import fragment, needs
from tenants.kernel.actor import Actor

MOST = 15


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """GET /desk/notifications/: the newest; POST marks all read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        memory.see_notices(actor)
        shell.forget_views(actor)
    seen = memory.notices_seen(actor)
    rows = tickets.spoken_to(actor).select_related("contact").order_by(*tickets.LATELY)[:MOST]
    told = sla.told_for(actor).select_related("ticket").order_by("-told_at")[:MOST]
    notices = [*(_notice(row, seen) for row in rows), *(_promise(row, seen) for row in told)]
    notices.sort(key=lambda one: one["at"], reverse=True)
    return fragment(request, "portal/agent/_notifications.html", {"notices": notices[:MOST]})


def _promise(row: Any, seen: float) -> dict[str, Any]:
    return {**promises.notice(row), "unread": row.told_at.timestamp() > seen}


def _notice(row: Any, seen: float) -> dict[str, Any]:
    if row.woken_at and row.spoken_at == row.woken_at:
        return _back(row, seen)
    is_aside = row.aside_at and not (row.waits and row.last_message_at > row.aside_at)
    at = row.aside_at if is_aside else row.last_message_at
    who = row.contact.name or row.contact.email
    told = (
        _("A third party answered in %(label)s: %(subject)s")
        if is_aside
        else _("%(who)s wrote in %(label)s: %(subject)s")
    )
    return {
        "text": told % {"who": who, "label": row.label, "subject": row.subject},
        "icon": "forward" if is_aside else "reply" if row.message_count > 1 else "mail",
        "url": paths.ticket(row.number),
        "unread": at.timestamp() > seen,
        "at": at,
    }


def _back(row: Any, seen: float) -> dict[str, Any]:
    """It was put aside, and its time is over."""
    return {
        "text": _("Back: %(label)s: %(subject)s") % {"label": row.label, "subject": row.subject},
        "icon": "alarm-clock",
        "url": paths.ticket(row.number),
        "unread": row.woken_at.timestamp() > seen,
        "at": row.woken_at,
    }
