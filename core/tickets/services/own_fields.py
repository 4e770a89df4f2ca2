"""Writing the organization's own fields: what comes in is read, and the rules are asked.

People are bound by the rules: a field that is locked or not shown is not theirs to write, and what is
required has to be there when they open, resolve or close a ticket. So are the rules that colleagues write
(actor kind "rule"). Advice and rules of mail are never told to fill something in; they may fill a locked
field while it is empty and leave it alone afterwards. Customers write the fields they are asked for, and
their word that a matter is solved waits for nobody's form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk.fields.rules import Facts, is_demanded, is_missing, may_be_emptied, standing
from core.desk.fields.values import BadValue, Value, clean
from core.desk.models import Field
from core.tickets.models import Ticket
from core.tickets.selectors.own_fields import facts_of
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid

BOUND = ("user", "operator", "rule")  # whom the rules of fields hold up
PREFIX = "fields."  # "fields.order": the name of a value in audit lines, events and `Ticket.chosen`


class UnknownField(Invalid):
    """data: field."""

    code = "ticket.unknown_field"
    sentence = "A ticket has no field called {field}."


class FieldInvalid(Invalid):
    """data: field (key), label, reason (code), fields ({"fields.<key>": [sentence]})."""

    code = "ticket.field_invalid"
    sentence = "“{label}” cannot hold this: {told}"


class FieldRequired(Invalid):
    """data: field (key), label, missing (keys), fields."""

    code = "ticket.field_required"
    sentence = "Fill in “{label}” first."


class FieldReadOnly(Conflict):
    """data: field (key), label."""

    code = "ticket.field_read_only"
    sentence = "“{label}” cannot be changed on this ticket as it stands."


def is_own(name: str) -> bool:
    return name.startswith(PREFIX)


def key_of(name: str) -> str:
    return name.removeprefix(PREFIX)


def named(held: Mapping[str, Any]) -> dict[str, Any]:
    """{"fields.<key>": value} of what a ticket holds."""
    return {f"{PREFIX}{key}": value for key, value in held.items()}


def read(ticket: Ticket, given: Mapping[str, Any], by: Actor) -> dict[str, Value]:
    """{"fields.<key>": value} of what may be written. All bad values are told at once.

    Raises UnknownField, FieldInvalid.
    """
    known = {one.key: one for one in writable(by)}
    if unknown := next((key for key in given if key not in known), None):
        raise UnknownField(field=str(unknown)[:60])
    values = _cleaned(((known[key], raw) for key, raw in given.items()), ticket.fields)
    if not by.is_person and by.kind not in BOUND and values:
        facts = facts_of(ticket)
        values = {key: value for key, value in values.items() if not _is_kept(known[key], ticket, facts)}
    return named(values)


def writable(by: Actor) -> Collection[Field]:
    """The fields an actor may name at all."""
    return [one for one in desk.fields() if one.customer_asks] if by.kind == "contact" else desk.fields()


def write(ticket: Ticket, name: str, value: Value) -> Iterable[str]:
    """Put one value on the row in hand; returns the columns to save."""
    rest = {key: held for key, held in ticket.fields.items() if key != key_of(name)}
    ticket.fields = rest if value is None else {**rest, key_of(name): value}
    return ["fields"]


def keep_marks(survivor: Ticket, ticket: Ticket, filled: Iterable[str]) -> None:
    """A person's word goes along with the value that a merge fills in; call it before the value is there."""
    marks = {
        name: ticket.chosen[name]
        for name in filled
        if is_own(name) and name in ticket.chosen and key_of(name) not in survivor.fields
    }
    survivor.chosen = {**marks, **survivor.chosen}


def forget_marks(survivor: Ticket, given_back: Mapping[str, Any]) -> None:
    """Of values that leave it again when the merge is undone."""
    gone = {name for name, value in given_back.items() if is_own(name) and value is None}
    survivor.chosen = {name: ref for name, ref in survivor.chosen.items() if name not in gone}


def check(ticket: Ticket, before: Facts, changed: Collection[str], by: Actor) -> None:
    """The rules, asked of a row in hand that was `before` and of the names that have changed.

    Raises FieldReadOnly, FieldRequired.
    """
    if by.kind not in BOUND or not desk.fields():
        return
    after = facts_of(ticket)
    for one in desk.fields():
        if PREFIX + one.key in changed:
            _check_write(one, ticket, before, after)
    if before.status != after.status:
        _check_filled((one for one in desk.fields() if is_demanded(one, after)), ticket.fields)


def fill(ticket: Ticket, given: Mapping[str, Any], by: Actor) -> None:
    """Put what whoever opens it filled in on a ticket that is not saved yet, with the marks in `chosen`.

    Empty values are as if they had not been given. Raises UnknownField, FieldInvalid, FieldRequired,
    FieldReadOnly.
    """
    values = {name: value for name, value in read(ticket, given, by).items() if value is not None}
    for name, value in values.items():
        write(ticket, name, value)
    if not by.is_person:
        return
    ticket.chosen = {**ticket.chosen, **dict.fromkeys(values, by.ref)}
    facts = facts_of(ticket)
    for one in writable(by):
        if PREFIX + one.key in values:
            _check_write(one, ticket, facts, facts)
    _check_filled((one for one in writable(by) if is_demanded(one, facts, opening=True)), ticket.fields)


def _cleaned(given: Iterable[tuple[Field, Any]], held: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    refused: dict[str, tuple[Field, BadValue]] = {}
    for field, raw in given:
        try:
            values[field.key] = clean(field, raw, held.get(field.key))
            _check_person(field, values[field.key], held.get(field.key))
        except BadValue as bad:
            refused[field.key] = (field, bad)
    if refused:
        field, first = next(iter(refused.values()))
        told = {PREFIX + key: [one.sentence] for key, (_field, one) in refused.items()}
        raise FieldInvalid(
            field=field.key, label=field.label, reason=first.code, told=first.sentence, fields=told
        )
    return values


def _check_person(field: Field, value: Value, held: Any) -> None:
    """A colleague who has left may stay where they stand, and is not chosen anew."""
    if field.kind != Field.Kind.PERSON or value is None or value == held:
        return
    if not accounts.people(SYSTEM).filter(pk__in=[value], is_active=True).exists():
        raise BadValue("not_person", "Choose a colleague.")


def _is_kept(field: Field, ticket: Ticket, facts: Facts) -> bool:
    return field.key in ticket.fields and standing(field, facts).is_read_only


def _check_write(field: Field, ticket: Ticket, before: Facts, after: Facts) -> None:
    """Open before or after is enough: who resolves a ticket may fill in what is locked from then on."""
    if not any(_is_open(field, facts) for facts in (before, after)):
        raise FieldReadOnly(field=field.key, label=field.label)
    if is_missing(field, ticket.fields.get(field.key)) and not may_be_emptied(field, after):
        raise _required([field])


def _is_open(field: Field, facts: Facts) -> bool:
    stands = standing(field, facts)
    return stands.is_shown and not stands.is_read_only


def _check_filled(demanded: Iterable[Field], held: Mapping[str, Any]) -> None:
    if missing := [one for one in demanded if is_missing(one, held.get(one.key))]:
        raise _required(missing)


def _required(missing: list[Field]) -> FieldRequired:
    return FieldRequired(
        field=missing[0].key,
        label="”, “".join(one.label for one in missing),
        missing=[one.key for one in missing],
        fields={PREFIX + one.key: [f"Fill in “{one.label}” first."] for one in missing},
    )
