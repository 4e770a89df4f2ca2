"""What an organization looks for in messages: for each of its own ticket fields the way its value is found.

Kept in `ModelSettings.details`: [{"field": key, "kind", "pattern", "entries": [{"value", "names"}],
"examples"}], at most one per field. Entries of a field with options are its options, by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ai import book, options
from ai.contracts import DETAIL_KINDS
from ai.details.finding import finder
from ai.services.masking import settings_row
from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Field
from core.mail.ruling.patterns import BadPattern, compiled
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

MOST = 30
MOST_ENTRIES, MOST_NAMES, LONGEST_NAME = 500, 10, 80
MOST_EXAMPLES, LONGEST_EXAMPLE = 10, 200
FITTING = {  # the kinds of fields that can hold what is found
    "list": (Field.Kind.TEXT, *Field.WITH_OPTIONS),
    "amount": (Field.Kind.TEXT, Field.Kind.NUMBER),
    "date": (Field.Kind.TEXT, Field.Kind.DATE),
    "pattern": (Field.Kind.TEXT, Field.Kind.NUMBER),
}
NAMES_ONLY = (Field.Kind.TEXT,)


class BadDetail(Invalid):
    """data: fields."""

    code = "ai.detail_invalid"
    sentence = "Please check the marked fields."


class EnoughDetails(Conflict):
    """data: limit."""

    code = "ai.enough_details"
    sentence = "There can be {limit} details. Remove one to add another."


@transaction.atomic
def save_detail(
    field: str,
    *,
    by: Actor,
    kind: str,
    pattern: str = "",
    entries: Iterable[dict[str, Any]] = (),
    examples: Iterable[str] = (),
) -> dict[str, Any]:
    """Look for the field's value in this way from the next message on. Repeating it changes nothing.

    Raises NoSuchField, BadDetail, EnoughDetails.
    """
    row = checked(field, kind, pattern, entries, examples)
    kept = settings_row()
    before = next((one for one in kept.details if one["field"] == field), None)
    if before == row:
        return row
    if before is None and len(kept.details) >= MOST:
        raise EnoughDetails(limit=MOST)
    known = [row if one["field"] == field else one for one in kept.details]
    kept.details = known if before else [*known, row]
    kept.save(update_fields=["details"])
    trail.record("ai.detail_saved", on=kept, by=by, before=before, after=row)
    book.decided.changed()
    return row


@transaction.atomic
def remove_detail(field: str, *, by: Actor) -> None:
    """Look for it no more; tickets keep what was found. Twice is once."""
    kept = settings_row()
    before = next((one for one in kept.details if one["field"] == field), None)
    if before is None:
        return
    kept.details = [one for one in kept.details if one["field"] != field]
    kept.save(update_fields=["details"])
    trail.record("ai.detail_removed", on=kept, by=by, before=before)
    book.decided.changed()


def checked(
    field: str, kind: str, pattern: str, entries: Iterable[dict[str, Any]], examples: Iterable[str]
) -> dict[str, Any]:
    """The row as it is kept. field "": one not there yet, of any text. Raises NoSuchField, BadDetail."""
    holder = desk.field(field) if field else Field(key="", kind=Field.Kind.TEXT)
    wrong: dict[str, list[str]] = {}
    if kind not in DETAIL_KINDS:
        raise BadDetail(fields={"kind": [_("Choose how it is found.")]})
    if holder.kind not in FITTING.get(kind, NAMES_ONLY):
        wrong["kind"] = [_("The field “%(name)s” cannot hold this.") % {"name": holder.label}]
    row: dict[str, Any] = {
        "field": holder.key,
        "kind": kind,
        "pattern": storable(pattern).strip() if kind == "pattern" else "",
        "entries": _entries(holder, entries, wrong) if kind == "list" else [],
        "examples": [text for one in examples if (text := storable(str(one)).strip())],
    }
    if kind == "pattern" and (refusal := _why_no_pattern(row["pattern"])):
        wrong["pattern"] = [refusal]
    if refusal := "" if wrong else _why_not_examples(holder, row):
        wrong["examples"] = [refusal]
    if wrong:
        raise BadDetail(fields=wrong)
    return row


def _why_no_pattern(pattern: str) -> str:
    if not pattern:
        return _("Write the pattern.")
    try:
        found = compiled(pattern)
    except BadPattern as refusal:
        return str(refusal.message)
    if found.search("") is not None:
        return _("It fits where nothing stands; it would find nothing of use.")
    return ""


def _entries(
    holder: Field, given: Iterable[dict[str, Any]], wrong: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Cleaned and once each. Of a field with options the value may be an option's key or its label."""
    kept: dict[str, list[str]] = {}
    known = _options(holder)
    for number, one in enumerate(given, 1):
        value = one_line(storable(str(one.get("value", ""))), LONGEST_NAME)
        names = [one_line(storable(str(name)), LONGEST_NAME) for name in one.get("names") or ()]
        if known and (value := known.get(value.casefold(), "")) == "":
            wrong["entries"] = [_("Line %(number)d is none of the field’s options.") % {"number": number}]
        elif value:
            kept[value] = list(dict.fromkeys([*kept.get(value, ()), *filter(None, names)]))
    if not kept and not wrong:
        wrong["entries"] = [_("Write at least one name.")]
    if len(kept) > MOST_ENTRIES or any(len(names) > MOST_NAMES for names in kept.values()):
        wrong["entries"] = [_("At most 500 names, each with at most 10 others.")]
    return [{"value": value, "names": names} for value, names in kept.items()]


def _options(holder: Field) -> dict[str, str]:
    """{key or label in small letters: key} of a field with options."""
    if holder.kind not in Field.WITH_OPTIONS:
        return {}
    labels = {str(one["label"]).casefold(): str(one["key"]) for one in holder.options}
    return labels | {str(one["key"]).casefold(): str(one["key"]) for one in holder.options}


def _why_not_examples(holder: Field, row: dict[str, Any]) -> str:
    """Each example has to hold a value that is found."""
    examples: Sequence[str] = row["examples"]
    if len(examples) > MOST_EXAMPLES or any(len(text) > LONGEST_EXAMPLE for text in examples):
        return _("At most 10 examples of 200 characters.")
    ready = finder((options.detail(holder, row),))
    missed = next((text for text in examples if not ready.find("", text)), None)
    return _("Nothing is found in “%(text)s”.") % {"text": missed[:60]} if missed is not None else ""
