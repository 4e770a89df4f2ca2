"""Numbers by the words beside them: of orders, invoices, parcels and devices. RE2 finds, Python decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from ai.details.hits import LIKELY, MOST_HITS, SURE, UNSURE, Hit, form, is_whole
from ai.details.words import IS, NOUNS, NUMBER, OF, UNITS, VERB

_VALUE = r"([0-9A-Z](?:[0-9A-Z\-/_.]{0,38}[0-9A-Z])?)"
_TO_VALUE = rf"\s{{0,2}}{IS}?\s{{0,2}}[#(\"“]?\s?"
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(rf"\s?{UNITS}(?!\w)", re.IGNORECASE)
_STATED = re.compile(rf"\s{VERB}\s", re.IGNORECASE)
_SHORTEST, _SHORTEST_BARE = 3, 4  # characters of a value; digits of one that only follows the noun
_PARCEL = r"\b(1Z[0-9A-Z]{16}|[A-Z]{2}[0-9]{9}[A-Z]{2})\b"  # UPS; postal unions, with a check digit
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def find(kind: str, text: str) -> Iterator[Hit]:
    """The numbers of one kind, those with plain names first. Values as they stand."""
    named, bare = _forms(kind)
    for found in islice(named.finditer(text), MOST_HITS):
        if hit := _hit(text, found, SURE):
            yield hit
    if kind == "tracking":
        yield from _parcels(text)
    for found in islice(bare.finditer(text), MOST_HITS):
        if _is_name(text, found) and (hit := _hit(text, found, LIKELY)):
            yield hit


@lru_cache(maxsize=8)
def _forms(kind: str) -> tuple[Any, Any]:
    """Named ("order no. 4711", "numéro de commande : 4711", "order: 4711") and bare ("order 4711", "my order
    is AB-4711")."""
    noun = NOUNS[kind]
    named = rf"(?:{noun})[\s\-]{{0,2}}{NUMBER}|{NUMBER}\s{{1,2}}{OF}\s{{0,2}}(?:\pL{{1,8}}\s)?(?:{noun})"
    marked = rf"(?:{noun})\s{{0,2}}[:#№]"
    return form(rf"(?:{named}|{marked}){_TO_VALUE}{_VALUE}"), form(
        rf"(?:{noun})\s{{1,2}}(?:{VERB}\s{{1,2}})?[#(]?{_VALUE}"
    )


def _hit(text: str, found: Any, sure: float) -> Hit | None:
    """None for what is no number after all."""
    (start, end), value = found.span(1), found.group(1)
    begins_inside = found.start() and text[found.start() - 1].isalnum()
    if begins_inside or len(value) < _SHORTEST or not is_whole(text, start, end) or not _has_digit(value):
        return None
    return Hit(value, start, end, UNSURE if _DATE.fullmatch(value) else sure)


def _is_name(text: str, found: Any) -> bool:
    """Is the value behind a bare noun a name? In "order 20 pieces", "the bill is 4500" it is none."""
    value = found.group(1)
    if value.isdigit() and _STATED.search(text, found.start(), found.start(1)):
        return False
    digits = sum(character.isdigit() for character in value)
    if digits < _SHORTEST_BARE or _YEAR.fullmatch(value) or _DATE.fullmatch(value):
        return False
    return not _UNIT.match(text, found.span(1)[1])


def _has_digit(value: str) -> bool:
    return any(character.isdigit() for character in value)


def _parcels(text: str) -> Iterator[Hit]:
    for found in islice(form(_PARCEL).finditer(text), MOST_HITS):
        value = found.group(1)
        if is_whole(text, *found.span(1)) and (value[:2].upper() == "1Z" or _is_postal(value)):
            start, end = found.span(1)
            yield Hit(value, start, end, SURE)


def _is_postal(value: str) -> bool:
    """Does the check digit of the universal postal union fit?"""
    digits = [int(character) for character in value[2:11]]
    left = 11 - sum(a * b for a, b in zip(digits, _WEIGHTS, strict=False)) % 11
    return digits[8] == {10: 0, 11: 5}.get(left, left)
