"""What the API shows of advice."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from ai import selectors
from ai.contracts import confidence_word
from ai.models import Policy, Suggestion
from ai.selectors import Panel, Row
from ai.selectors.panel import Detail
from core.doors.shapes import Shape, moment
from tenants.kernel.actor import Actor


class TriageRow(Shape):
    """One judged field. value stands for the ticket now; proposed is what triage said.

    quotes: [{quote, start, end, in, message}], characters of the message's text or the subject ("in").
    """

    field: str
    value: Any
    text: str
    proposed: Any
    confidence: float | None
    confidence_word: str
    reason: str
    evidence: str
    quotes: list[dict[str, Any]]
    applied: bool
    shown: bool
    corrected_by: str | None
    disputed_by: str | None
    urgency: int | None

    @staticmethod
    def dump(row: Row) -> dict[str, Any]:
        return {
            "field": row.field,
            "value": row.value,
            "text": row.text,
            "proposed": row.was,
            "confidence": row.confidence,
            "confidence_word": row.word,
            "reason": row.reason,
            "evidence": row.evidence,
            "quotes": list(row.quotes),
            "applied": row.applied,
            "shown": row.shown,
            "corrected_by": row.corrected_by or None,
            "disputed_by": row.otherwise or None,
            "urgency": row.urgency,
        }


class DetailFound(Shape):
    """What was found for one of the organization's own fields, field (its key). source: pattern, list, number

    or model. The rest as in fields.
    """

    field: str
    label: str
    value: Any
    proposed: Any
    confidence: float | None
    confidence_word: str
    source: str
    reason: str
    quotes: list[dict[str, Any]]
    applied: bool
    shown: bool
    corrected_by: str | None

    @staticmethod
    def dump(row: Detail) -> dict[str, Any]:
        return {
            "field": row.key,
            "label": row.label,
            "value": row.value,
            "proposed": row.was,
            "confidence": row.confidence,
            "confidence_word": row.word,
            "source": row.source,
            "reason": row.reason,
            "quotes": list(row.quotes),
            "applied": row.applied,
            "shown": row.shown,
            "corrected_by": row.corrected_by or None,
        }


class TriageOut(Shape):
    """state: none, queued, running, done, fallen_back, skipped or failed. note: why it was not the model.

    details: what was found for the organization's own fields.
    """

    state: str
    engine: str
    note: str
    reason: str
    flags: list[str]
    fields: list[TriageRow]
    details: list[DetailFound]

    @staticmethod
    def dump(panel: Panel) -> dict[str, Any]:
        return {
            "state": panel.state,
            "engine": panel.engine,
            "note": panel.note,
            "reason": panel.reason,
            "flags": list(panel.flags),
            "fields": [TriageRow.dump(row) for row in panel.rows],
            "details": [DetailFound.dump(row) for row in panel.details],
        }


class SourceOut(Shape):
    """What a suggestion stands on; without marker: one that comes near. kind "internal": for colleagues.

    tickets: numbers of tickets like this one that colleagues answered from it.
    """

    marker: str
    id: str
    kind: str
    title: str
    url: str
    quote: str
    tickets: list[int]


class Told(NamedTuple):
    """A suggestion and whoever reads it: not everybody may see all that it stands on."""

    row: Suggestion
    reader: Actor


class SuggestionOut(Shape):
    """body cites its sources as [1]; text is the same without the numbers, as it goes to the customer.

    holding: what may be accepted when it is withheld. flags: findings, as "holding" or "uncited".
    """

    id: str
    ticket: int
    state: str
    body: str
    text: str
    sources: list[SourceOut]
    confidence: float
    confidence_word: str
    reason: str
    verdict: str
    holding: str
    flags: list[str]
    engine: str
    created_at: datetime

    @staticmethod
    def dump(told: Told) -> dict[str, Any]:
        row = told.row
        return {
            "id": row.public_id,
            "ticket": row.ticket.number,
            "state": row.state,
            "body": row.body,
            "text": selectors.plain_text(row),
            "sources": selectors.grounds(row, told.reader),
            "confidence": row.confidence,
            "confidence_word": confidence_word(row.confidence),
            "reason": row.reason,
            "verdict": row.verdict,
            "holding": row.holding,
            "flags": row.flags,
            "engine": row.run.engine if row.run else "",
            "created_at": moment(row.created_at),
        }


class AcceptedOut(Shape):
    """draft: the whole text that stands in the caller's draft now."""

    suggestion: SuggestionOut
    draft: str

    @staticmethod
    def dump(pair: tuple[Told, str]) -> dict[str, Any]:
        return {"suggestion": SuggestionOut.dump(pair[0]), "draft": pair[1]}


class PolicyOut(Shape):
    """stepped_back_why: why the field no longer applies by itself; empty where it never stepped back."""

    field: str
    mode: str
    min_confidence: float
    min_reviewed: int
    min_precision: float
    conditions: dict[str, Any]
    stepped_back_at: datetime | None
    stepped_back_why: str

    @staticmethod
    def dump(row: Policy) -> dict[str, Any]:
        return {
            "field": row.field,
            "mode": row.mode,
            "min_confidence": row.min_confidence,
            "min_reviewed": row.min_reviewed,
            "min_precision": row.min_precision,
            "conditions": row.conditions,
            "stepped_back_at": moment(row.stepped_back_at),
            "stepped_back_why": row.stepped_back_why,
        }
