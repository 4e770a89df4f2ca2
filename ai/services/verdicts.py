"""Whether a proposed value was right: noted when people confirm or change it, and when the ticket ends.

The last word counts: a value that stood until the ticket was finished and is changed later was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from ai import rules
from ai.models import Correction, Result, Verdict
from ai.rules import DETAILS
from ai.selectors import COLUMNS, stands
from ai.selectors.panel import PREFIX, column_of, is_by_model
from ai.services import autonomy, drafts, endings, learning
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import parse_ref

How = Verdict.How
JUDGED = ("language", "sentiment", "category", "priority", "tags", "escalation", "spam", "thanks", "details")
EXACT = "local-1"  # what details that were found exactly are counted under
LONGEST = 60  # characters of a value's text
KEPT = ("final", "is_right", "how", "was_auto", "confidence", "at")  # what a later word replaces


def by_person(result: Result, final: Any) -> None:
    """A person said what the value should be. Call in the transaction of what they decided."""
    wrong = How.UNDONE if _was_auto(result) else How.CORRECTED
    _keep([_row(result, said, right, final, How.CONFIRMED if right else wrong)
           for said, right in _parts(result, final)])  # fmt: skip


def rejected(result: Result) -> None:
    """A person said that it is wrong, and not what would be right."""
    how = How.UNDONE if _was_auto(result) else How.CORRECTED
    _keep([_row(result, said, False, None, how) for said, _right in _parts(result, ())])


@transaction.atomic
def note_decision(ticket_id: int, fields: Iterable[str], by: str) -> None:
    """A colleague changed the ticket itself, not through its triage panel: a word on triage all the same.

    fields: the ticket's columns; by: the colleague's ref. What the panel has noted already is left alone.
    """
    columns = set(fields)
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None:
        return
    for key in sorted(name.removeprefix(PREFIX) for name in columns if name.startswith(PREFIX)):
        _note_detail(ticket, key, by)
    for result in _latest(ticket, [one for one in JUDGED if COLUMNS.get(one, one) in columns]):
        value = stands(result.field, ticket)
        last = Correction.objects.filter(ticket=ticket, field=result.field).order_by("-pk").first()
        if value is None or (last and last.result_id == result.pk and last.value == value):
            continue
        Correction.objects.create(
            result=result, ticket=ticket, field=result.field, was=result.value, value=value,
            user_id=parse_ref(by)[1], source="header",
        )  # fmt: skip
        by_person(result, value)
        learning.plan()
    if "is_spam" in columns:
        _note_spam(ticket, by)
    if ticket.is_finished and not ticket.is_spam:
        note_end(ticket)
        endings.teach(ticket)


def _note_detail(ticket: Ticket, key: str, by: str) -> None:
    """A colleague filled in one of the organization's own fields, in the ticket itself."""
    value = ticket.fields.get(key)
    result = _latest(ticket, [DETAILS]).filter(part=key).first()
    if result is None:
        return
    last = result.corrections.order_by("-pk").first()
    if last is None or last.value != {key: value}:
        Correction.objects.create(
            result=result, ticket=ticket, field=DETAILS, was={key: result.value}, value={key: value},
            user_id=parse_ref(by)[1], source="header",
        )  # fmt: skip
        by_person(result, value)


def _note_spam(ticket: Ticket, by: str) -> None:
    """What was called spam, or not, is an example although triage said nothing about it.

    Whoever is taken out of it waits for an answer like everybody else.
    """
    if not Result.objects.filter(ticket=ticket, field="spam", is_latest=True).exists():
        user = parse_ref(by)[1]
        Correction.objects.create(
            ticket=ticket, field="spam", was=None, value=ticket.is_spam, user_id=user, source="header"
        )
        learning.plan()
    if not ticket.is_spam and ticket.awaits_reply:
        drafts.make_up_for(ticket)


@transaction.atomic
def note_end(ticket: Ticket) -> None:
    """The ticket is finished: what stands on it is what was right, where triage or a person set it."""
    known = Verdict.objects.filter(ticket=ticket).exclude(how=How.CLOSED).values("result")
    rows = []
    for result in _latest(ticket, JUDGED).exclude(pk__in=known):
        if result.applied_at is None and column_of(result) not in ticket.chosen:
            continue  # nobody has said anything about it
        if (final := stands(result.field, ticket, result.part)) is not None:
            rows += [_row(result, said, right, final, How.CLOSED) for said, right in _parts(result, final)]
    _keep(rows)


def standing(result: Result) -> list[dict[str, Any]]:
    """What is said of a result so far, as JSON that `put_back` takes."""
    rows = Verdict.objects.filter(result=result).values("said", *KEPT)
    return [row | {"at": row["at"].isoformat()} for row in rows]


def put_back(result: Result, stood: Iterable[dict[str, Any]]) -> None:
    """What was said since is taken back. Call in the transaction of what is undone."""
    told = {row["said"]: row for row in stood}
    for verdict in Verdict.objects.select_for_update().filter(result=result):
        if (row := told.get(verdict.said)) is None:
            verdict.delete()
            continue
        for name in KEPT:
            setattr(verdict, name, datetime.fromisoformat(row["at"]) if name == "at" else row[name])
        verdict.save(update_fields=KEPT)


def forget_end(ticket_id: int) -> None:
    """The answer that finished the ticket was taken back: it has not ended yet."""
    Verdict.objects.filter(ticket=ticket_id, ticket__is_finished=False, how=How.CLOSED).delete()


def _latest(ticket: Ticket, fields: Iterable[str]) -> Any:
    rows = Result.objects.filter(ticket=ticket, field__in=list(fields), is_latest=True)
    return rows.select_related("run").defer("evidence", "quotes")


def _parts(result: Result, final: Any) -> list[tuple[str, bool]]:
    """(what was said, whether it is right); each proposed tag by itself."""
    if result.field == "tags":
        return [(str(tag), tag in final) for tag in result.value]
    if result.field == DETAILS:
        return [(result.part, result.value == final)]  # figures are by field; values are customers' words
    return [(_text(result.value), result.value == final)]


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _row(result: Result, said: str, right: bool, final: Any, how: str) -> Verdict:
    run = result.run
    last = "" if final is None else _text(final)
    if result.field in ("tags", DETAILS):
        last = said if right else ""
    engine, model, version = run.engine, run.model or run.engine, run.prompt_version
    if result.field == DETAILS and not is_by_model(result):
        engine, model, version = "local", "local", EXACT
    return Verdict(
        result=result, ticket_id=result.ticket_id, field=result.field, said=said[:LONGEST],
        final=last[:LONGEST], is_right=right, how=how, was_auto=_was_auto(result),
        confidence=result.confidence, engine=engine, model=model, prompt_version=version, at=clock.now(),
    )  # fmt: skip


def _was_auto(result: Result) -> bool:
    return result.mode == Result.Mode.AUTO


def _keep(rows: list[Verdict]) -> None:
    if not rows:
        return
    Verdict.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["result", "said"], update_fields=KEPT
    )
    for field in sorted({row.field for row in rows if row.was_auto and row.field in rules.WATCHED}):
        autonomy.look(field)
