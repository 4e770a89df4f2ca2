"""Where the words a value rests on stand in the message, as `Result.quotes` keeps it. Pure.

A quote that is not found in the message keeps its words and has no place.
"""

from __future__ import annotations

from typing import Any

from ai.contracts import DetailReading
from ai.services.facts import BETWEEN, Facts
from ai.text.places import place
from tenants.kernel.text import storable

WORDS = "words: "  # how a reason of the local engine begins that names single words
MOST = 5  # quotes of one value

Quote = dict[str, Any]


def of(evidence: str, reason: str, known: Facts) -> list[Quote]:
    """The quoted sentence, and the single words that the reason names. evidence: as the customer wrote it."""
    named = reason.rpartition(WORDS)[2].split(", ") if WORDS in reason else []
    found = [quote for word in named if (quote := _placed(word, known))["start"] is not None]
    quotes = [*([_placed(evidence, known)] if evidence.strip() else []), *found]
    return [one for number, one in enumerate(quotes) if one not in quotes[:number]][:MOST]


def of_detail(found: DetailReading, known: Facts) -> list[Quote]:
    """Its own place, and the places of further values that may be meant."""
    return [*_of_value(found, known), *(_placed(value, known) for value in found.others)][:MOST]


def _of_value(found: DetailReading, known: Facts) -> list[Quote]:
    if found.start is None:
        return [_placed(found.quote, known)]
    if found.where == "subject":
        return [_quote(found.quote, (found.start, found.start + len(found.quote)), "subject")]
    before = 0
    for piece in known.pieces:
        at = found.start - before
        if at < len(piece.text):
            return [_quote(found.quote, (at, at + len(found.quote)), "text", piece.message)]
        before += len(piece.text) + len(BETWEEN)
    return [_quote(found.quote, None)]


def _placed(words: str, known: Facts) -> Quote:
    """The newest message first: it is the one that was read."""
    words, pieces = words.strip(), known.pieces[::-1]
    texts = (*(piece.text for piece in pieces), known.letter.subject)
    if (found := place(words, *texts)) is None:
        return _quote(words, None)
    number, span = found
    shown = texts[number][slice(*span)]
    if number == len(pieces):
        return _quote(shown, span, "subject")
    return _quote(shown, span, "text", pieces[number].message)


def _quote(words: str, found: tuple[int, int] | None, where: str = "text", message: str = "") -> Quote:
    start, end = found or (None, None)
    return {"quote": storable(words)[:300], "start": start, "end": end, "in": where, "message": message}
