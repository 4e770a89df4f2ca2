"""Suggested replies: asked for by triage or an agent, written by a worker, one live one per ticket.

The same order as triage: claim, facts and sources, connection back, ask, store. A suggestion that
went out of date meanwhile stays so. Without ground there is no draft but the nearest articles.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction

from ai import book, drafting, lessons, options, routes, rules, sources, voice
from ai.contracts import UNDETERMINED, Draft, Letter, Reading
from ai.drafting import Ground, Wish
from ai.events import SuggestionChanged
from ai.guard.wording import forbidden
from ai.local.holding import holding
from ai.models import Policy, Run, Suggestion, Task
from ai.services import asking, citing, facts, gaps, meaning, runs, suggestions
from ai.services.asking import Course
from ai.services.facts import Facts
from ai.services.runs import Claim, LostTurn
from ai.voice import Said
from billing import services as billing
from billing.models import Reservation
from billing.services.usage import Spent
from core.realtime import presence
from core.tickets.models import Ticket
from tenants import context
from tenants.events.bus import publish
from tenants.kernel.text import one_line
from tenants.selectors import site_url

if TYPE_CHECKING:
    from ai.local.retrieval import SourceIndex

log = logging.getLogger(__name__)
METER = "drafts"  # replies that a model suggests
PERSON_FIRST = frozenset({"safety", "legal", "security"})
NOT_PREPARED = "No reply could be prepared."
NO_WISH = Wish()
State = Suggestion.State


@transaction.atomic(savepoint=False)  # with every message: nothing in there is refused
def request(ticket_id: int, message_id: int, wish: Wish = NO_WISH) -> Suggestion:
    """Line up a suggested reply to a message, be it a further one."""
    run = Run.objects.create(
        kind=Run.Kind.DRAFT,
        message_id=message_id,
        ticket_id=ticket_id,
        prompt_version=book.decided().prompt("draft"),
        input_hash=runs.asked_anew(),
    )
    suggestion = Suggestion.objects.create(
        run=run, ticket_id=ticket_id, message_id=message_id, wish=_stored(wish)
    )
    runs.start(run)
    return suggestion


def make_up_for(ticket: Ticket) -> None:
    """The reply that nobody prepared while the ticket was taken for spam. None where there is one already."""
    last = Run.objects.filter(ticket=ticket, kind=Run.Kind.TRIAGE).order_by("-message_id").first()
    is_off = Policy.objects.filter(field=rules.REPLY, mode=Policy.Mode.OFF).exists()
    if last and not is_off and not Suggestion.objects.filter(ticket=ticket).exists():
        request(ticket.pk, last.message_id)


def draft_reply(run_id: int) -> None:
    """Write the suggestion of this run. Harmless when it is settled already or in other hands."""
    if (claim := runs.claim(run_id)) is None:
        return None
    try:
        with presence.ai_at_work(claim.ticket_id):
            suggestion = (
                Suggestion.objects.select_related("run").filter(run_id=run_id, state=State.PREPARING).first()
            )
            if suggestion is None:
                return _skip(claim)
            known = facts.of(claim.message_id)
            _keep(claim, suggestion, _written(claim, known, Wish(**suggestion.wish)))
    except LostTurn:
        return None
    except Exception as error:  # any fault of ours: tried again, then told
        log.exception("draft failed", extra={"run": run_id, "attempt": claim.attempts})
        with transaction.atomic():
            if runs.put_off(claim, error):
                suggestions.fail(run_id)


@dataclass(frozen=True, slots=True)
class Written:
    """The draft, what it stands on, what the run row remembers, and what is offered in place of a draft.

    gap: the letter, if nothing that the organization wrote answers it.
    """

    draft: Draft
    on: Ground
    about: dict[str, Any]
    holding: str = ""
    gap: Letter | None = None


def _written(claim: Claim, known: Facts, wish: Wish) -> Written:
    near, found = meaning.near(known.letter)
    index = sources.index().meaning(near).taught(lessons.heard())
    return _with_search(_answered(claim, known, wish, index), found)


def _answered(claim: Claim, known: Facts, wish: Wish, index: SourceIndex) -> Written:
    engine = options.engine()
    reading = engine.read(known.letter, tags=options.tags())
    on = drafting.ground(known.letter, index, sources.internal_index())
    local = {"engine": "local", "state": Run.State.DONE}
    if reading.escalation.value and reading.escalation.code in PERSON_FIRST:
        reason = f"A person should answer: {reading.escalation.reason}"
        return Written(Draft("", (), 0.0, reason, on.nearest), on, local)
    said = voice.of_queue(_queue_of(claim))
    if routes.to(Task.DRAFT) and not on.sources:
        draft = Draft("", (), 0.0, drafting.NO_ARTICLE, on.nearest)
        return _in_words(Written(draft, on, local), known, reading, wish, said)

    asked, about = _asked(claim, known, on, reading.language.value, wish, said)
    if asked is None:
        brief = wish.tone == "shorter"
        asked = engine.draft(known.letter, reading, index, known.names, brief=brief)
        about = local | about
    return _in_words(Written(asked, on, about), known, reading, wish, said)


def _with_search(written: Written, found: Course | None) -> Written:
    """What the search by meaning cost is part of what the run cost."""
    if found is None:
        return written
    spent, about = found.about(), dict(written.about)
    for name in ("tokens_in", "calls", "cost", "unpriced"):
        about[name] = about.get(name, 0) + spent[name]
    return replace(written, about=about)


def _in_words(written: Written, known: Facts, reading: Reading, wish: Wish, said: Said) -> Written:
    """The organization's wording is the last word on a draft; without one a holding answer is offered."""
    draft = drafting.in_words_of(written.draft, said)
    if draft.body or not reading.needs_reply.value:
        return replace(written, draft=draft)
    language = wish.language or reading.language.value
    text = holding(language, reading.category.value, known.names.customer)
    text = "" if forbidden(text, said.forbidden) else text
    is_trick = any(flag.name in rules.DISTRUST for flag in reading.flags)  # asks nothing of an article
    gap = None if draft.flags or is_trick else known.letter  # what a guard withheld had its ground
    return replace(written, draft=draft, holding=text, gap=gap)


def _asked(
    claim: Claim, known: Facts, on: Ground, language: str, wish: Wish, said: Said
) -> tuple[Draft | None, dict[str, Any]]:
    """The model's draft, or None with what the run should say about its absence."""
    if not (ways := routes.to(Task.DRAFT)):
        return None, {}
    host = urlsplit(site_url(context.current_tenant())).hostname or ""
    try:
        taken = _reserved(claim)
    except Spent as spent:
        what = "allowance of suggested replies" if spent.data["meter"] == METER else "AI allowance"
        return None, {"reason": f"This month's {what} is spent; the built-in engine wrote this."}
    masking, base = book.decided().masking, book.decided().prompt("draft")
    language = wish.language or ("" if language == UNDETERMINED else language)
    try:
        draft, course = asking.first(
            ways,
            lambda where: drafting.by_model(
                where, known.letter, on, known.names,
                language=language, host=host, wish=wish, voice=said, masking=masking, base=base,
            ),
            task=Task.DRAFT, size=drafting.size(known.letter, on) + len(said.guidelines.encode()),
        )  # fmt: skip
    except billing.BudgetGone as gone:
        _release(taken)
        return None, {"reason": asking.spent(gone)}
    if draft is None:
        _release(taken)
        about = {"state": Run.State.FALLEN_BACK, "reason": course.reason, "flags": course.flags}
        return None, about | course.about()
    for reservation in taken:
        billing.commit(reservation)
    about = {
        "engine": "model", "state": Run.State.DONE, "reason": course.note, "flags": course.flags,
        "prompt_version": base,
    }  # fmt: skip
    return draft, about | course.about()


def _reserved(claim: Claim) -> tuple[Reservation, ...]:
    """The message's unit, and one of the replies a model may suggest. Raises Spent, keeping neither."""
    from ai.services import triage

    message = billing.reserve(triage.METER, key=_spent_as(claim))
    try:
        return message, billing.reserve(METER, key=f"draft:{claim.run_id}")
    except Spent:
        billing.release(message)
        raise


def _release(taken: tuple[Reservation, ...]) -> None:
    for reservation in taken:
        billing.release(reservation)


def _spent_as(claim: Claim) -> str:
    """The first draft is part of the message's own unit; every further one takes another."""
    from ai.services import triage

    first = Run.objects.filter(message_id=claim.message_id, kind=Run.Kind.DRAFT).order_by("pk").first()
    read = Run.objects.filter(message_id=claim.message_id, kind=Run.Kind.TRIAGE, engine="model").first()
    own = first is not None and first.pk == claim.run_id and read is not None
    return triage.spent_as(read.pk if own and read else claim.run_id)


@transaction.atomic
def _keep(claim: Claim, suggestion: Suggestion, written: Written) -> None:
    """Settle the run and fill the suggestion, unless it went out of date meanwhile."""
    draft, about = written.draft, dict(written.about)
    state, of_course = about.pop("state", Run.State.DONE), about.pop("flags", ())
    names = list(dict.fromkeys(flag.name for flag in draft.flags))
    runs.settle(claim, state, **about, flags=[*names, *of_course])
    ready = State.READY if draft.body else State.WITHHELD
    filled = Suggestion.objects.filter(pk=suggestion.pk, state=State.PREPARING).update(
        state=ready,
        body=draft.body,
        holding=written.holding,
        sources=citing.rows(draft, written.on),
        confidence=min(max(draft.confidence, 0.0), 1.0),
        reason=one_line(draft.withheld_reason, 300),
        flags=names,
    )
    if filled and written.gap:
        gaps.note(written.gap, suggestion.ticket_id, about.get("tokens_in", 0) + about.get("tokens_out", 0))
    if filled:
        publish(SuggestionChanged(suggestion.ticket_id, suggestion.pk, ready))


def _stored(wish: Wish) -> dict[str, str]:
    return {name: value for name, value in asdict(wish).items() if value}


def _queue_of(claim: Claim) -> int | None:
    return Ticket.objects.filter(pk=claim.ticket_id).values_list("queue_id", flat=True).first()


def _skip(claim: Claim) -> None:
    with transaction.atomic():
        runs.settle(claim, Run.State.SKIPPED, reason="Out of date before it was written.")
