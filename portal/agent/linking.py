"""Links of a ticket: shown among its details, added by number or search, taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE, RELATIONS
from portal.agent import paths
from portal.agent.codes import status_row
from portal.agent.dialogs import asked
from portal.agent.merging import BASE, brief
from portal.agent.relations import WORDS
from portal.ui.views import choices, flash, fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound

Context = dict[str, Any]


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tickets/N/link/: GET the dialog, ?q= searches; POST relation and to. Answers _links.html."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, CHANGE)
    if request.method == "POST":
        return _link(request, actor, row)
    if "q" in request.GET:
        found = tickets.candidates(actor, row, request.GET["q"][:200])
        return fragment(request, f"{BASE}_targets.html", {"found": [brief(one) for one in found]})
    return _dialog(request, actor, row)


@needs(CHANGE)
@require_POST
def unlink(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST /desk/tickets/N/link/ID/: take it away. Answers _links.html."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.unlink(tickets.link_of(actor, number, pk), by=actor)
    return _links(request, actor, number)


def groups(found: Sequence[tickets.Linked]) -> list[Context]:
    """`links` of _links.html: those of one relation together."""
    return [
        {"words": WORDS[relation], "tickets": [_linked(one) for one in found if one.relation == relation]}
        for relation in dict.fromkeys(one.relation for one in found)
    ]


def _linked(one: tickets.Linked) -> Context:
    status = desk.status_by_id(one.status_id) or desk.default_status("open")
    return {
        "id": one.id,
        "label": one.label,
        "url": paths.ticket(one.number),
        "subject": one.subject,
        "status": status_row(status),
        "is_finished": one.is_finished,
    }


def _link(request: HttpRequest, actor: Actor, row: Any) -> HttpResponse:
    relation, to = request.POST.get("relation", ""), request.POST.get("to", "")
    try:
        if not to:
            raise Invalid(fields={"to": [_("Choose a ticket.")]})
        other = tickets.ticket_for(actor, to, CHANGE)
        services.link(row, other, relation, by=actor)
    except (Invalid, Conflict, NotFound) as refusal:
        told = (refusal.data.get("fields") or {}).get("to") or [refusal.message]
        return _dialog(request, actor, row, relation, to, told[0], max(refusal.status, 409))
    return _links(request, actor, row.number)


def _links(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    if not is_htmx(request):
        flash(request, _("Saved."))
        return HttpResponseRedirect(paths.ticket(number))
    context = {"ticket": {"number": number}, "links": groups(tickets.links_of(actor, number))}
    more = {"may_change": actor.may(CHANGE), "closes_dialog": True}
    return fragment(request, f"{BASE}_links.html", context | more)


def _dialog(
    request: HttpRequest,
    actor: Actor,
    row: Any,
    relation: str = "related",
    to: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "ticket": brief(row),
        "relations": choices((name, WORDS[name]) for name in RELATIONS),
        "relation": relation,
        "found": [brief(one) for one in tickets.candidates(actor, row)],
        "to": to,
        "error": error,
    }
    return asked(request, "link", context, status)
