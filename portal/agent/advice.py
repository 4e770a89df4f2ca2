"""What the AI found, as the triage panel, the suggestion card and the rows take it.

People without ai.view see none of it. Who decided a value, and which engine spoke, is always said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ai import rules
from ai import selectors as ai
from ai.guard.wording import HOLDING, UNCITED
from core.knowledge.rules import VIEW as VIEW_KNOWLEDGE
from portal.agent import details, paths
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

if TYPE_CHECKING:
    from ai.models import Suggestion
    from core.tickets.models import Ticket

Context = dict[str, Any]
PROPOSED = (
    "category",
    "priority",
    "tags",
    "spam",
    "thanks",
)  # shown as proposals until applied
DECIDED = ("accepted", "rejected")
AWAITED = timedelta(minutes=2)  # after the customer's words; what has not come by then comes by the live line
STATES = {"none": "queued", "fallen_back": "done"}  # of a run -> of the panel; others are called alike


def panel(actor: Actor, ticket: Ticket) -> Context:
    """{"triage"}: `triage` of _triage_panel.html, None for who may not see it."""
    if not actor.may(rules.VIEW):
        return {"triage": None}
    found = ai.panel(ticket)
    state = STATES.get(found.state, found.state)
    return {
        "triage": {
            "state": state,
            "is_awaited": state in ("queued", "running") and not found.rows and _is_fresh(ticket),
            "reason": found.reason or _("Triage has not looked at this ticket."),
            "note": found.note or _engine_line(found.engine, "triage"),
            "flags": [_flag(name) for name in found.flags if name in rules.DISTRUST],
            "lines": [
                *(_line(row) for row in found.rows if not row.is_silent),
                *(details.line(row) for row in found.details if row.shown),
            ],
        }
    }


def suggestion(actor: Actor, ticket: Ticket) -> Context:
    """{"suggestion"}: `suggestion` of its card; None before there was any, and once it was passed over."""
    row = ai.suggestion_for(ticket) if actor.may(rules.VIEW) else None
    if row is None or _is_over(row, ticket):
        return {"suggestion": None, "suggestion_awaited": ticket.awaits_reply and _is_fresh(ticket)}
    used = row.state == "accepted" and not ticket.awaits_reply
    outcome = _("Suggestion accepted; the customer has the answer.") if used else None
    awaited = row.state == "preparing" and _is_fresh(ticket)
    return {"suggestion": {**card(actor, row), "outcome": outcome}, "suggestion_awaited": awaited}


def _is_over(row: Suggestion, ticket: Ticket) -> bool:
    """Nothing waits for it any more, or it went out of date before it said anything."""
    if row.state in DECIDED:
        return False
    return not ticket.awaits_reply or (row.state == "stale" and not row.body)


def _is_fresh(ticket: Ticket) -> bool:
    """Advice may be on its way right now: the page asks again by itself, in case the live line missed it."""
    return clock.now() - ticket.last_message_at < AWAITED


def card(actor: Actor, row: Suggestion) -> Context:
    """One suggestion as its card."""
    kept = ai.readable(actor, row.sources) if isinstance(row.sources, list) else []
    internal = [source for source in kept if source.get("kind") == "internal"]
    sources = [source for source in kept if source not in internal]
    alike = ai.answered_alike(row, actor)
    places = {str(source.get("marker", "")).strip("[]"): at for at, source in enumerate(sources, 1)}
    return {
        "id": row.public_id,
        "state": row.state,
        "text": ai.plain_text(row),
        "pieces": [
            {**piece, "cites": [places[str(mark)] for mark in piece["cites"] if str(mark) in places]}
            for piece in ai.pieces(row)
        ],
        "sources": [_source(actor, source) for source in sources],
        "taught": [
            _taught(at if row.body else None, one, alike)
            for at, one in enumerate(sources, 1)
            if one.get("id") in alike
        ],
        "internal": [_source(actor, source) for source in internal],
        "holding": row.holding if row.state == "withheld" else "",
        "is_holding": HOLDING in row.flags,
        "is_uncited": UNCITED in row.flags and HOLDING not in row.flags,
        "confidence": row.confidence,
        "reason": _why(row, len(sources)),
        "note": _unheard(row) or _about(row),
        "outcome": None,
        "undo_url": _undo_url(row),
    }


def categories(actor: Actor, found: Sequence[Ticket]) -> dict[int, str]:
    """{ticket id: category name} the AI proposes for tickets without one. One query at most."""
    bare = [ticket for ticket in found if not ticket.category_id]
    if not bare or not actor.may(rules.VIEW):
        return {}
    return {pk: name for pk, (name, _sure) in ai.suggested_categories(bare).items()}


def _line(row: ai.Row) -> Context:
    """is_unsure: no guess is shown, lest somebody waves it through. given: what one click confirms."""
    is_proposal = not row.applied and row.field in PROPOSED
    is_unsure = is_proposal and not row.shown and bool(row.value)
    return {
        "field": row.field,
        "label": row.label,
        "value": row.text if row.field == "category" else row.value,
        "urgency": row.urgency,
        "confidence": row.confidence,
        "reason": _reason(row),
        "quotes": [one for one in row.quotes if one["start"] is not None],
        "corrected_by": row.corrected_by or None,
        "is_by_person": row.is_by_person,
        "otherwise": row.otherwise,
        "was": row.was_text if row.corrected_by and row.was_text != row.text else None,
        "is_proposal": is_proposal and not is_unsure,
        "is_unsure": is_unsure,
        "is_auto": row.is_auto and row.field in rules.EARNED,
        "given": _given(row) if is_proposal and not is_unsure else "",
    }


def _given(row: ai.Row) -> str:
    """The value as the form of corrections takes it; tags are chosen one by one."""
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    return str(row.value or "") if row.field != "tags" else ""


def _reason(row: ai.Row) -> str:
    parts = [row.reason, f"“{row.evidence}”" if row.evidence and row.evidence not in row.reason else ""]
    return " ".join(part for part in parts if part)


def _about(row: Suggestion) -> str:
    """Why the built-in engine wrote it although a model is connected; else that there is none."""
    if row.run is None:
        return ""
    return ai.note_of(row.run) or _engine_line(row.run.engine, "draft")


def _engine_line(engine: str, task: str) -> str:
    if engine != "local" or ai.may_ask(task):
        return ""
    return _("The built-in engine answered: no AI provider is connected.")


def _undo_url(row: Suggestion) -> str | None:
    """Of a rejection, while the customer still waits."""
    if row.state != "rejected" or not row.body or not row.ticket.awaits_reply:
        return None
    return reverse("agent:suggestion", args=[row.ticket.number, row.public_id, "unreject"])


def _unheard(row: Suggestion) -> str:
    """The built-in engine quotes articles: it can leave out, and no more."""
    asked = {name for name, wish in row.wish.items() if wish and wish != "shorter"}
    if not asked or row.run is None or row.run.engine != "local":
        return ""
    return _("Written by the built-in engine, which can only shorten. Other wishes need a connected model.")


def _flag(name: str) -> str:
    words = {
        "hidden_text": _("This message holds text that no reader would see."),
        "invisible_chars": _("This message holds invisible characters."),
        "injection_suspected": _(
            "This message tries to give orders to the AI. Only its language and mood were applied."
        ),
    }
    return words[name]


def _source(actor: Actor, source: dict[str, Any]) -> Context:
    """An article opens in the knowledge base; what the person may not open there stays a title."""
    kind, _colon, name = str(source.get("id", "")).partition(":")
    url, title = "", source.get("title") or _("Untitled")
    if kind == "article" and name and actor.may(VIEW_KNOWLEDGE):
        url = paths.article(name)
    elif kind == "solved" and name.isdecimal():
        url, title = paths.ticket(int(name)), _("Solved ticket %(ticket)s") % {"ticket": title}
    elif kind == "macro":
        title = _("Canned reply: %(title)s") % {"title": title}
    return {"title": title, "url": url, "quote": source.get("quote", "")}


def _taught(number: int | None, source: dict[str, Any], alike: dict[str, list[ai.Alike]]) -> Context:
    """Why that source: tickets like this one that colleagues answered from it. number: its mark there."""
    told = [
        {"label": one.label, "url": paths.ticket(one.number), "subject": one.subject, "by": one.by}
        for one in alike[source["id"]]
    ]
    return {"number": number, "title": source.get("title") or _("Untitled"), "tickets": told}


def _why(row: Suggestion, sources: int) -> str:
    if row.reason:
        return row.reason[0].upper() + row.reason[1:].rstrip(".") + "."
    return _("Every statement is taken from the sources below.") if sources and row.body else ""
