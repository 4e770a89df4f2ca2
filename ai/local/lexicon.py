"""Word lists compiled for one pass over a document.

Notation, items separated by blanks or new lines:
  refund      the word            refund*     any word with this beginning
  log_in      words in a row      not..work*  words in order, at most four others between
A list may be given per label; a document is walked once, in time linear in its tokens.
Scripts without blanks (Chinese, Japanese, Thai) match anywhere in the running text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ai.local.doc import _UNSPACED, Doc, Token, fold

GAP = 4  # words that may stand between two parts joined by ".."


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found in a document, with its place in the text."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    word: str
    prefix: bool
    gap: int  # words that may be skipped before this part

    def fits(self, norm: str) -> bool:
        return norm.startswith(self.word) if self.prefix else norm == self.word


class Lexicon:
    """Labels with their words; `find` yields every hit of a document in order of place."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._exact: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._prefix: dict[str, list[tuple[str, tuple[_Part, ...]]]] = {}
        self._running: list[tuple[str, str]] = []
        for label, items in lists.items():
            for item in items.split():
                self._add(label, item)
        self._sizes = sorted({len(key) for key in self._prefix})

    def _add(self, label: str, item: str) -> None:
        if _UNSPACED.search(item):
            self._running.append((item, label))
            return
        parts = _parse(item)
        if not parts[0].prefix:
            self._exact.setdefault(parts[0].word, []).append((label, parts))
        else:
            self._prefix.setdefault(parts[0].word[:3], []).append((label, parts))

    def find(self, doc: Doc) -> list[Hit]:
        """All hits, one per label and place, in order."""
        hits = {(hit.label, hit.start): hit for hit in self._walk(doc)}
        return sorted(hits.values(), key=lambda hit: (hit.start, hit.label))

    def _walk(self, doc: Doc) -> Iterator[Hit]:
        for place, token in enumerate(doc.tokens):
            norm = token.norm
            for label, parts in self._exact.get(norm, ()):
                if (end := _match(parts, doc.tokens, place)) is not None:
                    yield Hit(label, token.start, end)
            for size in self._sizes:
                for label, parts in self._prefix.get(norm[:size], ()):
                    if parts[0].fits(norm) and (end := _match(parts, doc.tokens, place)) is not None:
                        yield Hit(label, token.start, end)
        if doc.unspaced:
            for item, label in self._running:
                if (start := doc.text.find(item)) >= 0:
                    yield Hit(label, start, start + len(item))


def _parse(item: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for number, run in enumerate(item.split("..")):
        for place, word in enumerate(run.split("_")):
            prefix = word.endswith("*")
            gap = GAP if number and not place else 0
            parts.append(_Part(fold(word.rstrip("*")), prefix, gap))
    return tuple(parts)


def _match(parts: tuple[_Part, ...], tokens: tuple[Token, ...], place: int) -> int | None:
    """Where the last part ends, or None when the parts do not follow."""
    for part in parts[1:]:
        for step in range(1, part.gap + 2):
            at = place + step
            if at < len(tokens) and part.fits(tokens[at].norm):
                place = at
                break
        else:
            return None
    return tokens[place].end
