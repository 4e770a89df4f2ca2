"""Search over everything: tickets by words and fields, what stands beside them, and help while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup, escape

from core.search import selectors, services
from core.search.marking import Snippet
from core.search.selectors import Beside, Found, Page
from core.search.terms import LONGEST, clean
from core.tickets.rules import VIEW
from core.tickets.services import TooManyViews, keep_view
from portal.agent import paths, shell
from portal.agent.codes import status
from portal.ui.views import flash, fragment, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

EXAMPLES = (  # what one may try, on the empty page
    "status:open assignee:me", "from:bob created:>now-7d", "sentiment:negative is:open",
    '"exact phrase" -tag:billing', "has:attachment invoice", "is:overdue",
)  # fmt: skip


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/search/?q=&order=&cursor=."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = clean(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": query, "examples": EXAMPLES, "recent": []}
    if query:
        try:
            context |= _found(request, actor, query)
        except selectors.BadCursor:
            return HttpResponseRedirect(paths.search(q=query))
    else:
        context["recent"] = [{"text": one, "url": paths.search(q=one)} for one in selectors.searches(actor)]
    return show(request, "portal/agent/search.html", shell.around(request) | context)


@needs(VIEW)
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """GET /desk/search/suggest/?q=&at=: options for what stands in the box, at the caret."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = request.GET.get("at", "")
    found = selectors.complete(
        actor, request.GET.get("q", "")[:LONGEST], int(at) if at.isdecimal() and len(at) < 5 else None
    )
    return fragment(request, "portal/agent/_search_options.html", {"options": found})


@needs(VIEW)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """POST /desk/search/forget/ with q (one of the last searches) or nothing (all of them)."""
    services.forget(request.actor, clean(request.POST.get("q", "")))  # type: ignore[attr-defined]
    return HttpResponseRedirect(paths.search())


@needs(VIEW)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """POST /desk/search/keep/ with name and q: a view of one's own that lists what the question finds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = clean(request.POST.get("q", ""))
    try:
        row = keep_view(
            None,
            by=actor,
            name=request.POST.get("name", "")[:60],
            filters=selectors.as_filters(selectors.read(query, actor)),
            order="newest",
            owner_id=actor.id,
        )
    except (TooManyViews, Invalid) as refusal:
        flash(request, refusal.message, "warning")
        return HttpResponseRedirect(paths.search(q=query))
    shell.forget_views(actor)
    return HttpResponseRedirect(paths.listing(view=row.key))


def _found(request: HttpRequest, actor: Actor, query: str) -> dict[str, Any]:
    order, cursor = request.GET.get("order", ""), request.GET.get("cursor", "")
    page = selectors.search(actor, query, order=order, cursor=cursor)
    asked = {"q": query, "order": order if order in selectors.ORDERS else ""}
    if not cursor:
        services.remember(actor, query)
    return {
        "results": [_hit(one) for one in page.found],
        "merged": [
            {"was": one.merged, "label": one.ticket.label, "url": paths.ticket(one.ticket.number)}
            for one in page.found
            if one.merged
        ],
        "total": page.total,
        "total_is_floor": page.is_floor,
        "problems": [
            {"text": one.sentence, "instead": one.instead, "url": paths.search(q=one.instead)}
            for one in page.question.problems
        ],
        "meant": {"text": page.meant, "url": paths.search(q=page.meant)} if page.meant else None,
        "beside": [] if cursor else _beside(selectors.beside(actor, page.question, people=page.people)),
        "facets": _facets(page, query),
        "orders": [] if not page.question.wanted else _orders(page, asked),
        "can_keep": bool(page.total) and selectors.can_be_kept(page.question),
        "next_url": paths.search(**asked, cursor=page.next) if page.next else "",
        "previous_url": "",
    }


def _orders(page: Page, asked: dict[str, str]) -> list[dict[str, Any]]:
    names = {"relevance": _("Best match"), "newest": _("Newest")}
    return [
        {"name": names[one], "url": paths.search(**asked | {"order": one}), "on": one == page.order}
        for one in selectors.ORDERS
    ]


def _facets(page: Page, query: str) -> list[dict[str, Any]]:
    """Links that add a clause; what all of them have narrows nothing and is only told."""
    return [
        {
            "name": facet.name,
            "values": [
                {"name": one.name, "count": one.count, "url": paths.search(q=f"{query} {one.typed}")}
                for one in facet.values
            ],
        }
        for facet in page.facets
        if f"{facet.key}:" not in query.lower()
    ]


def _beside(beside: Beside) -> list[dict[str, str]]:
    people = ((paths.customer(row.public_id), str(row), row.email) for row in beside.people)
    companies = ((paths.company(row.pk), row.name, "") for row in beside.companies)
    articles = ((paths.article(row.public_id), row.title, "") for row in beside.articles)
    colleagues = (
        (paths.search(q=f"assignee:{row.email.partition('@')[0]}"), row.name, row.email)
        for row in beside.colleagues
    )
    tasks = ((paths.task(row.number), row.title, row.label) for row in beside.tasks)
    kinds = (
        ("task", tasks),
        ("person", people),
        ("company", companies),
        ("article", articles),
        ("colleague", colleagues),
    )
    return [
        {"kind": kind, "url": url, "name": name, "also": also if also != name else ""}
        for kind, rows in kinds
        for url, name, also in rows
    ]


def _marked(parts: Snippet) -> Markup:
    """With what was found in it marked."""
    said = (f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in parts)
    return Markup("".join(said))  # noqa: S704 - all escaped


def _hit(one: Found) -> dict[str, Any]:
    row = one.ticket
    return {
        "url": paths.ticket(row.number),
        "number": row.number,
        "label": row.label,
        "title": _marked(one.title),
        "who": row.contact.name or row.contact.email,
        "assignee": row.assignee.name if row.assignee else "",
        "status": status(row),
        "at": row.last_message_at,
        "snippet": _marked(one.snippet),
        "file": one.file,
        "is_archived": row.archived_at is not None,
    }
