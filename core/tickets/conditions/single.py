"""The same conditions asked of one ticket that is already in hand: no query, for rules that run on events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.tickets.conditions import beside, own
from core.tickets.conditions.asking import Asking
from core.tickets.conditions.fields import FIELDS, WAS, Field, Kind, all_fields
from core.tickets.conditions.query import meant, people_of
from core.tickets.conditions.tree import Group, Leaf
from core.tickets.conditions.values import moment, span
from core.tickets.models import Ticket

Facts = Mapping[str, Any]
Meaning = Callable[[Any, Any, Asking], bool]


def facts_of(ticket: Ticket) -> dict[str, Any]:
    """{field key: value}. Bring along status, category__parent, contact__company, tags to ask nothing.

    What stands beside the ticket's row is looked up when a condition asks for it.
    """
    rows = (one for one in FIELDS.values() if one.kind is not Kind.TAGS and not one.is_beside)
    facts = {one.key: _value(ticket, one.path) for one in rows} | beside.facts(ticket)
    facts |= {one.key: facts[one.key] is not None for one in FIELDS.values() if one.is_presence}
    facts["tags"] = frozenset(tag.name for tag in ticket.tags.all())
    facts |= {one.key: own.fact(one, ticket.fields) for one in all_fields() if one.own}
    facts["category.above"] = _value(ticket, FIELDS["category"].above)
    return facts


def holds(tree: Group, facts: Facts, asking: Asking) -> bool:
    """Does the ticket with these facts fulfil them? As `as_query` would answer."""
    answers = (_part(part, facts, asking) for part in tree.parts)
    return not tree.parts or (all(answers) if tree.joint == "all" else any(answers))


def unmet(tree: Group, facts: Facts, asking: Asking) -> list[Leaf]:
    """Because of which conditions it does not hold: those of an "all" that fail, every one of an "any"."""
    if holds(tree, facts, asking):
        return []
    failing = (part for part in tree.parts if not _part(part, facts, asking))
    return [
        leaf
        for part in failing
        for leaf in (unmet(part, facts, asking) if isinstance(part, Group) else [part])
    ]


def facts_before(facts: Facts, before: Facts) -> dict[str, Any]:
    """{"was.<key>": value}: what a change left alone was before as it is now. before: what it did not."""
    return {f"{WAS}{key}": value for key, value in {**facts, **before}.items()}


def _part(part: Leaf | Group, facts: Facts, asking: Asking) -> bool:
    return holds(part, facts, asking) if isinstance(part, Group) else _leaf(part, facts, asking)


def _leaf(leaf: Leaf, facts: Facts, asking: Asking) -> bool:
    has = facts.get(leaf.field.key)
    if leaf.field.is_beside:
        return beside.holds(leaf, has, people_of(leaf, asking))
    if leaf.op in ("empty", "filled"):
        return (has is None or has == frozenset()) == (leaf.op == "empty")
    if leaf.field.kind is Kind.CHOICE:
        return _is(leaf.field, leaf.value, facts, asking) == (leaf.op == "is")
    if has is None:
        return leaf.op == "lacks"
    return _MEANINGS[leaf.field.kind, leaf.op](has, leaf.value, asking)


def _is(field: Field, value: tuple[str, ...], facts: Facts, asking: Asking) -> bool:
    values = {*meant(field, value, asking), *(asking.teams if "mine" in value else ())}
    return not values.isdisjoint({facts.get(field.key), facts.get(f"{field.key}.above")} - {None})


def _value(ticket: Ticket, path: str) -> Any:
    here: Any = ticket
    for name in path.split("__"):
        if here is None:
            return None
        here = getattr(here, name)
    return here


def _text(compare: Callable[[str, str], bool]) -> Meaning:
    """Upper case on both sides, as the database compares."""
    return lambda has, value, asking: compare(has.upper(), value.upper())


def _within(has: datetime, start: datetime, end: datetime) -> bool:
    return start < has <= end


_MEANINGS: dict[tuple[Kind, str], Meaning] = {
    (Kind.TAGS, "any"): lambda has, value, asking: bool(has & set(value)),
    (Kind.TAGS, "all"): lambda has, value, asking: has >= set(value),
    (Kind.TAGS, "none"): lambda has, value, asking: not has & set(value),
    (Kind.NUMBER, "is"): lambda has, value, asking: has == value,
    (Kind.NUMBER, "above"): lambda has, value, asking: has > value,
    (Kind.NUMBER, "below"): lambda has, value, asking: has < value,
    (Kind.FLAG, "is"): lambda has, value, asking: has == value,
    (Kind.TEXT, "contains"): _text(lambda has, value: value in has),
    (Kind.TEXT, "lacks"): _text(lambda has, value: value not in has),
    (Kind.TEXT, "is"): _text(lambda has, value: has == value),
    (Kind.TEXT, "starts"): _text(str.startswith),
    (Kind.TEXT, "ends"): _text(str.endswith),
    (Kind.DAY, "before"): lambda has, value, asking: has < value,
    (Kind.DAY, "after"): lambda has, value, asking: has >= value,
    (Kind.DAY, "past"): lambda has, value, asking: has < own.today(asking),
    (Kind.MOMENT, "before"): lambda has, value, asking: has < moment(value),
    (Kind.MOMENT, "after"): lambda has, value, asking: has >= moment(value),
    (Kind.MOMENT, "last"): lambda has, value, asking: _within(has, asking.now - span(value), asking.now),
    (Kind.MOMENT, "older"): lambda has, value, asking: has <= asking.now - span(value),
    (Kind.MOMENT, "next"): lambda has, value, asking: _within(has, asking.now, asking.now + span(value)),
    (Kind.MOMENT, "past"): lambda has, value, asking: has < asking.now,
}
