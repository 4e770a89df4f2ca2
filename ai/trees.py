"""Another category tree than the one in use: edits of it, and the options triage would choose from then.

A draft is a list of edits, one per category it touches: {"key", "is_new"?, "is_gone"?, "name"?,
"description"?, "parent"?}. Nothing here writes; ai.services.going_live makes it real.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ai import options
from ai.contracts import OTHER, CategoryOption
from core.desk.rules import CATEGORY_LIMIT
from tenants.kernel import ids
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, slug, storable

Edit = dict[str, Any]
Tree = tuple[CategoryOption, ...]
LONGEST_NAME, LONGEST_DESCRIPTION = 80, 400  # as core.desk.Category
MOST_EDITS = 200


class BadTree(Invalid):
    """data: fields, {"categories": [sentence]}."""

    code = "ai.tree_invalid"
    sentence = "These categories cannot be tried."


def drafted(wanted: Sequence[Mapping[str, Any]], tree: Tree) -> list[Edit]:
    """What of `wanted` really changes the tree, checked. Raises BadTree.

    wanted: {"key"} of one there is with "name", "description" or "remove": true; without a key a new one,
    with "name", "description", "parent" (the key of a group).
    """
    known, edits = {one.key: one for one in tree}, dict[str, Edit]()
    for each in wanted[:MOST_EDITS]:
        key = str(each.get("key") or "")
        if key and key not in known:
            raise _bad(_("There is no category “%(key)s”.") % {"key": key[:60]})
        edit = _of_known(known[key], each) if key else _new(each, known, edits)
        if edit:
            edits[edit["key"]] = edit
    after = applied(list(edits.values()), tree)
    _check(list(edits.values()), after)
    return list(edits.values())


def applied(edits: Sequence[Edit], tree: Tree) -> Tree:
    """The tree as it would be."""
    by_key = {edit["key"]: edit for edit in edits}
    kept = [_edited(one, by_key.get(one.key, {})) for one in tree if not _is_gone(by_key.get(one.key))]
    added = [
        CategoryOption(edit["key"], edit["name"], edit["description"], parent=edit["parent"])
        for edit in edits
        if edit.get("is_new")
    ]
    return (*kept, *added)


def mark(tree: Tree) -> str:
    """Two trees with the same mark are the same for triage."""
    plain = [[one.key, one.name, one.description, one.parent, one.examples] for one in tree]
    return hashlib.sha256(json.dumps(sorted(plain, key=lambda row: str(row[0]))).encode()).hexdigest()


def packed(tree: Tree) -> list[dict[str, Any]]:
    """As JSON, for a row that remembers it."""
    names = ("key", "name", "description", "parent", "examples", "counterexamples")
    return [{name: getattr(one, name) for name in names} for one in tree]


def unpacked(rows: Sequence[Mapping[str, Any]]) -> Tree:
    lists = ("examples", "counterexamples")
    return tuple(CategoryOption(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows)


def _of_known(option: CategoryOption, each: Mapping[str, Any]) -> Edit:
    if each.get("remove"):
        return {"key": option.key, "is_gone": True, "was": option.name}
    said: Edit = {}
    if "name" in each and (name := _name(each)) != option.name:
        said["name"] = name
    if "description" in each and (description := _description(each)) != option.description:
        said["description"] = description
    return {"key": option.key, "was": option.name} | said if said else {}


def _new(each: Mapping[str, Any], known: Mapping[str, CategoryOption], edits: Mapping[str, Edit]) -> Edit:
    name, description, parent = _name(each), _description(each), str(each.get("parent") or "") or None
    if not name and not description:
        return {}
    if parent and (parent not in known or known[parent].parent):
        raise _bad(_("Categories have two levels: choose a group."))
    base = slug(name, 50) or f"c-{ids.token(4).lower().replace('_', '-')}"
    taken = base in known or base in edits
    key = f"{base}-{ids.token(3).lower().replace('_', '-')}" if taken else base
    return {"key": key, "is_new": True, "name": name, "description": description, "parent": parent}


def _check(edits: list[Edit], after: Tree) -> None:
    if not edits:
        raise _bad(_("Nothing is changed yet."))
    if any(edit["key"] == OTHER and edit.get("is_gone") for edit in edits):
        raise _bad(_("“Other / unclear” has to stay: triage uses it rather than guess."))
    if any(not edit["name"] for edit in edits if "name" in edit):
        raise _bad(_("A category needs a name."))
    keys = {one.key for one in after}
    if any(one.parent and one.parent not in keys for one in after):
        raise _bad(_("A group can be removed only with all that is in it."))
    if len(options.leaves(after)) > CATEGORY_LIMIT or len(options.leaves(after)) < 2:
        raise _bad(_("There can be 2 to %(limit)d categories.") % {"limit": CATEGORY_LIMIT})


def _edited(option: CategoryOption, edit: Mapping[str, Any]) -> CategoryOption:
    return replace(option, **{name: edit[name] for name in ("name", "description") if name in edit})


def _is_gone(edit: Mapping[str, Any] | None) -> bool:
    return bool(edit and edit.get("is_gone"))


def _name(each: Mapping[str, Any]) -> str:
    return one_line(storable(str(each.get("name") or "")), LONGEST_NAME).strip()


def _description(each: Mapping[str, Any]) -> str:
    text = storable(str(each.get("description") or "")).strip()
    if len(text) > LONGEST_DESCRIPTION:
        raise _bad(_("A description has %(most)d characters at most.") % {"most": LONGEST_DESCRIPTION})
    return text


def _bad(sentence: str) -> BadTree:
    return BadTree(fields={"categories": [sentence]})
