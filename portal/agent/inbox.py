"""The inbox: one list of tickets as rows, a table, a board or a calendar; as a page, or a part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_GET, require_POST

from ai import selectors as ai
from core.desk.looks import Look
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import ASSIGN, CHANGE, DELETE, VIEW
from core.tickets.selectors.inbox import PAGE
from core.tickets.selectors.inbox import page as page_of
from portal.agent import (
    advice,
    board,
    calendar,
    heading,
    incident_rows,
    lists,
    look_head,
    looking,
    memory,
    rows,
    shell,
    table,
)
from portal.ui.views import fragment, is_htmx, needs, show

BASE = "portal/agent/"
MOST_ROWS = 300  # that a refreshed list keeps loaded
Context = dict[str, Any]


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/. To htmx the list; ?part= a part of its layout alone."""
    return _listed(request, request.GET)


@needs(VIEW)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """POST /desk/look/: query (the list as it is) and what of its look is chosen, which this person keeps."""
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    asked = lists.sent(request.POST.get("query", ""))
    listing, values = lists.of(asked, views), looking.chosen(request.POST)
    kept = values if listing.key else {name: one for name, one in values.items() if name != "layout"}
    seen = services.keep_look(listing.key, by=request.actor, **kept)  # type: ignore[attr-defined]
    looking.workspace_changed(request)
    for name in ("order", "sort", "layout") if values.keys() & {"order", "layout"} else ():
        asked.pop(name, None)
    asked["layout"] = values.get("layout") or listing.layout or seen.layout
    there = lists.of(asked, views).url()
    if not is_htmx(request):
        return HttpResponseRedirect(there)
    response = _listed(request, asked)
    response.headers["HX-Push-Url"] = there
    return response


@needs(VIEW)
@require_GET
def nav(request: HttpRequest) -> HttpResponse:
    """GET /desk/nav/?section=&current=: the views with fresh numbers, as live updates ask for them.

    On a ticket's page the list it was opened from is the current one.
    """
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    section, current = request.GET.get("section", "inbox"), request.GET.get("current", "")
    if section == "inbox" and not current:
        current = lists.readable(lists.came_from(request), views).key
    return fragment(request, "base/_nav.html", shell.counted(request, views, section, current))


@needs(VIEW)
@require_POST
def mark_unread(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/unread/: bold again, for this person only."""
    actor = request.actor  # type: ignore[attr-defined]
    memory.mark_unread(actor, tickets.ticket_for(actor, number))
    return HttpResponse(status=204)


def _listed(request: HttpRequest, asked: QueryDict) -> HttpResponse:
    views = shell.saved_views(request.actor)  # type: ignore[attr-defined]
    listing, seen = looking.at(request, asked, views)
    if alone := PARTS.get(asked.get("part", "")):
        template, make = alone
        return fragment(request, f"{BASE}{template}", make(request, listing, seen))
    context = LAYOUTS[seen.layout](request, listing, seen)

    around = shell.counted(request, views, "inbox", listing.key)
    context |= around | {
        "view": _head(request, listing, context, around),
        "incidents": incident_rows.noticed(request.actor),  # type: ignore[attr-defined]
    }
    context |= {"layout": seen.layout, "look": look_head.of(request, listing, seen)}
    if is_htmx(request):
        response = fragment(request, f"{BASE}_list.html", context | {"nav_too": True})
    else:
        response = show(request, f"{BASE}inbox.html", context)
    return response if "open" in asked else _remembering(request, response, listing.query)


def _rows(request: HttpRequest, listing: lists.Listing, seen: Look) -> Context:
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
        "may_delete": actor.may(DELETE),
        "empty_state": heading.empty_state(listing, actor),
    }


def _head(request: HttpRequest, listing: lists.Listing, context: Context, around: Context) -> Context:
    actor, numbers = request.actor, around["numbers"]  # type: ignore[attr-defined]
    shown = context["total"] if "total" in context else len(context["rows"])
    return heading.of(actor, listing, context.get("found"), numbers, shown, bool(context.get("more_url")))


def _remembering(request: HttpRequest, response: HttpResponse, query: str) -> HttpResponse:
    """Where "back" leads from a ticket. Longer questions than a cookie holds lead to the inbox."""
    query = query if len(query) <= lists.LONGEST_COOKIE else ""
    if request.COOKIES.get(lists.COOKIE, "") != query:
        response.set_cookie(
            lists.COOKIE, query, path="/desk/", httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


Make = Callable[[HttpRequest, lists.Listing, Look], Context]
LAYOUTS: dict[str, Make] = {
    "list": _rows,
    "table": table.context,
    "board": board.context,
    "calendar": calendar.context,
}
PARTS: dict[str, tuple[str, Make]] = {
    "rows": ("_ticket_rows.html", _rows),
    "table": ("_table_rows.html", table.context),
    "board": ("_board_in.html", board.context),
    "calendar": ("_calendar_in.html", calendar.context),
    "column": ("_board_cards.html", board.more),
}
