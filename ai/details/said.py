"""Details a model names: kept only where the words really stand in what it was shown, and in the mail.

A model's word is a suggestion: it is less sure than any place that was found exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ai.contracts import NUMBERS, DetailOption, DetailReading, Letter
from ai.details.finding import Finder, Hidden, Where, finder, of_kind
from ai.details.hits import LONGEST, Hit
from ai.text.masking import PLACEHOLDER
from tenants.kernel.text import storable

SURE = 0.75
MOST_SAID = 50  # entries of an answer that are looked at


def readings(
    named: Any, masked: Letter, letter: Letter, options: tuple[DetailOption, ...]
) -> tuple[DetailReading, ...]:
    """named: [{key, value, quote}] as the model said it. What does not hold is dropped.

    masked: the letter as the model saw it; letter: as it came.
    """
    known, ready = {one.key: one for one in options}, finder(options)
    shown = PLACEHOLDER.sub("\n", f"{masked.subject}\n{masked.body}")
    hidden = Hidden({"subject": letter.subject, "body": letter.body})
    kept: dict[str, DetailReading] = {}
    for said in named[:MOST_SAID] if isinstance(named, list) else ():
        option = known.get(str(said.get("key"))) if isinstance(said, dict) else None
        if (
            option
            and option.key not in kept
            and (found := _reading(said, option, ready, shown, letter, hidden))
        ):
            kept[option.key] = found
    return tuple(kept.values())


def joined(
    exact: Sequence[DetailReading], said: Sequence[DetailReading], options: Sequence[DetailOption]
) -> tuple[DetailReading, ...]:
    """What was found exactly, and of the model's what was not; in the order of the options."""
    of_key = {one.key: one for one in (*said, *exact)}
    return tuple(of_key[option.key] for option in options if option.key in of_key)


def _reading(
    said: dict[str, Any], option: DetailOption, ready: Finder, shown: str, letter: Letter, hidden: Hidden
) -> DetailReading | None:
    quote, value = (_words(said.get(name)) for name in ("quote", "value"))
    if option.kind != "list":
        quote = value
    kept = _value(option, value, ready)
    if not quote or quote not in shown or kept is None:
        return None
    places: list[tuple[Where, str]] = [("subject", letter.subject), ("body", letter.body)]
    where, start = next(((where, text.find(quote)) for where, text in places if quote in text), ("body", -1))
    if start < 0 or not hidden.lets(Hit(kept, start, start + len(quote), SURE), where):
        return None
    return DetailReading(option.key, kept, SURE, quote, "model", where, start)


def _value(option: DetailOption, value: str, ready: Finder) -> str | None:
    """As it is stored: of a list one of its values, of amounts and days our own spelling."""
    if option.kind == "list":
        return ready.names[option.key].value_of(value)
    if option.kind in ("amount", "date"):
        return next((hit.value for hit in of_kind(option.kind, value)), None)
    if option.kind in NUMBERS and not any(character.isdigit() for character in value):
        return None
    return value or None


def _words(said: Any) -> str:
    text = storable(said).strip() if isinstance(said, str) else ""
    return text if len(text) <= LONGEST and "\n" not in text else ""
