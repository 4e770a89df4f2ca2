"""Suggested replies: asked for by triage or an agent, written by a worker, one live one per ticket.

The same order as triage: claim, facts and sources, connection back, ask, store. A suggestion that
went out of date meanwhile stays so. Without ground there is no draft but the nearest articles.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from ai import book, drafting, options, routes
from ai.contracts import UNDETERMINED, Draft, Source
from ai.drafting import Ground
from ai.events import SuggestionChanged
from ai.models import Run, Suggestion, Task
from ai.prompts import draft as prompt
from ai.services import asking, facts, runs, suggestions
from ai.services.facts import Facts
from ai.services.runs import Claim, LostTurn
from billing import services as billing
from billing.services.usage import Spent
from tenants import context
from tenants.events.bus import publish
from tenants.kernel.text import one_line
from tenants.selectors import site_url

log = logging.getLogger(__name__)
PERSON_FIRST = frozenset({"safety", "legal", "security"})
NOT_PREPARED = "No reply could be prepared."
State = Suggestion.State


@transaction.atomic
def request(ticket_id: int, message_id: int, wish: str = "") -> Suggestion:
    """Line up a suggested reply to a message; a further one for the same message counts up."""
    number = Run.objects.filter(message_id=message_id, kind=Run.Kind.DRAFT).count()
    run = Run.objects.create(
        kind=Run.Kind.DRAFT,
        message_id=message_id,
        ticket_id=ticket_id,
        prompt_version=prompt.VERSION,
        input_hash=hashlib.sha256(f"{message_id}\x1f{number}".encode()).hexdigest(),
        flags=[wish] if wish else [],
    )
    suggestion = Suggestion.objects.create(run=run, ticket_id=ticket_id, message_id=message_id)
    runs.start(run)
    return suggestion


def draft_reply(run_id: int) -> None:
    """Write the suggestion of this run. Harmless when it is settled already or in other hands."""
    if (claim := runs.claim(run_id)) is None:
        return None
    try:
        suggestion = (
            Suggestion.objects.select_related("run").filter(run_id=run_id, state=State.PREPARING).first()
        )
        if suggestion is None:
            return _skip(claim)
        known = facts.of(claim.message_id)
        _keep(claim, suggestion, *_written(claim, known, _wish(suggestion)))
    except LostTurn:
        return None
    except Exception as error:  # any fault of ours: tried again, then told
        log.exception("draft failed", extra={"run": run_id, "attempt": claim.attempts})
        with transaction.atomic():
            if runs.put_off(claim, error):
                suggestions.fail(run_id)


def _written(claim: Claim, known: Facts, wish: str) -> tuple[Draft, Ground, dict[str, Any]]:
    """The draft, what it stands on, and what the run row remembers."""
    engine = options.engine()
    reading = engine.read(known.letter, tags=options.tags())
    index = options.index()
    on = drafting.ground(known.letter, index)
    local = {"engine": "local", "state": Run.State.DONE}
    if reading.escalation.value and reading.escalation.code in PERSON_FIRST:
        reason = f"A person should answer: {reading.escalation.reason}"
        return Draft("", (), 0.0, reason, on.nearest), on, local
    if routes.to(Task.DRAFT) and not on.sources:
        return Draft("", (), 0.0, drafting.NO_ARTICLE, on.nearest), on, local

    language = reading.language.value
    asked, about = _asked(claim, known, on, "" if language == UNDETERMINED else language, wish)
    if asked is not None:
        return asked, on, about
    return engine.draft(known.letter, reading, index, known.names), on, local | about


def _asked(
    claim: Claim, known: Facts, on: Ground, language: str, wish: str
) -> tuple[Draft | None, dict[str, Any]]:
    """The model's draft, or None with what the run should say about its absence."""
    from ai.services import triage  # triage asks for drafts, drafts use its bounds

    if not (ways := routes.to(Task.DRAFT)):
        return None, {}
    host = urlsplit(site_url(context.current_tenant())).hostname or ""
    try:
        reservation = billing.reserve(triage.METER, key=_spent_as(claim, wish))
    except Spent:
        return None, {"reason": "This month's AI allowance is spent; the built-in engine wrote this."}
    masking = book.decided().masking
    try:
        draft, course = asking.first(
            ways,
            lambda where: drafting.by_model(
                where, known.letter, on, known.names, language=language, host=host, wish=wish, masking=masking
            ),
            task=Task.DRAFT, size=drafting.size(known.letter, on),
        )  # fmt: skip
    except billing.BudgetGone as gone:
        billing.release(reservation)
        return None, {"reason": asking.spent(gone)}
    if draft is None:
        billing.release(reservation)
        about = {"state": Run.State.FALLEN_BACK, "reason": course.reason, "flags": course.flags}
        return None, about | course.about()
    billing.commit(reservation)
    about = {"engine": "model", "state": Run.State.DONE, "reason": course.note, "flags": course.flags}
    return draft, about | course.about()


def _spent_as(claim: Claim, wish: str) -> str:
    """The first draft is part of the message's own unit; every further one takes another."""
    from ai.services import triage

    first = Run.objects.filter(message_id=claim.message_id, kind=Run.Kind.DRAFT).order_by("pk").first()
    read = Run.objects.filter(message_id=claim.message_id, kind=Run.Kind.TRIAGE, engine="model").first()
    own = first is not None and first.pk == claim.run_id and read is not None
    return triage.spent_as(read.pk if own and read else claim.run_id)


@transaction.atomic
def _keep(claim: Claim, suggestion: Suggestion, draft: Draft, on: Ground, about: dict[str, Any]) -> None:
    """Settle the run and fill the suggestion, unless it went out of date meanwhile."""
    state = about.pop("state", Run.State.DONE)
    flags = [*(flag.name for flag in draft.flags), *about.pop("flags", ())]
    runs.settle(claim, state, **about, flags=flags)
    ready = State.READY if draft.body else State.WITHHELD
    filled = Suggestion.objects.filter(pk=suggestion.pk, state=State.PREPARING).update(
        state=ready,
        body=draft.body,
        sources=_sources(draft, on),
        confidence=min(max(draft.confidence, 0.0), 1.0),
        reason=one_line(draft.withheld_reason, 300),
        flags=[flag.name for flag in draft.flags],
    )
    if filled:
        publish(SuggestionChanged(suggestion.ticket_id, suggestion.pk, ready))


def _sources(draft: Draft, on: Ground) -> list[dict[str, str]]:
    """What the suggestion cites; without a body the nearest articles, without marker."""
    if not draft.body:
        return [
            {
                "marker": "",
                "id": one.source_id,
                "kind": "article",
                "title": one.title,
                "url": one.url,
                "quote": "",
            }
            for one in draft.nearest
        ]
    by_id: dict[str, Source] = {one.id: one for one in options.index().sources}
    return [
        {
            "marker": cited.marker,
            "id": cited.source_id,
            "kind": by_id[cited.source_id].kind,
            "title": by_id[cited.source_id].title,
            "url": by_id[cited.source_id].url,
            "quote": cited.quote[:600],
        }
        for cited in draft.citations
        if cited.source_id in by_id
    ]


def _wish(suggestion: Suggestion) -> str:
    return next(
        (flag for flag in (suggestion.run.flags if suggestion.run else []) if flag in drafting.WISHES), ""
    )


def _skip(claim: Claim) -> None:
    with transaction.atomic():
        runs.settle(claim, Run.State.SKIPPED, reason="Out of date before it was written.")
