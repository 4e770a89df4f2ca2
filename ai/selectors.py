"""Every read of advice that screens need: the triage panel, the suggestion, columns of a list, usage.

`panel` and `suggestion_for` cost three and one queries, whatever the length of the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ai import gateway, rules
from ai.contracts import MEDIUM, OTHER, PRIORITIES, SENTIMENTS, confidence_word
from ai.drafting import without_markers
from ai.models import Correction, Outcome, Policy, Result, Run, Suggestion
from billing import selectors as billing
from core.accounts.models import User
from core.desk import selectors as desk
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import parse_ref
from tenants.kernel.errors import NotFound

ROWS = ("sentiment", "category", "priority", "tags", "escalation")
COLUMNS = {"escalation": "is_escalated"}  # the ticket's column where the field is called otherwise
_PIECE = re.compile(r"((?:\s?\[\d{1,2}\](?!\())+)")


class NoSuchSuggestion(NotFound):
    code = "suggestion.not_found"
    sentence = "There is no such suggestion."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the panel.

    value: what stands for the ticket now: the person's word, else the applied value, else the
    proposal (then `applied` is False). was: what triage proposed. shown: False for a proposal too
    unsure to be shown to agents. confidence 0..1 and its word; None where a person decided.
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
    urgency: int | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """State of the newest run with its five rows. note: a sentence when the answer is not the model's."""

    state: str
    engine: str
    reason: str
    note: str
    flags: tuple[str, ...]
    rows: tuple[Row, ...]
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """This month. local, fell_back: runs; shown, accepted: suggestions with an outcome or decision."""

    used: int
    limit: int | None
    runs: int
    local: int
    fell_back: int
    failed: int
    shown: int
    accepted: int

    @property
    def accepted_share(self) -> int | None:
        """Percent of the decided suggestions that were used; None before there are any."""
        return round(100 * self.accepted / self.shown) if self.shown else None


def panel(ticket: Ticket) -> Panel:
    """What triage says about a ticket and what people made of it."""
    runs = Run.objects.filter(ticket=ticket, kind=Run.Kind.TRIAGE).order_by("-message_id")
    run = runs.only("state", "engine", "reason", "flags").first()
    results = {row.field: row for row in Result.objects.filter(ticket=ticket, is_latest=True)}
    people = _people(ticket)
    rows = tuple(
        _row(field, ticket, results, people) for field in ROWS if field in results or field in people
    )
    if run is None:
        return Panel("none", "", "", "", (), rows)
    flags = tuple(run.flags)
    return Panel(run.state, run.engine, run.reason, _note(run), flags, rows, run.pk)


def suggestion_for(ticket: Ticket) -> Suggestion | None:
    """The newest suggestion of the ticket, whatever its state; None before there was any."""
    return Suggestion.objects.filter(ticket=ticket).select_related("run", "ticket").order_by("-pk").first()


def suggestion_of(ticket: Ticket) -> Suggestion:
    """The same where there has to be one. NoSuchSuggestion."""
    row = suggestion_for(ticket)
    if row is None:
        raise NoSuchSuggestion
    return row


def suggestion(public_id: str) -> Suggestion:
    """With its ticket; whether the actor may see that is the door's question. NoSuchSuggestion."""
    row = Suggestion.objects.select_related("ticket", "run").filter(public_id=public_id).first()
    if row is None:
        raise NoSuchSuggestion
    return row


def pieces(row: Suggestion) -> list[dict[str, Any]]:
    """The text in stretches, each with the numbers of the sources it cites: [{"text", "cites"}]."""
    parts = _PIECE.split(row.body)
    return [
        {"text": text, "cites": [int(mark) for mark in re.findall(r"\d+", marks)]}
        for text, marks in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if text or marks
    ]


def plain_text(row: Suggestion) -> str:
    """The text as it goes to the composer: without the numbers of the sources."""
    return without_markers(row.body)


def suggested_categories(tickets: Iterable[Ticket | int]) -> dict[int, tuple[str, float]]:
    """{ticket id: (category name, confidence)} of proposals that are sure enough to be shown. One query."""
    ids = [one if isinstance(one, int) else one.pk for one in tickets]
    found = Result.objects.filter(
        ticket__in=ids, field="category", is_latest=True, confidence__gte=MEDIUM, applied_at=None
    ).exclude(mode=Result.Mode.SHADOW)
    rows = found.values_list("ticket_id", "value", "confidence")
    return {ticket: (_text("category", key), sure) for ticket, key, sure in rows if key != OTHER}


def policies() -> list[Policy]:
    """One per field, in the order of the panel; those nobody touched are as at the start."""
    known = {row.field: row for row in Policy.objects.all()}
    start = {
        field: Policy(field=field, mode=mode, min_confidence=floor)
        for field, (mode, floor) in rules.START.items()
    }
    return list((start | {field: row for field, row in known.items() if field in start}).values())


def usage() -> Usage:
    """Figures of the running calendar month and of the allowance."""
    allowed = billing.allowance("ai_messages")
    since = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    runs = Run.objects.filter(kind=Run.Kind.TRIAGE, created_at__gte=since).aggregate(
        runs=Count("pk"),
        local=Count("pk", filter=Q(engine="local")),
        fell_back=Count("pk", filter=Q(state=Run.State.FALLEN_BACK)),
        failed=Count("pk", filter=Q(state=Run.State.FAILED)),
    )
    outcomes = Outcome.objects.filter(created_at__gte=since).exclude(kind=Outcome.Kind.STALE)
    used = Q(kind__in=(Outcome.Kind.SENT_AS_IS, Outcome.Kind.EDITED))
    shown = outcomes.aggregate(shown=Count("pk"), accepted=Count("pk", filter=used))
    return Usage(used=allowed.used, limit=allowed.limit, **runs, **shown)


def engine_kind() -> str:
    """ "model" when an endpoint is configured, else "local"."""
    return "model" if gateway.endpoint() else "local"


def _row(field: str, ticket: Ticket, results: dict[str, Result], people: dict[str, str]) -> Row:
    result, by = results.get(field), people.get(field, "")
    proposed = result.value if result else None
    applied = bool(result and result.applied_at)
    value = _stands(field, ticket) if by or (applied and field != "escalation") else proposed
    sure = None if by or result is None else result.confidence
    visible = result is not None and result.mode != Result.Mode.SHADOW and result.confidence >= MEDIUM
    return Row(
        field=field,
        label=_label(field),
        value=value,
        text=_text(field, value),
        was=proposed,
        was_text=_text(field, proposed),
        confidence=sure,
        word=confidence_word(sure) if sure is not None else "",
        reason=result.reason if result else "",
        evidence=result.evidence if result else "",
        applied=applied or bool(by),
        shown=bool(by) or applied or visible,
        corrected_by=by,
        urgency=ticket.urgency if field == "priority" else None,
    )


def _stands(field: str, ticket: Ticket) -> Any:
    """The ticket's own value in the words of triage."""
    if field == "sentiment":
        return SENTIMENTS[ticket.sentiment + 2] if ticket.sentiment is not None else None
    if field == "priority":
        return PRIORITIES[ticket.priority - 1]
    if field == "category":
        row = desk.category_by_id(ticket.category_id)
        return row.key if row else None
    if field == "tags":
        known = getattr(ticket, "tag_names", None)  # the ticket page has them already
        return sorted(tag.name for tag in ticket.tags.all()) if known is None else known
    return ticket.is_escalated


def _people(ticket: Ticket) -> dict[str, str]:
    """{field: name of the person who decided it}; one query, none when nobody did."""
    refs = {
        field: ticket.chosen[COLUMNS.get(field, field)]
        for field in ROWS
        if COLUMNS.get(field, field) in ticket.chosen
    }
    if not refs:
        return {}
    ids = {field: parse_ref(ref)[1] for field, ref in refs.items() if parse_ref(ref)[0] == "user"}
    names = dict(User.objects.filter(pk__in=set(ids.values())).values_list("pk", "name"))
    return {field: names.get(ids.get(field) or 0, "") or _("a person") for field in refs}


def _label(field: str) -> str:
    labels = {
        "sentiment": _("Sentiment"),
        "category": _("Category"),
        "priority": _("Priority"),
        "tags": _("Tags"),
        "escalation": _("Escalation"),
    }
    return labels[field]


def _text(field: str, value: Any) -> str:
    """The value as people read it."""
    if value is None:
        return ""
    if field == "category":
        found = next((row.name for row in desk.categories() if row.key == value), "")
        return found or (_("Other") if value == OTHER else str(value))
    if field == "tags":
        return ", ".join(value)
    if field == "escalation":
        return _("Advised") if value else _("Not needed")
    return str(value).replace("_", " ").capitalize()


def _note(run: Run) -> str:
    """Why the built-in engine answered although a model is configured; empty otherwise."""
    if run.state == Run.State.FALLEN_BACK:
        return _("The built-in engine answered.") + f" {run.reason}"
    return run.reason if run.state == Run.State.DONE else ""


def corrections_of(ticket: Ticket) -> list[Correction]:
    """What people said about the ticket's triage, oldest first."""
    return list(Correction.objects.filter(ticket=ticket).select_related("user"))
