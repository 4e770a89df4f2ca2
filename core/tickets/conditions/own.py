"""Conditions about fields that the organization added: their values stand as JSON in a column of the ticket.

A ticket without a value has no key there. Equality is containment, so that "is not" holds for such a ticket.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from core.desk import selectors as desk
from core.desk.fields.options import above
from core.tickets.conditions.asking import Asking
from core.tickets.conditions.fields import Field, Kind

if TYPE_CHECKING:
    from core.tickets.conditions.tree import Leaf

LOOKUPS = {
    "above": "gt", "below": "lt", "before": "lt", "after": "gte", "past": "lt",
    "contains": "icontains", "starts": "istartswith", "ends": "iendswith",
}  # fmt: skip


def as_query(leaf: Leaf, asking: Asking) -> Q:
    """As query._leaf, of such a field."""
    field, op = leaf.field, leaf.op
    if op in ("empty", "filled"):
        return Q(fields__has_key=field.own) if op == "filled" else ~Q(fields__has_key=field.own)
    if op == "lacks":
        return ~Q(fields__has_key=field.own) | ~_looked_up(field, "icontains", leaf.value)
    if op == "past":
        return _looked_up(field, "lt", today(asking))
    if op in LOOKUPS:
        return _looked_up(field, LOOKUPS[op], leaf.value)
    return _equal(field, op, leaf.value, asking)


def meant(field: Field, value: tuple[str, ...], asking: Asking) -> list[Any]:
    """Values as the ticket holds them; an option of a tree stands for those below it, too."""
    if field.ids:
        numbers = [int(one) for one in value if one not in field.also]
        return [*numbers, asking.me] if "me" in value and asking.me else numbers
    options: list[Any] = next((one.options for one in desk.fields(hidden=True) if one.key == field.own), [])
    below = [one["key"] for one in options if not {one["key"], *above(options, one["key"])}.isdisjoint(value)]
    return list(dict.fromkeys([*value, *below]))


def fact(field: Field, values: dict[str, Any]) -> Any:
    """What stands in `Facts` for it."""
    value = values.get(field.own)
    if field.kind is Kind.TAGS:
        return frozenset(value or ())
    return bool(value) if field.kind is Kind.FLAG else value


def today(asking: Asking) -> str:
    """The day it is where somebody asks, as fields hold days."""
    return timezone.localdate(asking.now).isoformat()


def _looked_up(field: Field, lookup: str, value: Any) -> Q:
    return Q(**{f"fields__{field.own}__{lookup}": value})


def _equal(field: Field, op: str, value: Any, asking: Asking) -> Q:
    if field.kind is Kind.FLAG:
        is_set = Q(fields__contains={field.own: True})
        return is_set if value else ~is_set
    if field.kind is Kind.TEXT:
        return _looked_up(field, "iexact", value)
    if field.kind is Kind.TAGS:
        parts = [Q(fields__contains={field.own: [one]}) for one in value]
        return reduce(and_, parts) if op == "all" else _unless(op == "none", reduce(or_, parts))
    if field.kind is Kind.NUMBER:
        return Q(fields__contains={field.own: value})
    found = Q(pk__in=())
    for one in meant(field, value, asking):
        found |= Q(fields__contains={field.own: one})
    return _unless(op == "is_not", found)


def _unless(is_denied: bool, found: Q) -> Q:
    return ~found if is_denied else found
