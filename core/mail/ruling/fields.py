"""What a pattern captured fills the organization's own field of that name, where it can hold it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from core.desk import selectors as desk
from core.desk.fields.values import BadValue, Value, clean
from core.desk.models import Field
from core.tickets.models import Ticket
from core.tickets.services.own_fields import PREFIX


def found(
    ticket: Ticket, captured: Mapping[str, str], *, free: bool, kept: Collection[str]
) -> tuple[dict[str, Value], list[str]]:
    """({key: value} to fill in, what does not fit as sentence parts; that stays in `extracted` alone).

    free: the rule may overwrite, else a value found earlier stays. kept: names in `chosen` that are people's.
    """
    values: dict[str, Value] = {}
    said: list[str] = []
    for field in desk.fields():
        if field.key not in captured or _stays(ticket, field, free, kept):
            continue
        try:
            if field.kind == Field.Kind.PERSON:
                raise BadValue("not_person", "a colleague is not named by a mail")
            if (value := clean(field, _as_key(field, captured[field.key]))) is not None:
                values[field.key] = value
        except BadValue as bad:
            said.append(f"“{field.label}” cannot hold it ({bad.sentence.rstrip('.').lower()})")
    return values, said


def _stays(ticket: Ticket, field: Field, free: bool, kept: Collection[str]) -> bool:
    return not free and (f"{PREFIX}{field.key}" in kept or field.key in ticket.fields)


def _as_key(field: Field, text: str) -> Any:
    """A mail names an option by its word, whatever the case; programs by its key."""
    wanted = text.strip().lower()
    named = (one["key"] for one in field.options if wanted in (one["label"].lower(), one["key"]))
    return next(named, text)
