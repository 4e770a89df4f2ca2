"""What was found for the organization's own fields, as the triage panel and its menus take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.desk import selectors as desk
from core.desk.fields.options import option

if TYPE_CHECKING:
    from ai.selectors.panel import Detail
    from core.desk.models import Field

FIELD = "details-"  # and the key: how forms and menus call one
SOURCES = {
    "pattern": gettext_lazy("Fits your pattern."),
    "list": gettext_lazy("Stands in your list."),
    "number": gettext_lazy("Named in the message."),
    "model": gettext_lazy("Named by the model."),
}


def line(row: Detail) -> dict[str, Any]:
    """One line of the panel."""
    field = desk.field(row.key)
    quotes = [one["quote"] for one in row.quotes]
    others = _("There is more than one: %(values)s.") % {"values": ", ".join(quotes)} if quotes[1:] else ""
    said = f"“{quotes[0]}”" if quotes and not others else others
    return {
        "field": f"{FIELD}{row.key}",
        "label": row.label,
        "value": words(field, row.value),
        "confidence": row.confidence,
        "reason": " ".join(part for part in (str(SOURCES.get(row.source, row.reason)), said) if part),
        "quotes": [one for one in row.quotes if one["start"] is not None],
        "corrected_by": row.corrected_by or None,
        "is_by_person": row.is_by_person,
        "was": words(field, row.was) if row.corrected_by and row.was != row.value else None,
        "is_proposal": not row.applied,
        "given": "" if row.applied else str(row.value or ""),
    }


def words(field: Field, value: Any) -> str:
    """The value as people read it: of options their labels."""
    if value is None:
        return ""
    keys = value if isinstance(value, list) else [value]
    return ", ".join(str((option(field.options, key) or {}).get("label", key)) for key in keys)


def offered(row: Detail) -> Iterable[tuple[str, str]]:
    """(value, words) to choose from: the field's options, or what was found."""
    field = desk.field(row.key)
    if field.options:
        return [(one["key"], one["label"]) for one in field.options if not one.get("is_hidden")]
    others = [one["quote"] for one in row.quotes[1:]] if field.kind == field.Kind.TEXT else []
    values = dict.fromkeys(str(one) for one in (row.value, row.was, *others) if one is not None)
    return [(value, value) for value in values]
