"""Summary, translation and other words on the ticket page. A worker makes them; the fragment asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ai import rules, services
from ai import selectors as ai
from ai.languages import LANGUAGES
from ai.writing import LOCAL_TOOLS
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY
from portal.agent import case
from portal.ui.views import fragment, needs
from portal.ui.words import language_name
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from ai.models import Writing
    from core.tickets.models import Message, Ticket

BASE = "portal/agent/"
Context = dict[str, Any]


@needs(rules.CORRECT)
@require_POST
def summarize(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/summary/: asks for a fresh one. The summary's place."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=rules.CORRECT)
    services.summarize(ticket, actor)
    return fragment(
        request, f"{BASE}_summary.html", {"ticket": case.ticket(ticket), **summary(actor, ticket)}
    )


@needs(rules.CORRECT)
@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, public_id: str) -> HttpResponse:
    """/desk/messages/ID/translation/: POST asks for it in the reader's language, GET looks again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    message = tickets.message_for(actor, public_id)
    tickets.check(actor, message.ticket.queue_id, rules.CORRECT)
    language = reading_language()
    row = ai.translation(message, language)
    if request.method == "POST":
        row = services.translate(message, language, actor)
    return fragment(request, f"{BASE}_translation.html", {"translation": _translation(message, row)})


@needs(rules.CORRECT)
@require_POST
def rewrite(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/writing/ with body, tool, language: asks for other words. Before and after."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=REPLY)
    given = request.POST
    row = services.rewrite(
        ticket, given.get("body", ""), given.get("tool", ""), actor, given.get("language", "")
    )
    return _shown(request, ticket, row)


@needs(rules.CORRECT)
@require_GET
def rewritten(request: HttpRequest, number: int, public_id: str) -> HttpResponse:
    """GET /desk/tickets/N/writing/ID/: whether it is there by now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ticket = tickets.ticket_for(actor, number, to=REPLY)
    row = ai.rewriting(actor, public_id)
    if row.ticket_id != ticket.pk:
        raise ai.NoSuchWriting
    return _shown(request, ticket, row)


def _shown(request: HttpRequest, ticket: Ticket, row: Writing) -> HttpResponse:
    context = {
        "ticket": case.ticket(ticket),
        "writing": {**_common(row), "before": row.before, "id": row.public_id},
    }
    return fragment(request, f"{BASE}_writing.html", context)


def summary(actor: Actor, ticket: Ticket) -> Context:
    """{"summary"}: `summary` of _summary.html; None for who may not see it. One query."""
    if not actor.may(rules.VIEW):
        return {"summary": None}
    row, is_under_way = ai.summaries(ticket)
    if row is None:
        return {"summary": {"text": "", "is_wanted": ticket.message_count > 1, "is_awaited": False}}
    behind = max(ticket.message_count - row.messages, 0) if row.text else 0
    more = {"is_awaited": is_under_way, "at": row.created_at, "behind": behind, "is_wanted": True}
    return {"summary": {**_common(row), **more}}


def tools(actor: Actor, ticket: Ticket) -> Context:
    """{"writing_tools"} of the composer, and what may be translated; nothing where no engine can."""
    if not actor.may(rules.CORRECT):
        return {"writing_tools": [], "may_translate": False, "translate_to": None}
    has_model, may_translate = ai.may_ask("draft"), ai.may_ask("translation")
    names = {
        "shorter": _("Shorter"),
        "friendlier": _("Friendlier"),
        "formal": _("More formal"),
        "spelling": _("Correct the spelling"),
        "expand": _("Notes to a reply"),
    }
    offered = [(tool, words) for tool, words in names.items() if has_model or tool in LOCAL_TOOLS]
    language = ticket.language.split("-")[0]
    foreign = may_translate and language in LANGUAGES
    return {
        "writing_tools": offered,
        "may_translate": may_translate,
        "translate_to": (language, language_name(language)) if foreign else None,
    }


def reading_language() -> str:
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


def _translation(message: Message, row: Writing | None) -> Context | None:
    return (
        {**_common(row), "message": message.public_id, "language": language_name(row.language)}
        if row
        else None
    )


def _common(row: Writing) -> Context:
    state = row.run.state
    awaited = state in ("queued", "running")
    failed = _("It could not be made. Try again.") if state == "failed" else ""
    return {
        "text": row.text,
        "why_not": "" if row.text or awaited else row.why_not or failed or _("There was nothing to say."),
        "is_awaited": awaited,
        "engine": _("by the built-in engine") if row.run.engine == "local" else row.run.model,
        "note": row.run.reason if row.text else "",
    }
