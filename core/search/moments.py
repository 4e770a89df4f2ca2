"""Times as people type them into the box: `>now-1h`, `<2026-01-31`, `today`, `last 7d`; as conditions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tenants.kernel import clock

Part = dict[str, Any]
_NOW = re.compile(r"now(?:(?P<sign>[+-])(?P<count>[1-9]\d{0,4})(?P<unit>[mhdw]))?")
_SPAN = re.compile(r"(?P<count>[1-9]\d{0,4})(?P<unit>[mhdw])")
_COMPARED = re.compile(r"(?P<op>[<>]=?)?(?P<rest>.*)", re.DOTALL)


def compared(value: str) -> tuple[str, str]:
    """(">" | "<" | ">=" | "<=" | "", what it is compared with)."""
    found = _COMPARED.fullmatch(value)
    assert found  # anything matches
    return found["op"] or "", found["rest"].strip()


def part_of(key: str, value: str, *, is_denied: bool, can_miss: bool) -> Part:
    """One condition about the moment `key`. ValueError with a sentence."""
    op, rest = compared(value)
    rest = rest.lower() if not re.search(r"\dT\d", rest) else rest
    if can_miss and rest in ("none", "any") and not op:
        return _leaf(key, "empty" if (rest == "none") != is_denied else "filled")
    if rest in ("late", "over", "past") and not op:
        return _leaf(key, "past") if not is_denied else _leaf(key, "after", clock.now().isoformat())
    is_later = (op or ">")[0] == ">"
    if found := _SPAN.fullmatch(rest):  # created:3d, created:<3d: within the last three days, or before
        return _leaf(key, "last" if is_later != is_denied else "older", _length(found))
    if found := _NOW.fullmatch(rest):
        return _around_now(key, found, is_later=is_later != is_denied)
    if not op and (day := _day(rest)):
        return _of_day(key, day, is_denied)
    return _leaf(key, "after" if is_later != is_denied else "before", _exactly(rest, op))


def _around_now(key: str, found: re.Match[str], *, is_later: bool) -> Part:
    if not found["sign"]:
        return _leaf(key, "after" if is_later else "before", clock.now().isoformat())
    length = _length(found)
    if found["sign"] == "-":
        return _leaf(key, "last" if is_later else "older", length)
    if is_later:
        return _leaf(key, "after", (clock.now() + _delta(found)).isoformat())
    return {"any": [_leaf(key, "past"), _leaf(key, "next", length)]}


def _of_day(key: str, day: date, is_denied: bool) -> Part:
    following = (day + timedelta(days=1)).isoformat()
    if is_denied:
        return {"any": [_leaf(key, "before", day.isoformat()), _leaf(key, "after", following)]}
    return {"all": [_leaf(key, "after", day.isoformat()), _leaf(key, "before", following)]}


def _exactly(text: str, op: str) -> str:
    if day := _day(text):
        try:
            return (day + timedelta(days=1) if op in (">", "<=") else day).isoformat()
        except OverflowError:
            raise _wrong() from None
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise _wrong()
    return text


def _day(text: str) -> date | None:
    today = timezone.localdate(clock.now())
    if text in ("today", "yesterday", "tomorrow"):
        return today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[text])
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and date.min < day < date.max else None


def _length(found: re.Match[str]) -> str:
    count, unit = int(found["count"]), found["unit"]
    return f"{count * 7}d" if unit == "w" else f"{count}{unit}"


def _delta(found: re.Match[str]) -> timedelta:
    unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found["unit"]]
    return timedelta(**{unit: int(found["count"])})


def _leaf(key: str, op: str, value: str | None = None) -> Part:
    return {"field": key, "op": op} | ({"value": value} if value is not None else {})


def _wrong() -> ValueError:
    return ValueError(_("give a time such as >now-1h, >2026-01-31, today or 7d."))
