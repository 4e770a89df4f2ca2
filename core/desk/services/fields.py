"""The organization's own fields of tickets: create, change, put in order, remove while nothing holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from core.audit import trail
from core.desk import book, holders
from core.desk.events import DeskArranged
from core.desk.fields import definition
from core.desk.models import Field, SavedView
from core.desk.services.rows import keep, remove
from tenants.events.bus import publish
from tenants.kernel import wordings
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

FIELD_LIMIT = 60  # what a form, and a prompt of triage, can carry


FOR_CUSTOMERS = ("customer_sees", "customer_asks")


class TooManyFields(Conflict):
    """data: limit."""

    code = "field.limit"
    sentence = "At most {limit} fields. Remove one that nobody uses first."


class FieldInUse(Conflict):
    """data: field (key), label, tickets."""

    code = "field.in_use"
    sentence = "“{label}” is filled on {tickets} tickets. Hide it instead: they keep what they hold."


class FieldAsked(Conflict):
    """data: field (key), label, view. A list that asks for what is gone could not be shown to anybody."""

    code = "field.asked"
    sentence = "The view “{view}” asks for “{label}”. Change the view first, or hide the field."


class OptionInUse(Conflict):
    """data: field (key), option (key), label."""

    code = "field.option_in_use"
    sentence = "Tickets still hold the option “{label}”. Hide it instead of removing it."


@transaction.atomic
def save_field(row: Field | None, *, by: Actor, seen: int | None = None, **values: Any) -> Field:
    """Create (row None) or change. values: key, kind, label, label_in, help, options, rules, customer_sees,
    customer_asks, is_hidden, position.

    Key and kind of an existing one stay. Raises Stale, Invalid, TooManyFields, OptionInUse.
    """
    known = tuple(book.page.anew().fields)
    if row is None:
        if len(known) >= FIELD_LIMIT:
            raise TooManyFields(limit=FIELD_LIMIT)
        values.setdefault("position", len(known))
        values.setdefault("options", [])
        values["key"] = definition.key(values.get("key", ""))
    else:
        values = {name: value for name, value in values.items() if name not in ("key", "kind")}
    kind = row.kind if row else str(values.get("kind", ""))
    if kind == Field.Kind.PERSON and (asked := [name for name in FOR_CUSTOMERS if values.get(name)]):
        raise Invalid(fields={name: ["Customers are not shown who works here."] for name in asked})
    own = row.key if row else str(values.get("key", ""))
    if "label_in" in values:
        values["label_in"] = wordings.clean(
            values["label_in"], dict(settings.LANGUAGES), field="label_in", longest=definition.LONGEST_LABEL
        )
    if "options" in values:
        values["options"] = definition.options(values["options"], kind, dict(settings.LANGUAGES))
        _check_removed(row, values["options"])
    if "rules" in values:
        values["rules"] = definition.rules(values["rules"], own, [one.key for one in known])
    return keep(row or Field(), values, by=by, seen=seen)


@transaction.atomic
def delete_field(row: Field, *, by: Actor) -> None:
    """Deleting it again changes nothing. Raises FieldInUse, FieldAsked."""
    asked = f"field.{row.key}"
    if view := next((one for one in SavedView.objects.all() if _names(one.filters, asked)), None):
        raise FieldAsked(field=row.key, label=row.label, view=view.name)
    if tickets := holders.count(row.key):
        raise FieldInUse(field=row.key, label=row.label, tickets=tickets)
    remove(row, by=by)


@transaction.atomic
def order_fields(keys: Sequence[str], *, by: Actor) -> None:
    """Put them in this order; fields that are not named come after them, as they were."""
    rows = {row.key: row for row in Field.objects.select_for_update()}
    named = [key for key in dict.fromkeys(keys) if key in rows]
    before = list(rows)
    after = [*named, *(key for key in before if key not in named)]
    if after == before:
        return
    for position, key in enumerate(after):
        rows[key].position = position
    Field.objects.bulk_update(rows.values(), ["position"])
    trail.record("field.ordered", on=rows[after[0]], by=by, before={"order": before}, after={"order": after})
    publish(DeskArranged(kind="field", row_id=rows[after[0]].pk, by=by.ref))
    book.page.changed()


def _names(filters: Any, asked: str) -> bool:
    """Is this word a name, or a value, anywhere in a view's filters?"""
    if isinstance(filters, dict):
        return asked in filters or any(_names(one, asked) for one in filters.values())
    if isinstance(filters, list):
        return any(_names(one, asked) for one in filters)
    return bool(filters == asked)


def _check_removed(row: Field | None, options: list[dict[str, Any]]) -> None:
    if row is None:
        return
    labels = {one["key"]: one["label"] for one in row.options}
    if key := holders.held(row.key, labels.keys() - {one["key"] for one in options}):
        raise OptionInUse(field=row.key, option=key, label=labels[key])
