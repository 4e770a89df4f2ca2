"""Many patterns looked for at once, most of them only by a word without which they cannot match.

Python tries every branch of an alternation at every letter of a text. Nearly all of our patterns need a
word that stands in no honest mail: looking for these words is a hundred times cheaper, and what holds none
of a pattern's words is not searched for it. The words come from the patterns themselves, so nothing that a
pattern finds is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Words = frozenset[str]
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT)


class _Part(NamedTuple):
    pattern: re.Pattern[str]
    words: Words  # one of them stands in whatever it matches; empty: nobody knows


class AnyOf:
    """As re.compile("(?:…)|(?:…)", re.IGNORECASE), to be searched in texts as NFKC leaves them."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._parts = [_Part(re.compile(one, re.IGNORECASE), needed(one)) for one in patterns]
        self._words: Words = frozenset().union(*(part.words for part in self._parts))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in the text; of several at one place that of the earlier pattern."""
        plain = folded(text)
        there = {word for word in self._words if word in plain}
        asked = (part for part in self._parts if not part.words or not there.isdisjoint(part.words))
        found = [match for part in asked if (match := part.pattern.search(text))]
        return min(found, key=lambda match: match.start(), default=None)


def needed(pattern: str) -> Words:
    """Folded words of which every match of the pattern holds at least one; empty when there are none."""
    return frozenset(map(folded, _best(_parser.parse(pattern, re.IGNORECASE)) or ()))


def folded(text: str) -> str:
    """What differs by case alone is equal afterwards, for `re` as well: it takes both Turkish i for i."""
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")


def _best(items: Iterable[tuple[Any, Any]]) -> Words | None:
    """Of what parts in a row ask for: the longest words, then the fewest."""
    asked: list[Words] = []
    run = ""
    for kind, what in items:
        if kind is code.LITERAL:
            run += chr(what)
            continue
        asked += [frozenset([run])] if run else []
        asked += [words] if (words := _of(kind, what)) else []
        run = ""
    asked += [frozenset([run])] if run else []
    return max(asked, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _of(kind: Any, what: Any) -> Words | None:
    if kind is code.BRANCH:
        return _union([_best(branch) for branch in what[1]])
    if kind is code.SUBPATTERN:
        return _best(what[3])
    if kind in _REPEATS and what[0] > 0:
        return _best(what[2])
    return None


def _union(branches: Sequence[Words | None]) -> Words | None:
    known = [words for words in branches if words]
    return frozenset().union(*known) if len(known) == len(branches) else None
