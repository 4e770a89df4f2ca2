"""The inbox: one list of tickets, most urgent first, as a page, as the list alone, as more rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from ai import selectors as ai
from core.tickets import selectors as tickets
from core.tickets.rules import ASSIGN, CHANGE, VIEW
from core.tickets.selectors.inbox import PAGE
from core.tickets.selectors.inbox import page as page_of
from portal.agent import advice, heading, incident_rows, lists, memory, rows, shell
from portal.ui.views import fragment, is_htmx, needs, show

BASE = "portal/agent/"
MOST_ROWS = 300  # that a refreshed list keeps loaded


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/. To htmx the list; with ?part=rows or a cursor rows alone."""
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    listing = lists.of(request.GET, views)
    context = _rows(request, listing)
    if request.GET.get("part") == "rows":
        return fragment(request, f"{BASE}_ticket_rows.html", context)

    around = shell.counted(request, views, "inbox", current_view(listing))
    context |= around | {"view": _head(listing, context, around), "incidents": incident_rows.noticed()}
    if is_htmx(request):
        response = fragment(request, f"{BASE}_list.html", context | {"nav_too": True})
    else:
        response = show(request, f"{BASE}inbox.html", context)
    return _remembering(request, response, listing.query)


@needs(VIEW)
@require_GET
def nav(request: HttpRequest) -> HttpResponse:
    """GET /desk/nav/: the views with fresh numbers, as live updates ask for them."""
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    listing = lists.readable(lists.came_from(request), views)
    return fragment(request, "base/_nav.html", shell.counted(request, views, "inbox", current_view(listing)))


@needs(VIEW)
@require_POST
def mark_unread(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/unread/: bold again, for this person only."""
    actor = request.actor  # type: ignore[attr-defined]
    memory.mark_unread(actor, tickets.ticket_for(actor, number))
    return HttpResponse(status=204)


def current_view(listing: lists.Listing) -> str:
    """The key of the nav link that is this list."""
    if listing.view:
        return listing.view
    if set(listing.params) - {"order"} == {"queue"}:
        return f"queue:{listing.params['queue']}"
    return "" if listing.is_narrowed else "inbox"


def _rows(request: HttpRequest, listing: lists.Listing) -> dict[str, Any]:
    """The context of _ticket_rows.html, with the query under "found" for whoever must count it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = tickets.inbox(actor, listing.filters)
    cursor, number, loaded = (request.GET.get(name, "") for name in ("cursor", "open", "rows"))
    size = min(max(int(loaded), PAGE), MOST_ROWS) if loaded.isdecimal() and len(loaded) < 6 else PAGE
    shown, following = page_of(found.only(*rows.COLUMNS), listing.order, cursor, size)
    return {
        "found": found,
        "rows": rows.of(
            shown,
            memory.unread(actor, shown),
            advice.categories(actor, shown),
            ai.incidents_of(one.pk for one in shown),
        ),
        "more_url": listing.url(part="rows", cursor=following) if following else None,
        "more_rows": bool(cursor),
        "open_number": int(number) if number.isdecimal() and len(number) < 10 else None,
        "may_pick": actor.may(CHANGE),
        "may_assign": actor.may(ASSIGN),
        "empty_state": heading.empty_state(listing, actor),
    }


def _head(listing: lists.Listing, context: dict[str, Any], around: dict[str, Any]) -> dict[str, Any]:
    numbers = around["numbers"]
    return heading.of(listing, context["found"], numbers, len(context["rows"]), bool(context["more_url"]))


def _remembering(request: HttpRequest, response: HttpResponse, query: str) -> HttpResponse:
    """Where "back" leads from a ticket. Longer questions than a cookie holds lead to the inbox."""
    query = query if len(query) <= lists.LONGEST_COOKIE else ""
    if request.COOKIES.get(lists.COOKIE, "") != query:
        response.set_cookie(
            lists.COOKIE, query, path="/desk/", httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response
