"""What was tried and what was decided, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.desk import selectors as desk
from portal.ui.words import PRIORITIES, SENTIMENTS, language_name

if TYPE_CHECKING:
    from ai.models import Replay

Words = Callable[[str, Any], str]


def title_of(row: Replay) -> str:
    """One line."""
    change = row.change
    if row.kind == "guidance":
        return _("Guidance: %(text)s") % {"text": change["text"]} if change["text"] else _("No guidance")
    if row.kind == "categories":
        return _("Categories: %(names)s") % {"names": ", ".join(_edited(edit) for edit in change["edits"])}
    if change["provider"] == "local":
        return _("The built-in engine alone")
    return f"{change['model']} · {change['name']}"


def change_of(row: Replay) -> dict[str, Any]:
    """What is tried, side by side with what stood then."""
    change = row.change
    return {
        "text": change.get("text"),
        "was": change.get("was", ""),
        "is_local": change.get("provider") == "local",
        "edits": [_edit(edit) for edit in change.get("edits", ())],
    }


def words_of(row: Replay) -> Words:
    """How a stored value reads; new categories by the name they would have."""
    names = {one.key: one.name for one in desk.categories()}
    names |= {edit["key"]: edit["name"] for edit in row.change.get("edits", ()) if "name" in edit}

    def word(field: str, value: Any) -> str:
        if field == "tags":
            return ", ".join(value) or _("none")
        if field == "escalation":
            return _("Advised") if value else _("Not needed")
        if field == "language":
            return _("not recognised") if value == "und" else language_name(str(value))
        if field == "category":
            return names.get(value) or (_("Other") if value == "other" else str(value))
        known = PRIORITIES.get(value) or SENTIMENTS.get(value, ("", value))[1]
        return str(known)

    return word


def _edited(edit: dict[str, Any]) -> str:
    return str(edit.get("was") or edit.get("name") or edit["key"])


def _edit(edit: dict[str, Any]) -> dict[str, Any]:
    kind = "new" if edit.get("is_new") else "gone" if edit.get("is_gone") else "changed"
    return {
        "kind": kind,
        "name": _edited(edit),
        "new_name": edit.get("name", "") if kind == "changed" else "",
        "description": edit.get("description", ""),
    }
