"""The help centre: search while typing, articles, one vote per visitor. Public articles only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from core.knowledge import selectors, services
from core.knowledge.markdown import render
from core.tickets import selectors as tickets
from portal.customer import shapes
from portal.ui.views import anyone, fragment, is_htmx, show
from tenants import limits
from tenants.http import address_of

if TYPE_CHECKING:
    from core.knowledge.models import Article

OFTEN_READ, FOUND, BESIDE = 6, 10, 4  # articles on the front, in a search, beside a new request
NEWEST = 3  # own requests on the front
VOTES = "article_votes"  # session key: {public id: helped}


@anyone
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    contact = request.contact or None  # type: ignore[attr-defined]
    own = tickets.requests_of(contact.actor) if contact else ()
    context = {
        "articles": [shapes.article(row) for row in selectors.popular(OFTEN_READ)],
        "requests": [shapes.request(row) for row in own[:NEWEST]],
        "query": "",
    }
    return show(request, "portal/customer/home.html", context)


@anyone
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """A page; to HTMX, which asks with every pause in typing, the list alone."""
    question = request.GET.get("q", "").strip()[:200]
    context = {"query": question, "articles": found(request, question, FOUND)}
    if is_htmx(request):
        return fragment(request, "portal/customer/_answers.html", context)
    return show(request, "portal/customer/search.html", context)


@anyone
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Articles beside a request that is being written."""
    question = request.GET.get("subject", "").strip()[:300]
    return fragment(request, "portal/customer/_suggest.html", {"articles": found(request, question, BESIDE)})


@anyone
@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    row = selectors.public_article(slug)
    services.count_view(row)
    shown = shapes.article(row) | {"html": Markup(render(row.body))}  # noqa: S704  cleaned by nh3
    voted = request.session.get(VOTES, {}).get(row.public_id) is not None
    return show(request, "portal/customer/article.html", {"article": shown, "voted": voted})


@anyone
@require_POST
def article_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Voting again the same way changes nothing; the other way moves the vote."""
    row = selectors.public_article(slug)
    limits.hit("search", "vote", address_of(request))
    helpful = request.POST.get("helpful") == "yes"
    votes = request.session.get(VOTES, {})
    services.rate(row, helpful=helpful, before=votes.get(row.public_id))
    request.session[VOTES] = dict([*votes.items(), (row.public_id, helpful)][-100:])
    return redirect("customer:article", row.slug)


def found(request: HttpRequest, question: str, limit: int) -> list[dict[str, Any]]:
    """Public articles that answer the question, with the words around what was sought."""
    if len(question) < 2:
        return []
    limits.hit("search", address_of(request))
    rows: list[Article] = selectors.search(question, limit=limit)
    return [shapes.article(row, question) for row in rows]


@anyone
@require_GET
def old_home(request: HttpRequest) -> HttpResponse:
    """/help/ is the root of the address."""
    return redirect(reverse("customer:home"))
