"""Details of a reading on their way to the ticket: what its fields can hold, and what is written by itself.

A field that holds another value, or that a person has decided, is left alone; the find is kept as a proposal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ai import rules
from ai.contracts import DetailReading
from ai.selectors.panel import PREFIX, REASONS
from ai.services import quoting
from ai.services.applying import Standing
from ai.services.facts import Facts
from core.desk import selectors as desk
from core.desk.fields.values import BadValue, clean
from core.desk.models import Field
from tenants.kernel.errors import NotFound
from tenants.kernel.text import one_line, storable


class Told(NamedTuple):
    """A value ready to be stored. value: as the ticket's field holds it."""

    key: str
    value: Any
    found: DetailReading
    applied: bool
    quotes: list[dict[str, Any]]


def told(
    details: Sequence[DetailReading],
    known: Facts,
    standing: Standing,
    flags: frozenset[str],
    *,
    is_newest: bool,
) -> list[Told]:
    """What is kept of a reading's details; nothing where the policy is off."""
    mode, floor = standing.policies[rules.DETAILS]
    if mode == "off":
        return []
    rows = []
    for one in details:
        if (value := held(one.key, one.value)) is None:
            continue
        is_free = f"{PREFIX}{one.key}" not in standing.chosen and standing.fields.get(one.key) in (
            None,
            value,
        )
        may = is_newest and is_free and rules.applies(mode, one.confidence, floor, flags, rules.DETAILS)
        rows.append(Told(one.key, value, one, may, quoting.of_detail(one, known)))
    return rows


def held(key: str, value: str) -> Any:
    """The value as the field keeps it; None where it cannot hold it, or is gone."""
    try:
        field = desk.field(key)
        if field.kind == Field.Kind.NUMBER:
            value = value.partition(" ")[0]  # "12.50 EUR"
        return clean(field, value)
    except (NotFound, BadValue):
        return None


def writes(rows: Sequence[Told], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket's columns to write, as `tickets.change` takes them."""
    values = {row.key: row.value for row in rows if row.applied and fields.get(row.key) != row.value}
    return {"fields": values} if values else {}


def row(one: Told, mode: str) -> dict[str, Any]:
    """As storing keeps a result."""
    others = f"; also {', '.join(one.found.others)}" if one.found.others else ""
    return {
        "field": rules.DETAILS,
        "part": one.key,
        "value": one.value,
        "confidence": one.found.confidence,
        "reason": storable(one_line(f"{REASONS[one.found.source]}{others}", 300)),
        "evidence": storable(one_line(one.found.quote, 200)),
        "quotes": one.quotes,
        "mode": rules.stored_mode(mode, one.applied),
        "applied": one.applied,
        "disputed_by": None,
    }
