"""Names of a list in a text: whole words, upper case and accents alike, the longest name first.

A tree of words, walked once over the text: what it costs does not grow with the number of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ai.details.hits import MOST_HITS, SURE, Hit
from ai.local.doc import _TOKEN, _UNSPACED, fold

LONGEST_NAME = 12  # words
_GAP = re.compile(r"[ \t\u00a0\-–_/&+'’,.]{0,3}|\s?\n\s?")
_END: Any = None  # key of a tree's node under which a name ends


class Word(NamedTuple):
    norm: str
    start: int
    end: int


class _Name(NamedTuple):
    """before, after: signs of the name that are no words, as "++" of "C++"."""

    value: str
    before: str
    after: str


def words(text: str) -> list[Word]:
    return [Word(fold(one[0][:64]), *one.span()) for one in _TOKEN.finditer(text)]


class Names:
    """entries: (value, its other names)."""

    def __init__(self, entries: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        self._tree: dict[Any, Any] = {}
        self._running: list[tuple[str, str]] = []  # (name in lower case, value) in scripts without blanks
        for value, others in entries:
            for name in (value, *others):
                self._add(name, value)
        self._running.sort(key=lambda pair: -len(pair[0]))

    def find(self, text: str, read: Sequence[Word]) -> Iterator[Hit]:
        """read: the text's words."""
        number = found = 0
        while number < len(read) and found < MOST_HITS:
            if hit := self._at(text, read, number):
                yield hit
                found += 1
                while number < len(read) and read[number].start < hit.end:
                    number += 1
            else:
                number += 1
        if self._running and found < MOST_HITS:
            yield from self._in_running(text)

    def value_of(self, name: str) -> str | None:
        """The value a name stands for, None for one that is not in the list."""
        name = name.strip()
        hit = next(self.find(name, words(name)), None)
        return hit.value if hit and (hit.start, hit.end) == (0, len(name)) else None

    def _add(self, name: str, value: str) -> None:
        if _UNSPACED.search(name):
            self._running.append((name.lower(), value))
            return
        read = words(name)[:LONGEST_NAME]
        if not read:
            return
        node = self._tree
        for word in read:
            node = node.setdefault(word.norm, {})
        signs = (name[: read[0].start].strip().lower(), name[read[-1].end :].strip().lower())
        ends = node.setdefault(_END, [])
        ends.append(_Name(value, *signs))
        ends.sort(key=lambda one: -len(one.before) - len(one.after))

    def _at(self, text: str, read: Sequence[Word], number: int) -> Hit | None:
        node, best = self._tree.get(read[number].norm), None
        last = number
        while node is not None:
            for name in node.get(_END, ()):
                if best_end := _ends(text, name, read[number].start, read[last].end):
                    best = Hit(name.value, read[number].start - len(name.before), best_end, SURE)
                    break
            last += 1
            if last >= len(read) or not _GAP.fullmatch(text, read[last - 1].end, read[last].start):
                break
            node = node.get(read[last].norm)
        return best

    def _in_running(self, text: str) -> Iterator[Hit]:
        lower = text.lower()
        if len(lower) != len(text):
            return
        for name, value in self._running:
            if (at := lower.find(name)) >= 0:
                yield Hit(value, at, at + len(name), SURE)


def _ends(text: str, name: _Name, start: int, end: int) -> int:
    """Where the name ends with its signs; 0 when they do not stand there."""
    before = text[max(0, start - len(name.before)) : start].lower()
    behind = text[end : end + len(name.after)].lower()
    return end + len(name.after) if (before, behind) == (name.before, name.after) else 0
