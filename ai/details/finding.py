"""All details of a message in one go. What must never be kept is never found: cards, accounts, secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal

from ai.contracts import DetailOption, DetailReading
from ai.details import lists, measured, numbers
from ai.details.hits import LONGEST, MOST_HITS, SURE, UNSURE, Hit
from ai.details.lists import Names, Word
from ai.text.masking import PLACEHOLDER, STRICT_ONLY, spans
from core.mail.ruling.patterns import BadPattern, compiled
from tenants.kernel.text import one_line, storable

LOOKED_AT = 50_000  # characters of a body in which details are looked for
HEARD = 0.8  # another value this sure makes it unclear which one is meant
MOST_OTHERS = 4
Where = Literal["subject", "body"]
_SOURCES = {"pattern": "pattern", "list": "list"}  # of other kinds: number
_Place = tuple[Hit, Where]


class Finder:
    """One organization's details, made ready once (`finder`)."""

    def __init__(self, options: Sequence[DetailOption]) -> None:
        self.options = tuple(options)
        self.names = {one.key: Names(one.entries) for one in options if one.kind == "list"}

    def find(self, subject: str, body: str) -> tuple[DetailReading, ...]:
        """At most one reading per detail; its first value is the surest one, the first of equals."""
        if not self.options:
            return ()
        texts: list[tuple[Where, str]] = [("subject", subject[:1_000]), ("body", body[:LOOKED_AT])]
        read = [lists.words(text) if self.names else [] for _, text in texts]
        found: dict[str, list[_Place]] = {}
        for (where, text), words in zip(texts, read, strict=True):
            for option in self.options:
                found.setdefault(option.key, []).extend(
                    (hit, where) for hit in self.hits(option, text, words)
                )
        plain = dict(texts)
        hidden = Hidden(plain) if any(found.values()) else None
        chosen = (
            _chosen(option, [one for one in found[option.key] if hidden and hidden.lets(*one)], plain)
            for option in self.options
        )
        return tuple(one for one in chosen if one is not None)

    def hits(self, option: DetailOption, text: str, words: Sequence[Word]) -> Iterator[Hit]:
        if option.kind == "pattern":
            return _by_pattern(option.pattern, text)
        if option.kind == "list":
            return self.names[option.key].find(text, words)
        return of_kind(option.kind, text)


@lru_cache(maxsize=64)
def finder(options: tuple[DetailOption, ...]) -> Finder:
    return Finder(options)


def of_kind(kind: str, text: str) -> Iterator[Hit]:
    """Numbers of a kind that we know."""
    if kind == "amount":
        return measured.amounts(text)
    return measured.dates(text) if kind == "date" else numbers.find(kind, text)


def _by_pattern(pattern: str, text: str) -> Iterator[Hit]:
    """The first named group, else the first group, else all of it. A pattern refused today finds nothing."""
    try:
        form = compiled(pattern)
    except BadPattern:
        return
    group = min(form.groupindex.values(), default=min(form.groups, 1))
    for found in islice(form.finditer(text), MOST_HITS):
        start, end = found.span(group)
        if start >= 0 and end - start <= LONGEST:
            yield Hit(one_line(storable(text[start:end]), LONGEST), start, end, SURE)


class Hidden:
    """Cards, accounts and secrets of a message, and placeholders typed into it: never kept as values."""

    def __init__(self, texts: dict[Where, str]) -> None:
        self._spans = {where: _spans(text) for where, text in texts.items()}
        named = (texts[where][start:end] for where, spans in self._spans.items() for start, end in spans)
        self._values = {same for value in named if (same := _bare(value))}

    def lets(self, hit: Hit, where: Where) -> bool:
        """May it be kept? A card's number is none elsewhere in the message either."""
        if not hit.value or len(hit.value) > LONGEST or _bare(hit.value) in self._values:
            return False
        return not any(hit.start < end and start < hit.end for start, end in self._spans[where])


def _spans(text: str) -> list[tuple[int, int]]:
    marks = [found.span() for found in PLACEHOLDER.finditer(text)] if "[[" in text else []
    return [*marks, *((span.start, span.end) for span in spans(text, STRICT_ONLY))]


def _bare(value: str) -> str:
    return "".join(character for character in value.casefold() if character.isalnum())


def _chosen(option: DetailOption, places: Iterable[_Place], texts: dict[Where, str]) -> DetailReading | None:
    ranked = sorted(places, key=lambda place: -place[0].sure)  # stable: the first of equals stays first
    if not ranked:
        return None
    hit, where = ranked[0]
    others = dict.fromkeys(
        one.value
        for one, _ in ranked
        if one.sure >= min(HEARD, hit.sure) and one.value.casefold() != hit.value.casefold()
    )
    return DetailReading(
        key=option.key,
        value=hit.value,
        confidence=min(hit.sure, UNSURE) if others else hit.sure,
        quote=texts[where][hit.start : hit.end],
        source=_SOURCES.get(option.kind, "number"),
        where=where,
        start=hit.start,
        others=tuple(others)[:MOST_OTHERS],
    )
