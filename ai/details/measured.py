"""Amounts of money and dates, in one spelling whatever the mail's: "1234.50 EUR", "2026-11-29"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from ai.details.hits import LIKELY, MOST_HITS, UNSURE, Hit, form, is_whole
from ai.details.words import CURRENCIES, MONTHS

_NUMBER = (
    r"([0-9]{1,3}(?:[.,'’ \x{a0}\x{202f}][0-9]{3}){1,4}(?:[.,][0-9]{1,2})?|[0-9]{1,12}(?:[.,][0-9]{1,2})?)"
)
_CURRENCY = "(" + "|".join(re.escape(word) for word in sorted(CURRENCIES, key=len, reverse=True)) + ")"
_AMOUNT = rf"(?:{_CURRENCY}\s?{_NUMBER}|{_NUMBER}\s?{_CURRENCY})"
_CENTS = re.compile(r"[.,](\d{1,2})$")
_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
_DAY, _YEAR = "([0-3]?[0-9])", "((?:19|20)[0-9]{2})"
_DAY_MONTH = rf"{_DAY}(?:\.|st|nd|rd|th|er|º)?\s{{0,2}}(?:of |de )?{_MONTH}\.?,?\s{{1,2}}(?:de )?{_YEAR}"
_MONTH_DAY = rf"{_MONTH}\.?\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}"
_ISO = rf"{_YEAR}[-/.]([01]?[0-9])[-/.]{_DAY}"
_FIGURES = rf"{_DAY}([./-]){_DAY}[./-]{_YEAR}"


def amounts(text: str) -> Iterator[Hit]:
    for found in islice(form(_AMOUNT).finditer(text), MOST_HITS):
        before, number, figure, behind = found.groups()
        start, end = found.span()
        if is_whole(text, start, end):
            currency = CURRENCIES[(before or behind).lower()]
            yield Hit(f"{_plain(number or figure)} {currency}", start, end, LIKELY)


def dates(text: str) -> Iterator[Hit]:
    """A day in words or in ISO order is sure. 03/04/2026 is not: day first, unless that is no day."""
    for found in islice(form(_ISO).finditer(text), MOST_HITS):
        yield from _day(text, found, found.group(1), found.group(2), found.group(3))
    for found in islice(form(_DAY_MONTH).finditer(text), MOST_HITS):
        yield from _day(text, found, found.group(3), _month(found.group(2)), found.group(1))
    for found in islice(form(_MONTH_DAY).finditer(text), MOST_HITS):
        yield from _day(text, found, found.group(3), _month(found.group(1)), found.group(2))
    for found in islice(form(_FIGURES).finditer(text), MOST_HITS):
        one, sign, other, year = found.groups()
        is_american = int(other) > 12
        day, month = (other, one) if is_american else (one, other)
        open_ = sign != "." and int(one) <= 12 and int(other) <= 12 and one != other
        yield from _day(text, found, year, month, day, UNSURE if open_ else LIKELY)


def _day(text: str, found: Any, year: Any, month: Any, day: Any, sure: float = LIKELY) -> Iterator[Hit]:
    start, end = found.span()
    try:
        value = date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return
    if is_whole(text, start, end):
        yield Hit(value, start, end, sure)


def _month(word: str) -> int:
    return MONTHS[word.lower()]


def _plain(number: str) -> str:
    """'1234.50' of "1.234,50", "1,234.50", "1 234.5" and "1234,50"."""
    cents = _CENTS.search(number)
    whole = re.sub(r"\D", "", number[: cents.start()] if cents else number)
    return f"{int(whole)}.{cents[1]:0<2}" if cents else str(int(whole))
