"""Summaries, translations, rewritten drafts: asked for by people, made by a worker, kept beside the ticket.

The order of every advice work: claim, facts, connection back, ask, store. Nothing here changes a message or
sends one: what an agent takes over goes into the composer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from ai import book, routes, voice, writing
from ai.events import WritingChanged
from ai.gateway import Answer, Endpoint
from ai.languages import LANGUAGES
from ai.local import rewording
from ai.models import Run, Task, Writing
from ai.prompts import writing as prompt
from ai.prompts.writing import TOOLS
from ai.services import asking, runs
from ai.services.runs import Claim, LostTurn
from ai.voice import Said
from ai.writing import LOCAL_TOOLS, LONGEST, SUMMARY_WORDS, Line, Written
from billing import services as billing
from billing.services.usage import Spent
from core.audit import trail
from core.realtime import presence
from core.tickets.models import Message, Ticket
from tenants import context
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, TooMany

log = logging.getLogger(__name__)
BY_ITSELF = 5  # messages of a ticket from which a summary is kept up by itself
READ = 30  # latest messages that a summary reads
READ_EACH = 1_500  # characters of each
MOST = 40  # texts of one kind for one message: haggling with a machine has an end
NEEDS_MODEL = "A connected model is needed for this."
NOT_MADE = "The text could not be made. Try again."
Kind = Writing.Kind


class NothingToWrite(Invalid):
    code = "writing.nothing"
    sentence = "There is no text to work on."


class UnknownTool(Invalid):
    """data: tool."""

    code = "writing.unknown_tool"
    sentence = "Choose one of the tools, and a language we know to translate into."


class NeedsModel(Conflict):
    code = "writing.needs_model"
    sentence = NEEDS_MODEL


class EnoughTexts(TooMany):
    """data: limit, retry_after."""

    code = "writing.too_many"
    sentence = "{limit} texts were made for this message already."


@transaction.atomic
def summarize(ticket: Ticket, by: Actor | None = None) -> Writing:
    """Ask for a summary of what is there now. One that is under way is returned. by None: by itself."""
    Ticket.every.select_for_update(of=("self",)).get(pk=ticket.pk)  # two clicks make one
    under_way = Writing.objects.filter(ticket=ticket, kind=Kind.SUMMARY, run__state__in=runs.OPEN).first()
    if under_way:
        return under_way
    newest = Message.objects.filter(ticket=ticket).order_by("-pk").first()
    if newest is None:
        raise NothingToWrite
    made = _line_up(Kind.SUMMARY, newest, by, language=_own_language())
    Writing.objects.filter(ticket=ticket, kind=Kind.SUMMARY, pk__lt=made.pk).exclude(
        pk=_latest_told(ticket)
    ).delete()
    return made


def summarize_by_itself(ticket_id: int) -> None:
    """After a message of the customer, from BY_ITSELF messages on. Call inside a transaction."""
    ticket = Ticket.objects.filter(pk=ticket_id, message_count__gte=BY_ITSELF, is_finished=False).first()
    if ticket:
        summarize(ticket)


@transaction.atomic
def translate(message: Message, language: str, by: Actor) -> Writing:
    """Ask for a message in another language; the one that is there or under way is returned.

    Raises UnknownTool, NeedsModel, NothingToWrite, EnoughTexts.
    """
    if language not in LANGUAGES:
        raise UnknownTool(tool=language[:20])
    if not message.text.strip():
        raise NothingToWrite
    Ticket.every.select_for_update(of=("self",)).get(pk=message.ticket_id)
    known = Writing.objects.filter(message=message, kind=Kind.TRANSLATION, language=language, why_not="")
    if (row := known.exclude(run__state=Run.State.FAILED).first()) is not None:
        return row
    _require_model(Task.TRANSLATION)
    return _line_up(Kind.TRANSLATION, message, by, language=language)


@transaction.atomic
def rewrite(ticket: Ticket, body: str, tool: str, by: Actor, language: str = "") -> Writing:
    """Ask for a draft in other words; what this person asked for in the ticket before is forgotten.

    Raises UnknownTool, NeedsModel, NothingToWrite, EnoughTexts.
    """
    if tool not in TOOLS or ((language or tool == "translate") and language not in LANGUAGES):
        raise UnknownTool(tool=tool[:20])
    if not body.strip() or len(body) > LONGEST:
        raise NothingToWrite
    if tool not in LOCAL_TOOLS:
        _require_model(task_of(tool))
    newest = Message.objects.filter(ticket=ticket).order_by("-pk").first()
    if newest is None:
        raise NothingToWrite
    mine = Writing.objects.filter(ticket=ticket, kind=Kind.REWRITE, user_id=by.id or 0)
    mine.exclude(run__state__in=runs.OPEN).delete()
    return _line_up(Kind.REWRITE, newest, by, tool=tool, language=language, before=body)


def write(run_id: int) -> None:
    """Make the text of this run. Harmless when it is settled already or in other hands."""
    if (claim := runs.claim(run_id)) is None:
        return
    try:
        with presence.ai_at_work(claim.ticket_id):
            row = Writing.objects.select_related("message", "ticket").filter(run_id=run_id).first()
            if row is None:
                with transaction.atomic():
                    runs.settle(claim, Run.State.SKIPPED, reason="Nobody waits for it any more.")
                return
            _keep(claim, row, *_made(claim, _work(row)))
    except LostTurn:
        return
    except Exception as error:  # any fault of ours: tried again, then told
        log.exception("writing failed", extra={"run": run_id, "attempt": claim.attempts})
        with transaction.atomic():
            if runs.put_off(claim, error):
                publish(WritingChanged(claim.ticket_id, run_id))


@dataclass(frozen=True, slots=True)
class Work:
    """How a model makes the text, and how the built-in engine does. size: bytes of the words sent."""

    task: str
    by_model: Callable[[Endpoint], tuple[Written, Answer]]
    locally: Callable[[], Written]
    size: int
    messages: int = 0


def _work(row: Writing) -> Work:
    """All facts are read here: later the connection is given back."""
    masking = book.decided().masking
    if row.kind == Kind.SUMMARY:
        lines = _lines(row.ticket_id)
        told = [(line.who, line.text) for line in lines]
        return Work(
            Task.SUMMARY,
            lambda where: writing.summarize(where, lines, row.language, masking),
            lambda: Written(rewording.summary(told, SUMMARY_WORDS)),
            sum(len(line.text.encode()) for line in lines),
            row.ticket.message_count,
        )
    if row.kind == Kind.TRANSLATION:
        text = row.message.text[:LONGEST]
        return Work(
            Task.TRANSLATION,
            lambda where: writing.translate(where, text, row.language, masking),
            lambda: Written("", NEEDS_MODEL),
            len(text.encode()),
        )
    said = voice.of_queue(row.ticket.queue_id)
    return Work(
        task_of(row.tool),
        lambda where: writing.rewrite(where, row.before, row.tool, row.language, said, masking),
        lambda: _reworded(row, said),
        len(f"{row.before}{said.guidelines}".encode()),
    )


def task_of(tool: str) -> str:
    """Which of an organization's models a tool asks."""
    return Task.TRANSLATION if tool == "translate" else Task.DRAFT


def _reworded(row: Writing, said: Said) -> Written:
    if row.tool not in LOCAL_TOOLS:
        return Written("", NEEDS_MODEL)
    return writing.locally(row.before, row.tool, said)


def _made(claim: Claim, work: Work) -> tuple[Work, Written, dict[str, Any]]:
    """The text and what the run remembers of it."""
    from ai.services import triage  # triage's meter

    local = {"engine": "local", "state": Run.State.DONE}
    if not (ways := routes.to(work.task)):
        return work, work.locally(), local
    try:
        reservation = billing.reserve(triage.METER, key=triage.spent_as(claim.run_id))
    except Spent:
        reason = "This month's AI allowance is spent; the built-in engine wrote this."
        return work, work.locally(), local | {"reason": reason}
    spare = work.locally()  # before the connection is given back
    try:
        written, course = asking.first(
            ways, work.by_model, task=claim.kind, size=work.size, longest=writing.TOKENS
        )
    except billing.BudgetGone as gone:
        billing.release(reservation)
        return work, spare, local | {"reason": asking.spent(gone)}
    if written is None:
        billing.release(reservation)
        about = local | {"state": Run.State.FALLEN_BACK, "reason": course.reason, "flags": course.flags}
        return work, spare if spare.text else Written("", course.reason), about | course.about()
    billing.commit(reservation)
    about = {"engine": "model", "state": Run.State.DONE, "reason": course.note, "flags": course.flags}
    return work, written, about | course.about()


@transaction.atomic
def _keep(claim: Claim, row: Writing, work: Work, written: Written, about: dict[str, Any]) -> None:
    runs.settle(claim, about.pop("state"), **about)
    row.text, row.why_not, row.messages = written.text, written.why_not[:300], work.messages
    row.save(update_fields=["text", "why_not", "messages"])
    publish(WritingChanged(row.ticket_id, row.run_id))


def _line_up(kind: str, message: Message, by: Actor | None, **values: Any) -> Writing:
    if Run.objects.filter(message=message, kind=kind).count() >= MOST:
        raise EnoughTexts(limit=MOST, retry_after=3600)
    run = Run.objects.create(
        kind=kind,
        message=message,
        ticket_id=message.ticket_id,
        prompt_version=prompt.VERSION,
        input_hash=runs.asked_anew(),
    )
    asked = by.id if by and by.kind == "user" else None
    row = Writing.objects.create(
        kind=kind, run=run, ticket_id=message.ticket_id, message=message, user_id=asked, **values
    )
    if by:
        trail.record("writing.asked_for", on=row, by=by, after={"kind": kind, "tool": row.tool})
    runs.start(run, 0.0 if by else settings.AI_DEBOUNCE)
    return row


def _lines(ticket_id: int) -> list[Line]:
    """What was said, oldest first; notes are left out: not everybody who sees a ticket reads them."""
    who = {Message.Kind.CUSTOMER: "customer", Message.Kind.REPLY: "agent"}
    rows = Message.objects.filter(
        ticket_id=ticket_id, kind__in=who, withdrawn_at=None, is_private=False
    ).order_by("-pk")
    found = list(rows.values_list("kind", "text")[:READ])
    return [Line(who[Message.Kind(kind)], text[:READ_EACH]) for kind, text in reversed(found)]


def _latest_told(ticket: Ticket) -> int:
    """The summary that is shown while the next one is made."""
    told = Writing.objects.filter(ticket=ticket, kind=Kind.SUMMARY).exclude(text="").order_by("-pk")
    return told.values_list("pk", flat=True).first() or 0


def _own_language() -> str:
    language = context.current_tenant().language.split("-")[0]
    return language if language in LANGUAGES else "en"


def _require_model(task: str) -> None:
    if not routes.to(task):
        raise NeedsModel
