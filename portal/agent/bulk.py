"""Many tickets of the list at once: what can be done with them, how far it is, cancel and undo.

Chosen are tickets by their numbers (?tickets=1,2) or all that the list shows (all=1 and its query).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE, MOST_CHANGED
from core.tickets.services import bulk as services
from portal.agent import bulk_form, bulk_words, lists, looking, macros, shell
from portal.ui.views import fragment, is_htmx, needs, page_of, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refusal

BASE = "portal/agent/"
PAGE = 30
LONGEST = MOST_CHANGED * 11 + 11  # of all numbers in a parameter


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """/desk/bulk/: GET one's own of the last month. POST begins one: those chosen, key, and one of ACTS or
    the fields of the dialog. Its card; to who has no script its page.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _listed(request, actor)
    given = {**request.GET.dict(), **request.POST.dict()}
    try:
        what = bulk_form.asked(request)
        row = services.start(what, by=actor, key=given.get("key", ""), **_chosen(request, given))
    except Refusal as refusal:
        if request.POST.get("from") != "dialog":
            raise
        again = fragment(request, f"{BASE}_bulk_dialog.html", bulk_form.context(request, refusal), 422)
        again.headers["HX-Retarget"] = "#dialogs"
        return again
    return _card(request, tickets.progress(row), is_new=True)


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/bulk/PK/: GET its page; to htmx its card. POST action=cancel|undo."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.bulk_change(actor, pk)
    if request.method == "POST":
        act = {"cancel": services.cancel, "undo": services.undo}.get(request.POST.get("action", ""))
        if act is None:
            raise Invalid
        row = act(row, by=actor)
    told = tickets.progress(row)
    if is_htmx(request) and "page" not in request.GET:
        return _card(request, told)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("agent:bulk_change", args=[pk]))
    context = {"bulk": bulk_words.told(told), "rows": bulk_words.reasons(row)}
    return show(request, f"{BASE}bulk_change.html", shell.around(request, "inbox") | context)


@needs(CHANGE)
@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """GET /desk/bulk/more/: the dialog with everything that can be changed, for those chosen."""
    return fragment(request, f"{BASE}_bulk_dialog.html", bulk_form.context(request))


@needs(CHANGE)
@require_GET
def choices(request: HttpRequest, field: str) -> HttpResponse:
    """GET /desk/bulk/choices/FIELD/: what a menu above the list offers; ?q= narrows."""
    if field == "macro":
        offered = macros.offered(request, reverse("agent:bulk_choices", args=[field]), many=True)
        return fragment(request, f"{BASE}_macros.html", offered)
    return fragment(request, f"{BASE}_choices.html", bulk_form.choices(request, field))


def _listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    found, neighbours = page_of(request, tickets.bulk_changes(actor), PAGE)
    rows = [bulk_words.told(one) for one in tickets.progress_of(list(found))]
    return show(request, f"{BASE}bulk.html", shell.around(request, "inbox") | {"rows": rows, **neighbours})


def _card(request: HttpRequest, told: tickets.Progress, *, is_new: bool = False) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(reverse("agent:bulk_change", args=[told.row.pk]))
    response = fragment(request, f"{BASE}_bulk.html", {"bulk": bulk_words.told(told)})
    response.headers["HX-Trigger"] = "bulk-begun" if is_new else "bulk-moved"
    return response


def _chosen(request: HttpRequest, given: dict[str, str]) -> dict[str, Any]:
    """As services.start takes it. A list is read as its page reads it: some orders narrow it, too, and the
    order may be a remembered one.
    """
    if given.get("all") != "1":
        return {"numbers": numbers_in(given.get("tickets", ""))}
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    query = lists.sent(given.get("query", ""))
    listing, _look = looking.at(request, query, views)
    return {"filters": listing.filters}


def numbers_in(text: str) -> list[int]:
    """Ticket numbers of a parameter. One too many is left in, so that somebody is told."""
    return [int(part) for part in text[:LONGEST].split(",") if part.isdecimal() and len(part) < 10]
