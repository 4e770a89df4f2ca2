"""Who did what lately: the record of all tickets one may see, narrowed, and repeated acts told as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.reports import selectors as reports
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from portal.agent import activity_words, shell
from portal.agent.overview_asked import number
from portal.ui.views import fragment, needs, show, with_query
from tenants.kernel import clock
from tenants.kernel.actor import Actor

BASE = "portal/agent/"
SPANS = {
    "1": gettext_lazy("Last 24 hours"),
    "7": gettext_lazy("Last 7 days"),
    "30": gettext_lazy("Last 30 days"),
}


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/activity/?kind=&person=&queue=&ticket=&days=&before=; ?part=lines the lines alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = _asked(actor, request)
    found = reports.feed(actor, asked, number(request.GET.get("before", "")))
    context = {
        "groups": activity_words.groups(found),
        "older_url": with_query(request, before=found.older, part=None) if found.older else None,
        "is_cut": found.is_cut,
        "is_newest": "before" not in request.GET,
        "live_url": with_query(request, part="lines"),
        "is_narrowed": bool({"kind", "person", "queue", "ticket", "days"} & set(request.GET)),
    }
    if request.GET.get("part") == "lines":
        return fragment(request, f"{BASE}_activity.html", context)
    context |= _filters(request, actor)
    return show(request, f"{BASE}activity.html", shell.around(request, "activity") | context)


def _asked(actor: Actor, request: HttpRequest) -> reports.Asked:
    """What is not known narrows nothing. Raises NoSuchTicket for a ticket that may not be seen."""
    values = request.GET
    days = values.get("days", "")
    ticket = tickets.ticket_for(actor, values["ticket"]).pk if values.get("ticket") else 0
    return reports.Asked(
        kind=values.get("kind", ""),
        person=number(values.get("person", "")),
        queue=number(values.get("queue", "")),
        ticket=ticket,
        since=clock.now() - timedelta(days=int(days)) if days in SPANS else None,
    )


def _filters(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "") for name in ("kind", "person", "queue", "days", "ticket")}
    kinds = [("", _("Everything")), *((key, str(words)) for key, words in activity_words.KINDS.items())]
    return {
        "chosen": chosen,
        "kinds": [
            {
                "name": words,
                "on": key == chosen["kind"],
                "url": with_query(request, kind=key, before=None, part=None),
            }
            for key, words in kinds
        ],
        "people": [("", _("Everybody")), *((str(row.pk), row.name) for row in accounts.people(actor))],
        "queues": [("", _("All queues")), *((str(row.pk), row.name) for row in desk.queues())],
        "spans": [("", _("At any time")), *((key, str(words)) for key, words in SPANS.items())],
    }
