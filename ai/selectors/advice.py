"""Everything triage and drafting say about a ticket as one list: `advice`, for programs.

An id names a value for good: "triage-17" is one result, anything else the public id of a suggested reply.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ai.drafting import without_markers
from ai.models import Outcome, Result, Run, Suggestion, Verdict
from ai.rules import DETAILS
from ai.selectors.panel import is_by_model
from ai.selectors.readable import grounds
from ai.selectors.replies import NoSuchSuggestion, suggestion_for
from core.tickets.models import Draft, Ticket
from tenants.kernel.actor import Actor

TRIAGE = "triage-"
REPLY = "reply"
STATES = {
    Suggestion.State.PREPARING: "pending",
    Suggestion.State.READY: "pending",
    Suggestion.State.STALE: "expired",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One proposed value. kind: a field of triage, or "reply" (then value is the text).

    part: of kind "details" the key of the ticket's field; else "".

    status: pending, accepted, edited, rejected, auto_applied, undone, expired, withheld, or shadow (recorded
    only). evidence: words of the mail with their place (`quotes_of`), or the sources of a reply. cost: of the
    whole run, in millionths of the currency; None where a model was asked that has no price.
    """

    id: str
    kind: str
    part: str
    value: Any
    confidence: float
    engine: str
    status: str
    flags: list[str]
    evidence: list[Any]
    prompt_version: str
    cost: int | None


def advice(ticket: Ticket, reader: Actor) -> list[Advice]:
    """The latest value of each field and the newest suggested reply. Three queries."""
    results = Result.objects.filter(ticket=ticket, is_latest=True).select_related("run", "ticket")
    found = of_results(list(results.prefetch_related("verdicts")))
    reply = suggestion_for(ticket)
    return [*found, of_reply(reply, reader)] if reply else found


def latest_result(ticket: Ticket, field: str) -> Result:
    """What triage says of the field now. Raises NoSuchSuggestion."""
    row = Result.objects.filter(ticket=ticket, field=field, part="", is_latest=True).first()
    if row is None:
        raise NoSuchSuggestion
    return row


def result_of(advice_id: str) -> Result | None:
    """The result an id names; None when it names a reply. NoSuchSuggestion."""
    if not advice_id.startswith(TRIAGE):
        return None
    number = advice_id.removeprefix(TRIAGE)
    rows = Result.objects.select_related("run", "ticket").prefetch_related("verdicts")
    row = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if row is None:
        raise NoSuchSuggestion
    return row


def of_results(rows: Iterable[Result]) -> list[Advice]:
    return [
        Advice(
            id=f"{TRIAGE}{row.pk}",
            kind=row.field,
            part=row.part,
            value=row.value,
            confidence=row.confidence,
            engine="local" if row.field == DETAILS and not is_by_model(row) else row.run.engine,
            status=_status(row, list(row.verdicts.all())),
            flags=list(row.run.flags),
            evidence=quotes_of(row),
            prompt_version=row.run.prompt_version,
            cost=_cost(row.run),
        )
        for row in rows
    ]


def quotes_of(row: Result) -> list[dict[str, Any]]:
    """[{quote, start, end, in, message}]: characters of the message's text, or of the ticket's subject.

    start and end are None where the words were not found as they stand, and in older results.
    """
    if row.quotes or not row.evidence:
        return list(row.quotes)
    return [{"quote": row.evidence, "start": None, "end": None, "in": "text", "message": ""}]


def of_reply(row: Suggestion, reader: Actor) -> Advice:
    run = row.run
    return Advice(
        id=row.public_id,
        kind=REPLY,
        part="",
        value=row.body,
        confidence=row.confidence,
        engine=run.engine if run else "",
        status=_reply_status(row),
        flags=list(row.flags),
        evidence=grounds(row, reader),
        prompt_version=run.prompt_version if run else "",
        cost=_cost(run) if run else 0,
    )


def _cost(run: Run) -> int | None:
    return None if run.unpriced else run.cost


def _status(row: Result, verdicts: list[Verdict]) -> str:
    """What a person said of it, else what became of it by itself."""
    said = [one for one in verdicts if one.how != Verdict.How.CLOSED]
    if said:
        return _said(said, row.field)
    if row.field == "tags" and not row.value and row.ticket.chosen.get("tags"):
        return "edited"  # no tag was proposed, so there is none to judge, and people chose some
    if not row.is_latest:
        return "expired"
    if row.applied_at is not None:
        return "auto_applied" if row.mode == Result.Mode.AUTO else "accepted"
    return "shadow" if row.mode == Result.Mode.SHADOW else "pending"


def _said(verdicts: list[Verdict], field: str) -> str:
    if all(one.is_right for one in verdicts):
        return "accepted"
    if any(one.how == Verdict.How.UNDONE for one in verdicts):
        return "undone"
    is_named = field == "tags" and any(one.is_right for one in verdicts)
    return "edited" if is_named or any(one.final for one in verdicts) else "rejected"


def _reply_status(row: Suggestion) -> str:
    outcome = Outcome.objects.filter(suggestion=row).values_list("kind", flat=True).first()
    if row.state == Suggestion.State.ACCEPTED and (outcome == Outcome.Kind.EDITED or _is_reworded(row)):
        return "edited"
    return STATES.get(row.state, row.state)  # type: ignore[call-overload, no-any-return]


def _is_reworded(row: Suggestion) -> bool:
    """Does it wait in the agent's draft in other words? What was sent has an outcome and no draft."""
    bodies = Draft.objects.filter(ticket=row.ticket_id, suggestion=row.public_id).values_list(
        "body", flat=True
    )
    return any(without_markers(row.body) not in body for body in bodies)
