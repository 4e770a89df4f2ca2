"""When a field is shown, asked for or locked: small conditions over what a ticket is. Pure, no queries.

A rule is {"effect": show | require | read_only, "at": always | resolve, "conditions": [...]}; all of its
conditions must hold. "resolve" is: for require, whoever resolves or closes the ticket is asked; for the
others, as long as it is resolved or closed. A condition is {"fact", "op", "values"}: status (its category),
queue (id), category (key; a group's key holds for its leaves), priority, channel, or field.<key>; op is one
of is, is_not, set, unset.

Several rules of one effect: any of them is enough. Without a rule that says when, a field is always shown.
What is not shown, or locked, nobody is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.desk.fields.options import above
from core.desk.models_fields import Field

DONE = ("resolved", "closed")
Required = Literal["", "always", "resolve"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask. status: its category; category: its key and its group's; words: see `words_of`."""

    status: str
    queue: int | None = None
    category: tuple[str, ...] = ()
    priority: str = ""
    channel: str = ""
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a field stands on one ticket. required: always, or only of who resolves it."""

    is_shown: bool = True
    required: Required = ""
    is_read_only: bool = False


def words_of(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """{key: words a condition may name}: of a tree also those above the chosen one."""
    return {one.key: frozenset(_words(one, values[one.key])) for one in fields if one.key in values}


def standing(one: Field, facts: Facts) -> Standing:
    """How the field stands on a ticket with these facts."""
    rules = [rule for rule in one.rules if _holds(rule, facts)]
    if not _is_on(one, rules, "show", facts, otherwise=True):
        return Standing(is_shown=False)
    if _is_on(one, rules, "read_only", facts, otherwise=False):
        return Standing(is_read_only=True)
    asked = {rule["at"] for rule in rules if rule["effect"] == "require"}
    return Standing(required="always" if "always" in asked else "resolve" if asked else "")


def is_demanded(one: Field, facts: Facts, *, opening: bool = False) -> bool:
    """Whether who opens the ticket, or has just moved its status to `facts.status`, must have filled it.

    What is always required is asked for when a ticket is opened and when it is resolved or closed; in between
    only by rules that name the status.
    """
    asked = standing(one, facts).required
    if opening:
        return asked == "always"
    if facts.status in DONE:
        return bool(asked)
    return asked == "always" and any(
        rule["effect"] == "require" and rule["at"] == "always" and _names_status(rule) and _holds(rule, facts)
        for rule in one.rules
    )


def may_be_emptied(one: Field, facts: Facts) -> bool:
    """Not what is always required, nor what a resolved ticket had to have."""
    asked = standing(one, facts).required
    return not (asked == "always" or (asked and facts.status in DONE))


def is_missing(one: Field, value: Any) -> bool:
    """A required checkbox has to be ticked."""
    return value is not True if one.kind == Field.Kind.CHECKBOX else value is None


def _is_on(one: Field, holding: list[dict[str, Any]], effect: str, facts: Facts, *, otherwise: bool) -> bool:
    if not any(rule["effect"] == effect for rule in one.rules):
        return otherwise
    return any(
        rule["effect"] == effect and (rule["at"] == "always" or facts.status in DONE) for rule in holding
    )


def _holds(rule: Mapping[str, Any], facts: Facts) -> bool:
    return all(_is_so(condition, facts) for condition in rule["conditions"])


def _is_so(condition: Mapping[str, Any], facts: Facts) -> bool:
    has, op = _has(condition["fact"], facts), condition["op"]
    if op in ("set", "unset"):
        return bool(has) == (op == "set")
    return bool(has & {str(one) for one in condition["values"]}) == (op == "is")


def _has(fact: str, facts: Facts) -> frozenset[str]:
    if fact.startswith("field."):
        return facts.words.get(fact.removeprefix("field."), frozenset())
    value = getattr(facts, fact)
    return frozenset(value) if isinstance(value, tuple) else frozenset({str(value)} - {"", "None"})


def _names_status(rule: Mapping[str, Any]) -> bool:
    return any(condition["fact"] == "status" for condition in rule["conditions"])


def _words(one: Field, value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["true"] if value else ["false"]
    if one.kind == Field.Kind.TREE:
        return [str(value), *above(one.options, str(value))]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
