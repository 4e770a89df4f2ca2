"""Conditions as a checked tree. What `read` lets through, `as_query` and `holds` can always answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from core.tickets.conditions.fields import BARE, Field, field, operators
from core.tickets.conditions.values import checked
from tenants.kernel.errors import Invalid

Known = Callable[[str], Field | None]
MOST_LEAVES = 40
DEEPEST = 4  # groups within groups
LONGEST_KEY = 60


class BadCondition(Invalid):
    """data: at (place in the tree, "all.2.any.0"), what (sentence)."""

    code = "condition.invalid"
    sentence = "A condition is not right ({at}): {what}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """value: as values.py says for the field's kind and the operator; None where none is needed."""

    field: Field
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """An empty group holds for every ticket."""

    joint: Literal["all", "any"] = "all"
    parts: tuple[Leaf | Group, ...] = ()


def read(raw: Any, known: Known = field) -> Group:
    """From plain JSON, as people and programs send it. Raises BadCondition at the first that is wrong.

    known: which fields may be asked for; `field_or_before` for rules that hear of changes.
    """
    tree = _group(raw, "", 1, known)
    if sum(1 for _leaf in leaves_in(tree)) > MOST_LEAVES:
        raise BadCondition(at="all", what=_("there are more than 40 of them."))
    return tree


def as_json(tree: Group) -> dict[str, Any]:
    """The plain form back, as it is stored."""
    return {
        tree.joint: [as_json(part) if isinstance(part, Group) else _leaf_json(part) for part in tree.parts]
    }


def fields_in(tree: Group) -> frozenset[str]:
    """Keys of the fields that are asked about: a rule "when it changes" listens to them."""
    return frozenset(leaf.field.key for leaf in leaves_in(tree))


def leaves_in(tree: Group) -> Iterator[Leaf]:
    """Every question of it, whatever the groups around it."""
    for part in tree.parts:
        if isinstance(part, Group):
            yield from leaves_in(part)
        else:
            yield part


def _group(raw: Any, at: str, depth: int, known: Known) -> Group:
    if not isinstance(raw, Mapping) or len(raw) != 1 or not raw.keys() <= {"all", "any"}:
        raise _bad(at, _("a group is {“all”: […]} or {“any”: […]}."))
    ((joint, parts),) = raw.items()
    if depth > DEEPEST:
        raise _bad(at, _("groups lie deeper than 4 in each other."))
    if not isinstance(parts, list | tuple) or len(parts) > MOST_LEAVES:
        raise _bad(at, _("a group holds a list of at most 40 conditions."))
    places = (f"{at}{joint}.{number}" for number in range(len(parts)))
    read_parts = (_part(part, place, depth, known) for part, place in zip(parts, places, strict=True))
    return Group(joint, tuple(read_parts))


def _part(raw: Any, at: str, depth: int, known: Known) -> Leaf | Group:
    if isinstance(raw, Mapping) and "field" in raw:
        return _leaf(raw, at, known)
    return _group(raw, f"{at}.", depth + 1, known)


def _leaf(raw: Mapping[str, Any], at: str, known: Known) -> Leaf:
    if unknown := {str(name) for name in raw} - {"field", "op", "value"}:
        raise _bad(at, _("there is no “%(name)s” in a condition.") % {"name": min(unknown)[:LONGEST_KEY]})
    one = known(str(raw["field"])[:LONGEST_KEY])
    if one is None:
        raise _bad(at, _("there is no field “%(name)s”.") % {"name": str(raw["field"])[:LONGEST_KEY]})
    op = str(raw.get("op", ""))
    if op not in operators(one):
        ops = ", ".join(operators(one))
        raise _bad(at, _("“%(field)s” is asked with one of: %(ops)s.") % {"field": one.key, "ops": ops})
    if op in BARE:
        return Leaf(one, op)
    try:
        return Leaf(one, op, checked(one, op, raw.get("value")))
    except ValueError as refusal:
        raise _bad(at, str(refusal)) from None


def _leaf_json(leaf: Leaf) -> dict[str, Any]:
    bare = {"field": leaf.field.key, "op": leaf.op}
    if leaf.op in BARE:
        return bare
    return bare | {"value": list(leaf.value) if isinstance(leaf.value, tuple) else leaf.value}


def _bad(at: str, what: str) -> BadCondition:
    return BadCondition(at=at.strip(".") or "all", what=what)
