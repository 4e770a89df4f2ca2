"""Search over everything: tickets by subject, words and number, and customers by name or address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.contacts import selectors as contacts
from core.tickets import selectors as tickets
from core.tickets.rules import VIEW
from portal.agent import paths, shell
from portal.agent.codes import status
from portal.agent.rows import COLUMNS
from portal.ui.views import needs, page_of, show
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket

PAGE = 20
MOST_COUNTED = 500  # beyond that "500+" says as much
MOST_PEOPLE = 5
AROUND = 60  # characters shown before the first hit
LONGEST = 220
Snippet = list[tuple[str, bool]]


@needs(VIEW)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/search/?q=. Besides who asks: which tickets, their rows, the words that hit, customers."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = " ".join(request.GET.get("q", "").split())[:200]
    context: dict[str, Any] = {
        "query": query,
        "results": [],
        "customers": [],
        "total": 0,
        "total_is_floor": False,
    }
    if query:
        context |= _found(request, actor, query)
    return show(request, "portal/agent/search.html", shell.around(request) | context)


def _found(request: HttpRequest, actor: Actor, query: str) -> dict[str, Any]:
    ids = tickets.matching(actor, query, MOST_COUNTED + 1)
    here, neighbours = page_of(request, ids[:MOST_COUNTED], PAGE)
    rows = tickets.visible(actor).filter(pk__in=here, merged_into=None).select_related("contact", "assignee")
    hits = list(rows.order_by("-last_message_at", "-pk").only(*COLUMNS, "status", "contact__public_id"))
    words = tickets.matching_texts(actor, here, query)
    return {
        "results": [_hit(row, words.get(row.pk) or row.preview, query) for row in hits],
        "customers": _people(actor, query, hits) if request.GET.get("page") is None else [],
        "total": min(len(ids), MOST_COUNTED),
        "total_is_floor": len(ids) > MOST_COUNTED,
        **neighbours,
    }


def _people(actor: Actor, query: str, hits: Sequence[Ticket]) -> list[dict[str, str]]:
    """Customers of that name: those of the hits; asked for by name only while there is room for them."""
    wanted, found = query.lower(), {}
    for contact in (row.contact for row in hits):
        if wanted in contact.name.lower() or wanted in contact.email.lower():
            found[contact.pk] = contact
    if len(hits) < PAGE and len(found) < MOST_PEOPLE and len(query) > 1:
        found |= {row.pk: row for row in contacts.contacts(actor, query)[:MOST_PEOPLE]}
    shown = list(found.values())[:MOST_PEOPLE]
    return [{"url": paths.customer(one.public_id), "name": one.name or one.email} for one in shown]


def _hit(row: Ticket, text: str, query: str) -> dict[str, Any]:
    return {
        "url": paths.ticket(row.number),
        "number": row.number,
        "label": row.label,
        "subject": row.subject,
        "who": row.contact.name or row.contact.email,
        "status": status(row),
        "at": row.last_message_at,
        "snippet": snippet(text, query),
    }


def snippet(text: str, query: str) -> Snippet:
    """One line around the first hit, in stretches: (text, is it a hit)."""
    flat = " ".join(text.split())
    words = [re.escape(word) for word in re.findall(r"\w+", query)]
    marks = re.compile(rf"\b(?:{'|'.join(words)})\w*", re.IGNORECASE) if words else None
    first = marks.search(flat) if marks else None
    start = _start(flat, first.start() if first else 0)
    shown = flat[start : start + LONGEST]
    parts = [("…", False)] if start else []
    return parts + (_stretches(shown, marks) if marks else [(shown, False)])


def _start(flat: str, hit: int) -> int:
    """Where the line begins: a word before the hit, not in the middle of one."""
    if hit <= AROUND:
        return 0
    blank = flat.find(" ", hit - AROUND, hit)
    return blank + 1 if blank >= 0 else hit


def _stretches(shown: str, marks: re.Pattern[str]) -> Snippet:
    parts: Snippet = []
    at = 0
    for found in marks.finditer(shown):
        parts += [(shown[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return [part for part in [*parts, (shown[at:], False)] if part[0]]
