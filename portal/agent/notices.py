"""The bell: customers who spoke in this person's tickets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.tickets.rules import VIEW
from portal.agent import memory, paths, shell
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
    rows = shell.mine_waiting(actor)[:MOST]
    return fragment(
        request, "portal/agent/_notifications.html", {"notices": [_notice(row, seen) for row in rows]}
    )


def _notice(row: Any, seen: float) -> dict[str, Any]:
    who = row.contact.name or row.contact.email
    return {
        "text": _("%(who)s wrote in %(label)s: %(subject)s")
        % {"who": who, "label": row.label, "subject": row.subject},
        "icon": "reply" if row.message_count > 1 else "mail",
        "url": paths.ticket(row.number),
        "unread": row.last_message_at.timestamp() > seen,
        "at": row.last_message_at,
    }
