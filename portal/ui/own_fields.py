"""The organization's own fields as contexts of a page: a control for each kind, and its value in words.

Used by the desk and by the help centre; templates: components/own_fields.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core.desk import selectors as desk
from core.desk.fields.options import depth, option
from core.tickets.selectors.own_fields import OwnField
from portal.ui.forms import LONGEST, Form
from portal.ui.surroundings import language_of
from tenants.kernel import wordings

if TYPE_CHECKING:
    from core.desk.models import Field

Context = dict[str, Any]
PREFIX = "fields."
FEW = 6  # options that are shown at once; more of them are a list


def controls(
    request: HttpRequest,
    shown: Iterable[OwnField],
    typed: Mapping[str, Any] | None = None,
    people: Iterable[tuple[int, str]] = (),
) -> list[Context]:
    """Each as {key, name, kind, label, help, required, value, options, steers}.

    typed: {key: what was sent}, shown again instead of the values. people: [(id, name)] to choose from.
    """
    words = Words(request)
    steering = {key for one in desk.fields() for key in named_in_rules(one)}  # also for one that is not shown
    return [words.control(one, typed, people) | {"steers": one.field.key in steering} for one in shown]


def sent(request: HttpRequest, fields: Iterable[Field]) -> dict[str, Any]:
    """{key: what was typed} of the fields that the form had."""
    found: dict[str, Any] = {}
    for field in fields:
        name = PREFIX + field.key
        given = request.POST if request.method == "POST" else request.GET
        if name not in given:
            continue
        many = [each[:LONGEST] for each in given.getlist(name) if each]
        found[field.key] = many if field.kind == "multi" else (many[-1] if many else "")
    return found


def with_fields(form: Form, fields: Iterable[Field], typed: Mapping[str, Any]) -> Form:
    """The form with places for what is said about these fields; see Form.refused."""
    form.data |= {PREFIX + one.key: typed.get(one.key, "") for one in fields}
    return form


def named_in_rules(field: Field) -> set[str]:
    """Keys of the fields that its rules ask about."""
    facts = (one["fact"] for rule in field.rules for one in rule["conditions"])
    return {fact.removeprefix("field.") for fact in facts if fact.startswith("field.")}


class Words:
    """Labels and values in the reader's language."""

    def __init__(self, request: HttpRequest) -> None:
        self.language = language_of(request)
        self.own = request.tenant.language  # type: ignore[attr-defined]

    def label(self, thing: Any) -> str:
        """Of a field, or of an option."""
        text, others = (
            (thing["label"], thing.get("label_in") or {})
            if isinstance(thing, Mapping)
            else (thing.label, thing.label_in)
        )
        return wordings.picked(text, others, self.language, self.own)

    def value(self, field: Field, value: Any, names: Mapping[int, str] | None = None) -> str:
        """As people read it; "" when it is empty. names: of colleagues."""
        if value is None:
            return ""
        if field.kind == "checkbox":
            return _("Yes") if value else _("No")
        if field.kind == "number":
            return number_format(value, use_l10n=True)
        if field.kind == "date":
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        if field.kind == "person":
            return (names or {}).get(value) or _("Somebody who left")
        if field.kind in field.WITH_OPTIONS:
            keys = value if isinstance(value, list) else [value]
            return ", ".join(self._option(field, key) for key in keys)
        return str(value)

    def control(
        self, one: OwnField, typed: Mapping[str, Any] | None, people: Iterable[tuple[int, str]]
    ) -> Context:
        field = one.field
        value = one.value if typed is None else typed.get(field.key)
        return {
            "key": field.key,
            "name": PREFIX + field.key,
            "kind": field.kind,
            "label": self.label(field),
            "help": field.help,
            "required": one.standing.required,
            "value": _as_typed(value),
            "options": self._options(field, value, people),
            "few": len(field.options) <= FEW,
        }

    def _options(self, field: Field, value: Any, people: Iterable[tuple[int, str]]) -> list[Context]:
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        if field.kind == "person":
            return [{"value": pk, "words": name, "on": str(pk) in chosen, "depth": 0} for pk, name in people]
        return [
            {
                "value": one["key"],
                "words": self.label(one),
                "on": one["key"] in chosen,
                "depth": depth(field.options, one["key"]),
            }
            for one in field.options
            if not one.get("is_hidden") or one["key"] in chosen
        ]

    def _option(self, field: Field, key: str) -> str:
        found = option(field.options, key)
        return self.label(found) if found else key


def _as_typed(value: Any) -> Any:
    """For an input: yes and no as the words that are sent, empty as nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
