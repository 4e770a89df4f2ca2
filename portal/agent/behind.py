"""The tickets behind a figure."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.reports import selectors as reports
from core.reports.rules import REPORTS, VIEW
from portal.agent import overview_asked, paths, shell
from portal.agent.codes import status
from portal.ui.times import day
from portal.ui.views import needs, page_of, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

PAGE = 50
NAMES = {
    "opened": gettext_lazy("New tickets"),
    "replied": gettext_lazy("First answered"),
    "solved": gettext_lazy("Solved tickets"),
    "first_met": gettext_lazy("First reply: kept"),
    "first_missed": gettext_lazy("First reply: missed"),
    "next_met": gettext_lazy("Next reply: kept"),
    "next_missed": gettext_lazy("Next reply: missed"),
    "resolution_met": gettext_lazy("Resolution: kept"),
    "resolution_missed": gettext_lazy("Resolution: missed"),
}


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """?what=&days=|first=&last=&queue=&team=&agent=. Of others than oneself with reports.view."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    what, asked = request.GET.get("what", ""), overview_asked.read(request.GET)
    agent = _agent(actor, request.GET.get("agent", ""))
    if what not in reports.WHAT:
        raise NotFound
    rows = reports.behind(actor, what, asked.window, queue=asked.queue, team=asked.team, agent=agent)
    found, neighbours = page_of(request, rows, PAGE)
    context: dict[str, Any] = {
        "title": NAMES[what],
        "narrowed": _narrowed(asked, agent),
        "rows": [_row(row) for row in found],
        "back_url": asked.url() if actor.may(REPORTS) else paths.HOME,
        "back": _("All figures") if actor.may(REPORTS) else _("Home"),
    }
    return show(request, "portal/agent/behind.html", shell.around(request, "overview") | context | neighbours)


def _agent(actor: Actor, text: str) -> int:
    """Whose tickets. Raises Refused for others' without the permission."""
    agent = (actor.id or 0) if text == "me" else overview_asked.number(text)
    if agent != actor.id and not actor.may(REPORTS):
        raise Refused(permission=REPORTS)
    return agent


def _narrowed(asked: overview_asked.Asked, agent: int) -> list[str]:
    """What holds for all of them, in words."""
    window = asked.window
    days = day(window.first) if window.length == 1 else f"{day(window.first)} – {day(window.last)}"
    queue = desk.queue_by_id(asked.queue) if asked.queue else None
    team = next((row for row in desk.teams() if row.pk == asked.team), None) if asked.team else None
    names = [row.name for row in (queue, team) if row]
    return [days, *names, *([accounts.names_of([agent]).get(agent, "")] if agent else [])]


def _row(row: Any) -> dict[str, Any]:
    return {
        "label": row.label, "subject": row.subject, "url": paths.ticket(row.number), "who": str(row.contact),
        "assignee": row.assignee.name if row.assignee else "", "status": status(row),
        "at": row.last_message_at,
    }  # fmt: skip
