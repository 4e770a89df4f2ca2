"""What is masked, and where it stands in a text: the one place that decides, for the pipeline and for tools.

CARD, SECRET and IBAN are always masked. The other kinds can be switched off, and an organization may add
patterns of its own. Names and postal addresses are not found by patterns: the product says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ai.text import patterns
from ai.text.plain import plain

ALWAYS = frozenset({"CARD", "SECRET", "IBAN"})
OPTIONAL = ("EMAIL", "PHONE", "NATID", "IP")
BY_DEFAULT = ALWAYS | set(OPTIONAL)
RESTORABLE = frozenset({"EMAIL", "PHONE"})
PLACEHOLDER = re.compile(r"\[\[([A-Z][A-Z0-9_]{1,23})_(\d{1,4})\]\]")
MOST_OWN = 500  # values of one pattern in one text; behind them all is masked
ECHOING = frozenset({"SECRET", "NATID"})
SHORTEST_ECHO = 6  # characters; "1234" stands everywhere
MOST_ECHOED = 50
_TAKEN = "\ufffc"  # stands for what an earlier kind took; no form fits over it

Finder = Callable[[str], Iterator[tuple[int, int]]]
# The order is the priority: what an earlier kind took, a later one does not see.
_FINDERS: tuple[tuple[str, Finder], ...] = (
    ("SECRET", patterns.secrets),
    ("IBAN", patterns.ibans),
    ("CARD", patterns.cards),
    ("EMAIL", patterns.emails),
    ("IP", patterns.addresses),
    ("NATID", patterns.national_ids),
    ("PHONE", patterns.phones),
)
_FIRST, _REST = _FINDERS[:3], _FINDERS[3:]
_NUMBERS = frozenset({"IBAN", "CARD", "IP", "NATID", "PHONE"})  # none without a digit
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Own:
    """A pattern of the organization, compiled by RE2. Its first group is masked if it has one."""

    kind: str
    pattern: Any
    restorable: bool = False

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        for count, found in enumerate(self.pattern.finditer(text)):
            if count == MOST_OWN:  # rather too much than a value that leaves
                yield found.start(), len(text)
                return
            yield found.span(1 if self.pattern.groups and found.group(1) is not None else 0)


@dataclass(frozen=True, slots=True)
class Masking:
    """What one organization has masked. kinds: switched on; ALWAYS is added."""

    kinds: frozenset[str] = BY_DEFAULT
    own: tuple[Own, ...] = ()

    def restores(self, kind: str) -> bool:
        """May a draft show the value again to the person who wrote it?"""
        return kind in RESTORABLE or any(own.kind == kind and own.restorable for own in self.own)

    def finders(self) -> Iterable[tuple[str, Finder]]:
        """Own patterns come after what is never shown and before what may be."""
        yield from _FIRST
        yield from ((own.kind, own.find) for own in self.own)
        yield from ((kind, find) for kind, find in _REST if kind in self.kinds)


DEFAULT = Masking()
STRICT_ONLY = Masking(frozenset())  # for the organization's own words: cards, accounts and secrets alone


@dataclass(frozen=True, slots=True)
class Span:
    """A value that is masked: offsets in the text as given, end exclusive."""

    start: int
    end: int
    kind: str


def spans(text: str, masking: Masking = DEFAULT, known: Sequence[tuple[str, str]] = ()) -> list[Span]:
    """All values to be masked, in order, without overlaps. Linear in the text.

    A secret is one wherever it stands: what its name gave away once is masked at every place.
    known: (kind, value) that the conversation gave away before.
    """
    read = plain(text)
    rest, found = read.text, list[Span]()
    has_digit = _DIGIT.search(rest) is not None
    for kind, find in masking.finders():
        if kind in _NUMBERS and not has_digit:
            continue
        taken = _apart(find(rest), rest)
        if kind in ECHOING:
            named = [rest[start:end] for start, end in taken]
            named += [value for of_kind, value in known if of_kind == kind]
            taken = _apart([*taken, *_echoes(rest, named)], rest)
        found += (Span(*read.original(start, end), kind) for start, end in taken)
        rest = _without(rest, taken)
    return sorted(found, key=lambda span: span.start)


def _echoes(text: str, values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The other places of values that were named, as far as they are no ordinary short words."""
    for value in list(dict.fromkeys(values))[:MOST_ECHOED]:
        at = text.find(value) if len(value) >= SHORTEST_ECHO else -1
        while at >= 0:
            yield at, at + len(value)
            at = text.find(value, at + len(value))


def _apart(found: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start < end and (not kept or start >= kept[-1][1]) and _TAKEN not in text[start:end]:
            kept.append((start, end))
    return kept


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    if not taken:
        return text
    pieces, at = [], 0
    for start, end in taken:
        pieces += [text[at:start], _TAKEN * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
