"""Conditions of a view as a form and back: groups of rows, each row a field, a way to ask and a value.

The form shows two levels, which is what people read; deeper conditions, written by programs, are shown as
the text they are and stay as they are.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.tickets import conditions
from core.tickets.conditions import Group, Leaf
from portal.agent.view_words import BARE
from tenants.kernel.errors import Invalid

Known = Callable[[str], conditions.Field | None]
MOST_GROUPS, MOST_ROWS = 5, 20
LONGEST_RAW = 8_000


@dataclass
class Row:
    """One condition as it was typed; without a field it is not there yet."""

    field: str = ""
    op: str = ""
    value: list[str] = dataclasses.field(default_factory=list)


@dataclass
class Rows:
    """A group. joint: "all" or "any" of its rows."""

    joint: str = "all"
    rows: list[Row] = dataclasses.field(default_factory=lambda: [Row()])


@dataclass
class Asked:
    """What the editor shows. raw: conditions that are deeper than its two levels."""

    joint: str = "all"
    groups: list[Rows] = dataclasses.field(default_factory=lambda: [Rows()])
    raw: str = ""


def of(tree: Group | None) -> Asked:
    """The editor of kept conditions."""
    if tree is None or not tree.parts:
        return Asked()
    leaves = [part for part in tree.parts if isinstance(part, Leaf)]
    groups = [part for part in tree.parts if isinstance(part, Group)]
    is_deep = any(isinstance(part, Group) for group in groups for part in group.parts)
    if is_deep or len(groups) + bool(leaves) > MOST_GROUPS:
        return Asked(raw=json.dumps(conditions.as_json(tree), ensure_ascii=False, indent=1))
    shown = [_rows(Group(tree.joint, tuple(leaves)))] if leaves else []
    return Asked(tree.joint, shown + [_rows(group) for group in groups])


def sent(given: QueryDict, known: Known = conditions.field) -> Asked:
    """What was typed. A field that was changed starts with its first way to ask. known: those there are."""
    groups = [
        Rows(_joint(given.get(f"g{number}-joint", "")), _sent_rows(given, number, known))
        for number in range(MOST_GROUPS)
        if f"g{number}-joint" in given
    ]
    raw = given.get("raw", "")[:LONGEST_RAW].strip()
    return Asked(_joint(given.get("joint", "")), groups or [Rows()], raw)


def changed(asked: Asked, do: str) -> Asked:
    """After "add:G" (a row), "drop:G:R" or "group"; anything else leaves it as it is."""
    verb, _colon, place = do.partition(":")
    numbers = [int(one) for one in place.split(":") if one.isdecimal() and len(one) < 3]
    if verb == "group" and len(asked.groups) < MOST_GROUPS:
        asked.groups.append(Rows())
    if not numbers or numbers[0] >= len(asked.groups):
        return asked
    rows = asked.groups[numbers[0]].rows
    if verb == "add" and len(rows) < MOST_ROWS:
        rows.append(Row())
    if verb == "drop" and len(numbers) == 2 and numbers[1] < len(rows):
        del rows[numbers[1]]
        asked.groups = [group for group in asked.groups if group.rows] or [Rows()]
    return asked


def where(asked: Asked) -> dict[str, Any] | None:
    """As plain conditions; rows without a field are left out. None without any. Invalid for broken text."""
    if asked.raw:
        try:
            return dict(json.loads(asked.raw))
        except (ValueError, TypeError, RecursionError):
            raise Invalid(fields={"raw": [_("This is not JSON.")]}) from None
    groups = [{group.joint: [_plain(row) for row in group.rows if row.field]} for group in asked.groups]
    filled = [group for group in groups if any(group.values())]
    if len(filled) < 2:
        return filled[0] if filled else None
    return {asked.joint: filled}


def _rows(group: Group) -> Rows:
    leaves = [part for part in group.parts if isinstance(part, Leaf)]
    return Rows(group.joint, [Row(leaf.field.key, leaf.op, _texts(leaf.value)) for leaf in leaves])


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, tuple) else [str(value)]


def _sent_rows(given: QueryDict, group: int, known: Known) -> list[Row]:
    rows = []
    for number in range(MOST_ROWS):
        name = f"g{group}r{number}-"
        if f"{name}field" in given:
            one = known(given.get(f"{name}field", ""))
            op, value = given.get(f"{name}op", ""), given.getlist(f"{name}value")[:60]
            if one and (op not in conditions.operators(one) or given.get(f"{name}was") != one.key):
                op, value = conditions.operators(one)[0], []
            rows.append(Row(one.key if one else "", op, value))
    return rows or [Row()]


def _plain(row: Row) -> dict[str, Any]:
    bare: dict[str, Any] = {"field": row.field, "op": row.op}
    if row.op in BARE:
        return bare
    is_many = row.op in ("is", "is_not", "any", "all", "none") and _is_picked(row.field)
    return bare | {"value": row.value if is_many else (row.value[0] if row.value else "")}


def _is_picked(key: str) -> bool:
    one = conditions.field_or_before(key)
    return one is not None and one.kind in (conditions.Kind.CHOICE, conditions.Kind.TAGS)


def _joint(text: str) -> str:
    return "any" if text == "any" else "all"
