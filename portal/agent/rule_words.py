"""Conditions of rules in words, for lists and for the trace of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.automation.rules import tree_of
from core.tickets.conditions import Group, Leaf
from portal.agent import view_words
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refusal


def told(raw: Mapping[str, Any]) -> str:
    """In words; "" for every ticket."""
    try:
        return _group(tree_of(raw))
    except Refusal:
        return _("Something that can no longer be asked")


def leaf_told(leaf: Leaf) -> str:
    """ "Priority is High"."""
    names = (
        dict(view_words.picks(leaf.field, SYSTEM))
        if view_words.control(leaf.field, leaf.op) == "picks"
        else {}
    )
    given = leaf.value if isinstance(leaf.value, tuple) else () if leaf.value is None else (leaf.value,)
    values = _(" or ").join(_value(one, names) for one in given)
    return " ".join(filter(None, (str(leaf.field.label), str(view_words.WAYS[leaf.op]), values)))


def _value(one: Any, names: Mapping[str, str]) -> str:
    if isinstance(one, bool):
        return _("Yes") if one else _("No")
    return names.get(str(one), str(one))[:60]


def _group(tree: Group) -> str:
    joint = _(" and ") if tree.joint == "all" else _(" or ")
    return joint.join(
        f"({_group(part)})" if isinstance(part, Group) else leaf_told(part) for part in tree.parts
    )
