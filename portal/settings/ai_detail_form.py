"""One detail as a form and back: names of a list are lines, a new field is made where none was chosen."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai import selectors, services
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.rules import ARRANGE
from portal.ui.forms import Form
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused
from tenants.kernel.text import slug

FIELDS = ("field", "label", "kind", "pattern", "entries", "examples", "words")
KINDS = {
    "order": gettext_lazy("Order number"),
    "invoice": gettext_lazy("Invoice number"),
    "tracking": gettext_lazy("Tracking number"),
    "serial": gettext_lazy("Serial number"),
    "amount": gettext_lazy("Amount of money"),
    "date": gettext_lazy("Date"),
    "list": gettext_lazy("One of a list of names"),
    "pattern": gettext_lazy("A pattern of your own"),
}
HOLDERS = {"amount": "number", "date": "date", "list": "choice"}  # kind of a field made for it; else text
SHOWN = 3  # names told in the list


def kinds() -> list[tuple[str, str]]:
    return [(key, str(words)) for key, words in KINDS.items()]


def free_fields() -> list[tuple[str, str]]:
    """The organization's own fields nothing is looked for yet, and a new one."""
    taken = {one["field"] for one in selectors.details()}
    rows = [
        (one.key, one.label)
        for one in desk.fields()
        if one.key not in taken and one.kind not in ("person", "checkbox")
    ]
    return [("", _("A new field")), *rows]


def row(one: dict[str, Any]) -> dict[str, Any]:
    """A line of the list."""
    names = [entry["value"] for entry in one["entries"]]
    told = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
    return {
        "field": one["field"],
        "label": desk.field(one["field"]).label,
        "kind": KINDS[one["kind"]],
        "told": one["pattern"] or told,
        "is_pattern": one["kind"] == "pattern",
    }


def typed(one: dict[str, Any] | None, field: str = "") -> Form:
    """What is kept, as it is typed."""
    data = dict.fromkeys(FIELDS, "") | {"kind": "order", "field": field}
    if one:
        lines = [
            ": ".join(filter(None, [entry["value"], ", ".join(entry["names"])])) for entry in one["entries"]
        ]
        data |= {"field": one["field"], "kind": one["kind"], "pattern": one["pattern"]}
        data |= {"entries": "\n".join(lines), "examples": "\n".join(one["examples"])}
    return Form(data)


def _line(value: str, names: list[str]) -> str:
    return f"{value}: {', '.join(names)}" if names else value


def save(one: dict[str, Any] | None, form: Form, by: Actor) -> str:
    """Returns the field's key. Raises what the services raise, with nothing written."""
    with transaction.atomic():
        field = one["field"] if one else form["field"] or _new_field(form, by)
        services.save_detail(field, by=by, **_wanted(form))
        return field


def unsaved(one: dict[str, Any] | None, form: Form) -> dict[str, Any]:
    """The row of the form, for trying it. A field that is not there yet is any text."""
    field = one["field"] if one else form["field"]
    return services.checked_detail(field, **_wanted(form))


def _wanted(form: Form) -> dict[str, Any]:
    lines = [line.partition(":") for line in form["entries"].splitlines() if line.strip()]
    entries = [
        {"value": value.strip(), "names": [one.strip() for one in names.split(",") if one.strip()]}
        for value, _colon, names in lines
    ]
    return {
        "kind": form["kind"],
        "pattern": form["pattern"],
        "entries": entries,
        "examples": [line for line in form["examples"].splitlines() if line.strip()],
    }


def _new_field(form: Form, by: Actor) -> str:
    if not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)
    label, kind = form["label"].strip()[:80], form["kind"]
    if not label:
        raise Invalid(fields={"label": [_("Give the new field a name.")]})
    values: dict[str, Any] = {"key": _key(label), "kind": HOLDERS.get(kind, "text"), "label": label}
    if values["kind"] == "choice":
        values["options"] = [{"label": entry["value"]} for entry in _wanted(form)["entries"]]
        if not values["options"]:
            raise Invalid(fields={"entries": [_("Write at least one name.")]})
    return arranging.save_field(None, by=by, **values).key


def _key(label: str) -> str:
    """order_number of "Order number"; names in other scripts get a number."""
    base = re.sub(r"^[^a-z]+", "", slug(label, 36).replace("-", "_")) or "detail"
    taken = {one.key for one in desk.fields(hidden=True)}
    return next(key for key in (base, *(f"{base}_{number}" for number in range(2, 100))) if key not in taken)
