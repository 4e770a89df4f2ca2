"""What a condition compares with: checked once, stored plain, so that JSON holds it and people read it.

Choices and tags are tuples of texts. Numbers are whole. Moments are ISO texts in UTC; spans of time are
texts such as "90m", "12h", "3d".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext as _

from core.tickets.conditions.fields import Field, Kind
from tenants.kernel.text import storable

MOST_VALUES = 50
LONGEST = 200
LARGEST = 1_000_000
MOST_DAYS = 3_650
SPAN = re.compile(r"([1-9]\d{0,6})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SPANS = ("last", "older", "next")


def checked(field: Field, op: str, value: Any) -> Any:
    """The value as it is kept. Raises ValueError with a sentence for people."""
    if field.kind is Kind.MOMENT:
        return _span(value) if op in SPANS else _moment(value)
    return _CHECKS[field.kind](field, value)


def span(text: str) -> timedelta:
    """ "3d" as a length of time."""
    found = SPAN.fullmatch(text)
    assert found, text  # was checked when it was written
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _choices(field: Field, value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    texts = tuple(dict.fromkeys(_text(field, one) for one in given if one not in (None, "")))
    if not texts:
        raise ValueError(_("choose at least one value."))
    if len(texts) > MOST_VALUES:
        raise ValueError(_("choose at most 50 values."))
    if field.ids and not all(_is_id(one) or one in field.also for one in texts):
        raise ValueError(_("“%(field)s” is compared with ids.") % {"field": field.key})
    return texts


def _number(field: Field, value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,7}", text) or abs(int(text)) > LARGEST:
        raise ValueError(_("give a whole number."))
    return int(text)


def _flag(field: Field, value: Any) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    answer = words.get(str(value).strip().lower())
    if answer is None:
        raise ValueError(_("answer with yes or no."))
    return answer


def _text(field: Field, value: Any) -> str:
    if isinstance(value, list | tuple | dict):
        raise ValueError(_("give one text."))
    text = storable(str(value)).strip()
    if not text:
        raise ValueError(_("say what to look for."))
    if len(text) > LONGEST:
        raise ValueError(_("it is longer than 200 characters."))
    return text


def _span(value: Any) -> str:
    text = str(value).strip().lower().replace(" ", "")
    if not SPAN.fullmatch(text) or span(text) > timedelta(days=MOST_DAYS):
        raise ValueError(_("give a span of time such as 90m, 12h or 3d, ten years at most."))
    return text


def _moment(value: Any) -> str:
    """A date is its first moment in the zone of who writes it."""
    text = str(value).strip()
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
    except ValueError:
        at = day = None
    if at is None and day is None:
        raise ValueError(_("give a date such as 2026-01-31, or a time such as 2026-01-31T09:00Z."))
    at = at or datetime.combine(cast("date", day), time())
    aware = at if at.tzinfo else make_aware(at, get_current_timezone())
    try:
        return aware.astimezone(UTC).isoformat()
    except OverflowError:  # at the ends of the calendar
        raise ValueError(_("give a year between 1 and 9999.")) from None


def _day(field: Field, value: Any) -> str:
    try:
        day = parse_date(str(value).strip())
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("give a date such as 2026-01-31."))
    return day.isoformat()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


_CHECKS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.CHOICE: _choices,
    Kind.TAGS: _choices,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.TEXT: _text,
}
