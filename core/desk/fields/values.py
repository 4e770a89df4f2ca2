"""What the value of a field may be: the one place that reads what people, programs and mail rules give.

A value is plain JSON: text, number (int or float), date ("2026-11-29"), choice and tree (key of an option),
multi (keys in the order of the options), person (primary key of a colleague), checkbox (bool). None: empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from core.desk.models_fields import Field
from tenants.kernel.text import storable

Value = str | int | float | bool | list[str] | None

LONGEST = 300  # characters of a text: a line that a list can show
LARGEST = Decimal(10) ** 12  # of a number, either way: floats keep it exact to the cent
PLACES = 4  # after the point
MOST_CHOSEN = 50
YES, NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,16}(?:[.,][0-9]{1,8})?|[.,][0-9]{1,8})")
_AMBIGUOUS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")


class BadValue(ValueError):
    """A value that the field cannot hold. code: for programs; sentence: for people."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


def clean(field: Field, raw: Any, was: Any = None) -> Value:
    """The value as the ticket keeps it; None when it is empty. Raises BadValue.

    was: what the ticket holds; options that were taken out of use since may stay.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READ[field.kind](field, raw, was)


def fits(field: Field, value: Any) -> bool:
    """Whether a stored value still is one of this field's, as it is defined now."""
    try:
        return clean(field, value, value) == value
    except BadValue:
        return False


def _text(field: Field, raw: Any, was: Any) -> Value:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise BadValue("not_text", _("Write a text."))
    flat = " ".join(storable(str(raw)).split())
    if len(flat) > LONGEST:
        raise BadValue("too_long", _("At most %(most)d characters.") % {"most": LONGEST})
    return flat or None


def _number(field: Field, raw: Any, was: Any) -> Value:
    """A comma may be the decimal mark; "1,234" could mean two numbers and is refused."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise BadValue("not_number", _("Write a number."))
    text = raw.strip().replace("\u2212", "-") if isinstance(raw, str) else ""
    if text and (not _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text)):
        raise BadValue("not_number", _("Write a number, as in 1234 or 1234.5."))
    try:
        number = round(Decimal(text.replace(",", ".") or str(raw)), PLACES)
    except (InvalidOperation, ValueError):
        raise BadValue("not_number", _("Write a number, as in 1234 or 1234.5.")) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise BadValue("number_range", _("The number is too large."))
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: Field, raw: Any, was: Any) -> Value:
    if isinstance(raw, datetime):
        raw = raw.date()
    try:
        day = raw if isinstance(raw, date) else date.fromisoformat(str(raw).strip()[:40])
    except ValueError:
        raise BadValue("not_date", _("Write a date, as in 2026-11-29.")) from None
    if not 1900 <= day.year <= 2200:
        raise BadValue("not_date", _("Write a year between 1900 and 2200."))
    return day.isoformat()


def _option(field: Field, raw: Any, was: Any) -> Value:
    key = storable(str(raw)).strip() if isinstance(raw, str) else ""
    held = was if isinstance(was, list) else [was]
    if not any(one["key"] == key and (not one.get("is_hidden") or key in held) for one in field.options):
        raise BadValue("no_option", _("Choose one of the options."))
    return key


def _options(field: Field, raw: Any, was: Any) -> Value:
    given = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple) or len(given) > MOST_CHOSEN:
        raise BadValue("no_option", _("Choose among the options."))
    chosen = {_option(field, one, was) for one in given if not (isinstance(one, str) and not one.strip())}
    return [one["key"] for one in field.options if one["key"] in chosen] or None


def _person(field: Field, raw: Any, was: Any) -> Value:
    """The shape alone: whether there is such a colleague is asked by who writes it."""
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdecimal() and len(text) < 16 and int(text)):
        raise BadValue("not_person", _("Choose a colleague."))
    return int(text)


def _checked(field: Field, raw: Any, was: Any) -> Value:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word not in (*YES, *NO):
        raise BadValue("not_yes_no", _("Say yes or no."))
    return word in YES


_READ: dict[str, Callable[[Field, Any, Any], Value]] = {
    Field.Kind.TEXT: _text,
    Field.Kind.NUMBER: _number,
    Field.Kind.DATE: _date,
    Field.Kind.CHOICE: _option,
    Field.Kind.TREE: _option,
    Field.Kind.MULTI: _options,
    Field.Kind.PERSON: _person,
    Field.Kind.CHECKBOX: _checked,
}
