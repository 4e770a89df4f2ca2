"""What the palette finds besides the actions of the page: tickets, tasks, people, articles and the like.

Asked with every pause of a typing hand: a few of each, nothing counted; one statement for each kind
beside those of the search.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.accounts import selectors as accounts
from core.contacts import selectors as contacts
from core.knowledge import selectors as knowledge
from core.knowledge.rules import VIEW as READ
from core.search import selectors as search
from core.tickets import selectors as tickets
from core.work import selectors as work
from core.work.rules import VIEW as SEE_TASKS
from portal.agent import paths, task_words
from portal.agent.codes import status
from portal.ui.views import fragment, signed_in
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable

MOST_TICKETS = 6
MOST = 4  # of each other kind
SHORTEST = 2  # letters; one letter alone finds everything, and helps nobody
COLUMNS = ("number", "subject", "status", "last_message_at", "contact__name", "contact__email")
Item = dict[str, Any]


@signed_in
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """GET /desk/palette/?q=: options for the list, in groups. What one may not see is not asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = " ".join(storable(request.GET.get("q", "")).split())[:100]
    groups = [group for group in _groups(actor, query) if group["items"]]
    return fragment(request, "portal/agent/_palette_found.html", {"groups": groups})


def _groups(actor: Actor, query: str) -> list[dict[str, Any]]:
    question = search.read(query, actor)
    if question.number is not None:
        return [_group("ticket", _("Tickets"), _tickets(actor, question))]
    if len(query) < SHORTEST:
        return []
    return [
        _group("ticket", _("Tickets"), _tickets(actor, question)),
        _group("task", _("Tasks"), _tasks(actor, query)),
        _group("person", _("Customers"), _people(actor, query)),
        _group("company", _("Companies"), _companies(actor, query)),
        _group("article", _("Articles"), _articles(actor, query)),
        _group("colleague", _("Colleagues"), _colleagues(actor, query)),
    ]


def _group(key: str, name: str, items: list[Item]) -> dict[str, Any]:
    return {"key": key, "name": name, "items": items}


def _tickets(actor: Actor, question: search.Question) -> list[Item]:
    """The last touched first. Two queries, by the same search as its page."""
    ids = search.first(actor, question, MOST_TICKETS)
    rows = tickets.visible(actor).filter(pk__in=ids, merged_into=None).select_related("contact")
    return [
        {
            "id": row.number,
            "url": paths.ticket(row.number),
            "label": row.label,
            "words": row.subject,
            "beside": _was(question.text, row) or row.contact.name or row.contact.email,
            "status": status(row),
        }
        for row in rows.order_by("-last_message_at", "-pk").only(*COLUMNS)
    ]


def _was(query: str, row: Any) -> str:
    """Why another number than the one that was typed is found."""
    merged = tickets.merged_into_it(query, row)
    return _("%(ticket)s was merged into it") % {"ticket": merged} if merged else ""


def _people(actor: Actor, query: str) -> list[Item]:
    return [
        {"id": row.public_id, "url": paths.customer(row.public_id), "words": str(row), "beside": row.email}
        for row in contacts.people_like(actor, query, MOST)
    ]


def _tasks(actor: Actor, query: str) -> list[Item]:
    if not actor.may(SEE_TASKS):
        return []
    return [
        {
            "id": row.number,
            "url": paths.task(row.number),
            "label": row.label,
            "words": row.title,
            "beside": "",
            "status": task_words.status(row.status),
        }
        for row in work.tasks_like(actor, query, MOST)
    ]


def _companies(actor: Actor, query: str) -> list[Item]:
    rows = contacts.companies_like(actor, query, MOST)
    return [{"id": row.pk, "url": paths.company(row.pk), "words": row.name, "beside": ""} for row in rows]


def _colleagues(actor: Actor, query: str) -> list[Item]:
    """With what they hold, as the search lists it."""
    return [
        {
            "id": row.pk,
            "url": paths.search(q=f"assignee:{row.email.partition('@')[0]}"),
            "words": row.name,
            "beside": row.email,
        }
        for row in accounts.people_like(actor, query, MOST)
    ]


def _articles(actor: Actor, query: str) -> list[Item]:
    if not actor.may(READ):
        return []
    return [
        {
            "id": row.public_id,
            "url": paths.article(row.public_id),
            "words": row.title,
            "beside": row.get_visibility_display(),
        }
        for row in knowledge.at_hand(query, actor, MOST)
    ]
