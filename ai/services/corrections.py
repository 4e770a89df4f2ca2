"""A person says what a triage value should be: the ticket follows, and the engine learns at once.

Confirming the proposed value is a correction too, with value equal to `was`: it applies the value
and is the strongest example there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from ai import rules
from ai.contracts import PRIORITIES, SENTIMENTS
from ai.events import FieldCorrected
from ai.models import Correction, Result
from ai.selectors import COLUMNS
from ai.selectors.panel import PREFIX
from ai.services import learning, verdicts
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.rules import PRIORITY_NAMES
from core.tickets.services.status import STATUS_FIELDS, move
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound

CORRECTABLE = rules.FIELDS
LANGUAGE = re.compile("[a-z]{2}")  # ISO 639-1


class Said(NamedTuple):
    """A person's word on one field of a ticket, as `correct` takes it."""

    ticket_id: int
    field: str
    value: Any
    source: str = "panel"


class UnknownField(Invalid):
    """data: field."""

    code = "triage.unknown_field"
    sentence = "Triage has no field called {field}."


class UnknownCategory(Invalid):
    """data: category."""

    code = "triage.unknown_category"
    sentence = "There is no category “{category}”."


class UnknownTag(Invalid):
    """data: tag."""

    code = "triage.unknown_tag"
    sentence = "There is no tag “{tag}”."


class InvalidValue(Invalid):
    """data: field, value."""

    code = "triage.invalid_value"
    sentence = "“{value}” is no value for {field}."


@transaction.atomic
def correct(
    ticket: Ticket, field: str, value: Any, by: Actor, *, source: str = "panel", seen: int | None = None
) -> Correction:
    """Set the field as this person says, over whatever triage says now or later.

    value: of details {key of the ticket's field: value, None to empty it}; sentiment and priority by name,
    category by key, tags as a list of names, escalation and spam as bool,
    urgency 0-100, language by its two letters. Raises UnknownField, UnknownCategory,
    UnknownTag, InvalidValue, StaleTicket.
    Emits FieldCorrected, and TicketChanged when the ticket changes.
    """
    if field == rules.DETAILS:
        return _details(ticket, value, by, source=source, seen=seen)
    plain, columns = _checked(field, value)
    latest = Result.objects.select_related("run").filter(ticket=ticket, field=field, is_latest=True)
    result = latest.first()
    was = result.value if result else None

    tickets.change(ticket, by=by, seen=seen, **columns)
    tickets.choose(ticket, *(name for name in columns if name != "escalation_reason"), by=by)
    if result and result.value == plain and result.applied_at is None:
        result.applied_at = clock.now()
        result.save(update_fields=["applied_at"])
    made = Correction.objects.create(
        result=result,
        ticket=ticket,
        field=field,
        was=was,
        value=plain,
        user_id=by.id if by.kind == "user" else None,
        source=source[:10],
    )
    if result:
        verdicts.by_person(result, plain)
        settle_review(ticket, by)
    learning.plan()

    publish(FieldCorrected(ticket.pk, field, made.pk))
    return made


def _details(ticket: Ticket, values: Any, by: Actor, *, source: str, seen: int | None) -> Correction:
    """One word on each named field; the last is returned. What fields refuse is refused here, too."""
    if not isinstance(values, dict) or not values or not all(isinstance(key, str) for key in values):
        raise InvalidValue(field=rules.DETAILS, value=str(values)[:60])
    tickets.change(ticket, by=by, seen=seen, fields=values)
    tickets.choose(ticket, *(f"{PREFIX}{key}" for key in values), by=by)
    fresh = Ticket.every.only("fields").get(pk=ticket.pk).fields
    made = [note_detail(ticket, key, fresh.get(key), by, source=source) for key in values]
    return made[-1]


def note_detail(ticket: Ticket, key: str, value: Any, by: Actor, *, source: str) -> Correction:
    """A person's word on one detail, which the ticket holds already; it says whether the find was right."""
    latest = Result.objects.select_related("run").filter(ticket=ticket, is_latest=True)
    result = latest.filter(field=rules.DETAILS, part=key).first()
    if result and result.value == value and result.applied_at is None:
        result.applied_at = clock.now()
        result.save(update_fields=["applied_at"])
    made = Correction.objects.create(
        result=result, ticket=ticket, field=rules.DETAILS, was={key: result.value} if result else None,
        value={key: value}, user_id=by.id if by.kind == "user" else None, source=source[:10],
    )  # fmt: skip
    if result:
        verdicts.by_person(result, value)
    publish(FieldCorrected(ticket.pk, rules.DETAILS, made.pk))
    return made


@transaction.atomic
def correct_all(
    ticket: Ticket, values: dict[str, Any], by: Actor, *, source: str = "panel", seen: int | None = None
) -> Ticket:
    """Several fields in one go, all or none; seen is compared once. Returns the fresh ticket."""
    for number, (field, value) in enumerate(values.items()):
        correct(ticket, field, value, by, source=source, seen=seen if number == 0 else None)
    return Ticket.every.get(pk=ticket.pk)


@transaction.atomic
def take_over(words: Iterable[Said], by: Actor) -> int:
    """`correct` for many tickets at once: what an import or an evaluation brings. Returns how many.

    The same checks, columns and examples; no event and no audit line per ticket, the last word counts.
    When to learn is the caller's question (learning.is_due). Raises what `correct` raises, writing nothing.
    """
    checked = [(said, *_checked(said.field, said.value)) for said in words]
    wanted = [sorted({said.ticket_id for said, _, _ in checked})]
    rows = {row.pk: row for row in hot.with_beside(Ticket, (), "t.id = ANY (%s)", wanted)}
    latest = hot.with_beside(Result, (), "t.ticket_id = ANY (%s) AND t.is_latest", wanted)
    results = {(row.ticket_id, row.field): row for row in latest}
    written: set[str] = set()
    for said, _, columns in checked:
        row = rows[said.ticket_id]
        row.chosen |= {name: by.ref for name in columns if name != "escalation_reason"}
        written |= _put(row, columns)
        if "tags" in columns:
            row.tags.set(columns["tags"])
    _save_all(list(rows.values()), ["chosen", *sorted(written)])
    examples = [
        _example(said, plain, results.get((said.ticket_id, said.field)), by) for said, plain, _ in checked
    ]
    if len(examples) == 1:
        hot.insert(*examples)
    else:
        Correction.objects.bulk_create(examples, batch_size=2_000)
    return len(examples)


def _save_all(rows: list[Ticket], fields: list[str]) -> None:
    """One ticket is written with a statement that is composed once: an evaluation learns line by line."""
    if len(rows) == 1:
        columns = {name: getattr(rows[0], name) for name in {hot.attribute(Ticket, one) for one in fields}}
        hot.update(Ticket, dict(sorted(columns.items())), "id = %s", [rows[0].pk])
    elif rows:
        Ticket.objects.bulk_update(rows, fields, batch_size=500)


def _put(row: Ticket, columns: dict[str, Any]) -> set[str]:
    """Put plain values on a row in hand; returns the columns to save. Spam is a status."""
    plain = {name: one for name, one in columns.items() if name not in ("tags", "is_spam")}
    for name, one in plain.items():
        setattr(row, name, one)
    if not columns.get("is_spam"):
        return set(plain)
    move(row, desk.default_status(Status.Category.SPAM))
    return {*plain, *STATUS_FIELDS}


def settle_review(ticket: Ticket, by: Actor) -> None:
    """The ticket waits for nobody once a person has decided every field that the engines differ on."""
    fresh = Ticket.objects.filter(pk=ticket.pk, needs_review=True).only("chosen").first()
    if fresh is None:
        return
    open_ = Result.objects.filter(ticket=ticket, is_latest=True, disputed_by__isnull=False)
    decided = [field for field in rules.FIELDS if COLUMNS.get(field, field) in fresh.chosen]
    if not open_.exclude(field__in=decided).exists():
        tickets.change(fresh, by=by, needs_review=False)


def _example(said: Said, plain: Any, result: Result | None, by: Actor) -> Correction:
    return Correction(
        result=result,
        ticket_id=said.ticket_id,
        field=said.field,
        was=result.value if result else None,
        value=plain,
        user_id=by.id if by.kind == "user" else None,
        source=said.source[:10],
    )


def _checked(field: str, value: Any) -> tuple[Any, dict[str, Any]]:
    """(the value as stored, the ticket's columns to write)."""
    if field == "category":
        return _category(value)
    if field == "tags":
        return _tags(value)
    if field == "sentiment" and value in SENTIMENTS:
        return value, {"sentiment": SENTIMENTS.index(value) - 2}
    if field == "priority" and isinstance(value, str) and value in PRIORITY_NAMES:
        rank = PRIORITY_NAMES[value]
        return PRIORITIES[rank - 1], {"priority": rank}
    if field == "escalation" and isinstance(value, bool):
        return value, {"is_escalated": value} | ({} if value else {"escalation_reason": ""})
    if field in ("spam", "thanks") and isinstance(value, bool):
        return value, {COLUMNS[field]: value}
    if field == "urgency" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:
        return value, {"urgency": value}
    if field == "language" and isinstance(value, str) and LANGUAGE.fullmatch(value):
        return value, {"language": value}
    if field not in CORRECTABLE:
        raise UnknownField(field=str(field)[:40])
    raise InvalidValue(field=field, value=str(value)[:60])


def _category(key: Any) -> tuple[str, dict[str, Any]]:
    try:
        return str(key), {"category": desk.category(str(key))}
    except NotFound:
        raise UnknownCategory(category=str(key)[:60]) from None


def _tags(names: Any) -> tuple[list[str], dict[str, Any]]:
    if not isinstance(names, list | tuple):
        raise InvalidValue(field="tags", value=str(names)[:60])
    wanted = sorted({str(name) for name in names})
    rows = desk.tags_named(wanted)
    if missing := set(wanted) - {row.name for row in rows}:
        raise UnknownTag(tag=sorted(missing)[0][:50])
    return wanted, {"tags": rows}
