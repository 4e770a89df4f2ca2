"""The triage panel of a ticket and the proposals in a list. Three queries, one for a whole list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ai.contracts import MEDIUM, OTHER, PRIORITIES, SENTIMENTS, YES, confidence_word
from ai.models import Correction, Result, Run
from ai.rules import DETAILS, is_shown
from ai.selectors import deciders
from ai.selectors.deciders import NOBODY, Decider
from core.desk import selectors as desk
from core.tickets.models import Ticket
from tenants.database.composed import composed
from tenants.saying import gettext as _

PREFIX = "fields."  # of an own field's name in `Ticket.chosen`
REASONS = {  # how a detail was found, and the reason that says so
    "pattern": "fits your pattern",
    "list": "stands in your list",
    "number": "named in the message",
    "model": "named by the model",
}
ROWS = ("sentiment", "category", "priority", "tags", "escalation", "spam", "thanks")
LEAST_SHOWN = 0.5  # confidence from which a detail is proposed: of two order numbers a person picks one
SELDOM = ("spam", "thanks")  # shown where it was found, or a person spoke about it
COLUMNS = {"escalation": "is_escalated", "spam": "is_spam", "thanks": "is_thanks"}  # where called otherwise


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the panel.

    value: what stands for the ticket now: the person's word, else the applied value, else the
    proposal (then `applied` is False). was: what triage proposed. shown: False for a proposal too
    unsure to be shown to agents, and for one that is recorded only (is_silent), of which they hear nothing.
    is_auto: triage has written it to the ticket, and no person has spoken about it.
    confidence 0..1 and its word; None where a person decided.
    otherwise: what the second engine reads instead, until a person decides. quotes: as Result.quotes.
    """

    field: str
    label: str
    value: Any
    text: str
    was: Any
    was_text: str
    confidence: float | None
    word: str
    reason: str
    evidence: str
    applied: bool
    shown: bool
    corrected_by: str
    is_by_person: bool = True
    urgency: int | None = None
    otherwise: str = ""
    quotes: tuple[dict[str, Any], ...] = ()
    is_silent: bool = False
    is_auto: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """What was found for one of the organization's own fields. value: what stands, else the proposal.

    source: pattern, list, number or model; the rest as in Row.
    """

    key: str
    label: str
    value: Any
    was: Any
    confidence: float | None
    word: str
    reason: str
    quotes: tuple[dict[str, Any], ...]
    applied: bool
    shown: bool
    corrected_by: str
    source: str
    is_by_person: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """State of the newest run with its rows. note: a sentence when the answer is not the model's.

    details: what was found for the organization's own fields; label of each is the field's.
    """

    state: str
    engine: str
    reason: str
    note: str
    flags: tuple[str, ...]
    rows: tuple[Row, ...]
    run_id: int | None = None
    details: tuple[Detail, ...] = ()


def panel(ticket: Ticket) -> Panel:
    """What triage says about a ticket and what people made of it."""
    run = next(iter(_runs(ticket=ticket.pk)), None)
    found = _results(ticket=ticket.pk)
    results = {row.field: row for row in found if row.field != DETAILS}
    parts = {row.part: row for row in found if row.field == DETAILS}
    people = _deciders(ticket, parts)
    rows = tuple(
        _row(field, ticket, results, people)
        for field in ROWS
        if field in people or (field in results and (field not in SELDOM or results[field].value))
    )
    if run is None:
        return Panel("none", "", "", "", (), rows)
    flags, details = tuple(run.flags), _details(ticket, parts, people)
    return Panel(run.state, run.engine, run.reason, note_of(run), flags, rows, run.pk, details)


@composed
def _runs(*, ticket: Any) -> QuerySet[Run]:
    """The newest alone."""
    runs = Run.objects.filter(ticket=ticket, kind=Run.Kind.TRIAGE).order_by("-message_id")
    return runs.only("state", "engine", "reason", "flags")[:1]


@composed
def _results(*, ticket: Any) -> QuerySet[Result]:
    return Result.objects.filter(ticket=ticket, is_latest=True)


def suggested_categories(tickets: Iterable[Ticket | int]) -> dict[int, tuple[str, float]]:
    """{ticket id: (category name, confidence)} of proposals that are sure enough to be shown. One query."""
    ids = [one if isinstance(one, int) else one.pk for one in tickets]
    found = Result.objects.filter(
        ticket__in=ids, field="category", is_latest=True, confidence__gte=MEDIUM, applied_at=None
    ).exclude(mode=Result.Mode.SHADOW)
    rows = found.values_list("ticket_id", "value", "confidence")
    return {ticket: (said("category", key), sure) for ticket, key, sure in rows if key != OTHER}


def corrections_of(ticket: Ticket) -> list[Correction]:
    """What people said about the ticket's triage, oldest first."""
    return list(Correction.objects.filter(ticket=ticket).select_related("user"))


def _row(field: str, ticket: Ticket, results: dict[str, Result], people: dict[str, Decider]) -> Row:
    result, decider = results.get(field), people.get(field, NOBODY)
    by = decider.name
    proposed = result.value if result else None
    applied = bool(result and result.applied_at)
    value = stands(field, ticket) if by or (applied and field != "escalation") else proposed
    sure = None if by or result is None else result.confidence
    is_silent = result is not None and result.mode == Result.Mode.SHADOW and not applied and not by
    visible = result is not None and not is_silent and is_shown(result.confidence)
    return Row(
        field=field,
        label=label_of(field),
        value=value,
        text=said(field, value),
        was=proposed,
        was_text=said(field, proposed),
        confidence=sure,
        word=confidence_word(sure) if sure is not None else "",
        reason=result.reason if result else "",
        evidence=result.evidence if result else "",
        applied=applied or bool(by),
        shown=bool(by) or applied or visible,
        corrected_by=by,
        is_by_person=decider.is_person,
        urgency=ticket.urgency if field == "priority" else None,
        otherwise="" if by or result is None else said(field, result.disputed_by),
        quotes=tuple(result.quotes) if result else (),
        is_silent=is_silent,
        is_auto=result is not None and applied and not by and result.mode == Result.Mode.AUTO,
    )


def column_of(result: Result) -> str:
    """The name of the ticket's value in `chosen`, audit lines and events."""
    return f"{PREFIX}{result.part}" if result.field == DETAILS else COLUMNS.get(result.field, result.field)


def is_by_model(result: Result) -> bool:
    """Of details: a model named it; else it was found exactly, whoever read the rest."""
    return result.reason.startswith(REASONS["model"])


def stands(field: str, ticket: Ticket, part: str = "") -> Any:
    """The ticket's own value in the words of triage. part: of details the field's key."""
    if field == DETAILS:
        return ticket.fields.get(part)
    if field == "sentiment":
        return SENTIMENTS[ticket.sentiment + 2] if ticket.sentiment is not None else None
    if field == "priority":
        return PRIORITIES[ticket.priority - 1]
    if field == "category":
        row = desk.category_by_id(ticket.category_id)
        return row.key if row else None
    if field == "language":
        return ticket.language or None
    if field == "tags":
        known = getattr(ticket, "tag_names", None)  # the ticket page has them already
        return sorted(tag.name for tag in ticket.tags.all()) if known is None else known
    if field in ("spam", "thanks"):
        return getattr(ticket, COLUMNS[field])
    return ticket.is_escalated


def _details(ticket: Ticket, parts: dict[str, Result], people: dict[str, Decider]) -> tuple[Detail, ...]:
    """In the order of the fields; those that are out of use are left out."""
    rows = []
    for field in desk.fields() if parts else ():
        if (result := parts.get(field.key)) is None:
            continue
        decider, stood = people.get(f"{PREFIX}{field.key}", NOBODY), ticket.fields.get(field.key)
        by = decider.name
        applied = bool(by) or (result.applied_at is not None and stood == result.value)
        rows.append(
            Detail(
                key=field.key, label=field.label, value=stood if applied else result.value, was=result.value,
                confidence=None if by else result.confidence,
                word="" if by else confidence_word(result.confidence),
                reason=result.reason, quotes=tuple(result.quotes), applied=applied,
                shown=applied or (result.mode != Result.Mode.SHADOW and result.confidence >= LEAST_SHOWN),
                corrected_by=by, source=_source(result.reason), is_by_person=decider.is_person,
            )
        )  # fmt: skip
    return tuple(rows)


def _source(reason: str) -> str:
    return next((source for source, why in REASONS.items() if reason.startswith(why)), "")


def _deciders(ticket: Ticket, parts: Iterable[str]) -> dict[str, Decider]:
    """parts: keys of the organization's own fields that something was found for, known as "fields.<key>"."""
    columns = {field: COLUMNS.get(field, field) for field in ROWS}
    return deciders.of(ticket, columns | {name: name for name in (f"{PREFIX}{key}" for key in parts)})


def label_of(field: str) -> str:
    labels = {
        "sentiment": _("Sentiment"),
        "category": _("Category"),
        "priority": _("Priority"),
        "tags": _("Tags"),
        "escalation": _("Escalation"),
        "spam": _("Spam"),
        "thanks": _("Thanks"),
    }
    return labels[field]


def said(field: str, value: Any) -> str:
    """The value as people read it."""
    if value is None:
        return ""
    if field == "category":
        found = next((row.name for row in desk.categories() if row.key == value), "")
        return found or (_("Other") if value == OTHER else str(value))
    if field == "tags":
        return ", ".join(value)
    if field == "escalation":
        return _("Advised") if value in (True, YES) else _("Not needed")
    if field == "spam":
        return _("Spam") if value in (True, YES) else _("Not spam")
    if field == "thanks":
        return _("Thanks only") if value in (True, YES) else _("More than thanks")
    return str(value).replace("_", " ").capitalize()


def note_of(run: Run) -> str:
    """Why the built-in engine answered although a model is configured; empty otherwise."""
    if run.state == Run.State.FALLEN_BACK:
        return _("The built-in engine answered.") + f" {run.reason}"
    return run.reason if run.state == Run.State.DONE else ""
