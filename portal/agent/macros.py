"""Macros on a ticket: a menu that narrows as one types and says what each does; running one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.automation import actions as doing
from core.automation import selectors, services
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE
from portal.agent import paths, taking_back
from portal.agent.offers import Offers
from portal.agent.ticket import BASE, head
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line

if TYPE_CHECKING:
    from core.automation.models import Macro

HINT = 120  # characters of what one does


@needs(CHANGE)
@require_GET
def menu(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/macros/; ?q= narrows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=CHANGE, beside=())
    return fragment(
        request, f"{BASE}_macros.html", offered(request, reverse("agent:macros", args=[row.number]))
    )


@needs(CHANGE)
@require_POST
def run(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST /desk/tickets/N/macros/PK/: all of it, or nothing and why. The head, and what follows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=CHANGE)
    row = selectors.macro(actor, pk)
    ran = services.run_macro(row, ticket, by=actor)
    if not is_htmx(request):
        return redirect(paths.ticket(number))
    fresh = tickets.ticket_for(actor, number)
    response = fragment(request, f"{BASE}_head.html", head(request, fresh))
    stays = taking_back.DONE if ran.outcome.went_beyond else ""
    toast = taking_back.toast_of(fresh, ran.moved, f"{fresh.label}: {name_of(row)}", stays=stays)
    return taking_back.tell(response, toast, {"macro-ran": {"draft": ran.draft, "then": row.then}})


def offered(request: HttpRequest, url: str, *, many: bool = False) -> dict[str, Any]:
    """The context of _macros.html. url: where it narrows, and before the id where it is run."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query, offers = one_line(request.GET.get("q", ""), 80), Offers()
    rows = [
        {
            "id": row.pk,
            "name": name_of(row),
            "does": does(row, offers, many=many),
            "steps": steps(row, offers, many=many),
            "whose": _("mine") if row.owner_id else "",
        }
        for row in selectors.macros(actor)
    ]
    wanted = query.lower()
    return {
        "macros": [one for one in rows if wanted in f"{one['name']} {one['does']}".lower()],
        "macros_url": url,
        "query": query,
        "only_options": "q" in request.GET,
        "is_bulk": many,
    }


def name_of(row: Macro) -> str:
    return _(row.name) if row.seed_key else row.name


def does(row: Macro, offers: Offers, *, many: bool = False) -> str:
    """What it will do, in a few words: its description, else its actions one after the other."""
    if row.description:
        return _(row.description) if row.seed_key else row.description
    return one_line(steps(row, offers, many=many), HINT)


def steps(row: Macro, offers: Offers, *, many: bool = False) -> str:
    """All that it will do."""
    said = [_step(one, offers) for one in row.actions]
    if row.draft and not many:
        said.append(_("words for the composer"))
    return " · ".join(said)


def _step(one: dict[str, Any], offers: Offers) -> str:
    action = doing.named(str(one.get("do", "")))
    if action is None:
        return str(one.get("do", ""))
    names = dict(offers.of(action))
    value = one.get("value")
    value = value.get("to", []) if isinstance(value, dict) else value
    given = value if isinstance(value, list) else [] if value in (None, "") else [value]
    told = ", ".join(names.get(str(each), str(each))[:40] for each in given)
    return f"{action.label}: {told}" if told else str(action.label)
