"""Which passages of the organization's own texts answer a mail.

Sources are cut into passages (a paragraph or a few sentences); passages and mails meet in
stems and in the concepts that bridge languages. TF-IDF by column (ai.local.sparse), built
once per set of sources.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ai.contracts import Source
from ai.local.doc import Doc, read
from ai.local.features import Vector
from ai.local.overlap import terms
from ai.local.sparse import stacked

TITLE = 0.55  # share of the title in a passage's score: titles are written as the question
PASSAGE = 420  # characters of one passage
PER_SOURCE = 40  # passages of one source
MOST_SOURCES = 2_000
CONCEPT_SHARE = 0.6  # concepts join neighbours too; plain words decide which article it is
_PARAGRAPH = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
_NEXT_ITEM = re.compile(r"\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)")
LIST = 1_200  # characters of a list that stays whole: half a list of steps misleads
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+")
_UNFIT = re.compile(r"\{\{|\{%|\[\[|\bXXX\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source, verbatim."""

    source: Source
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its score 0..1 and the share of the mail's rare words it holds."""

    passage: Passage
    score: float
    coverage: float


class SourceIndex:
    """Searchable sources; immutable, may be shared by threads."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)[:MOST_SOURCES]
        self.passages = tuple(passage for source in self.sources for passage in _passages(source))
        bodies = [_counts(read(passage.text[: PASSAGE * 3])) for passage in self.passages]
        titles = {source.id: _counts(read(_called(source))) for source in self.sources}
        spread = Counter(
            key for source in self.sources for key in _keys(source, titles, self.passages, bodies)
        )
        self._documents = max(1, len(self.sources))
        self._rarity = {key: math.log(1 + self._documents / number) + 0.3 for key, number in spread.items()}
        self._ids = {key: place for place, key in enumerate(sorted(spread))}
        self._bodies = stacked([self._vector(counts) for counts in bodies])
        self._titles = stacked([self._vector(titles[passage.source.id]) for passage in self.passages])

    def search(self, doc: Doc, limit: int = 6) -> list[Found]:
        """Best passages first, at most `limit`."""
        if not self.passages:
            return []
        counts = _counts(doc)
        query = self._vector(counts)
        scores = (1 - TITLE) * self._bodies.scores(query) + TITLE * self._titles.scores(query)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [
            Found(self.passages[place], min(1.0, float(scores[place])), self._coverage(counts, place))
            for place in order
            if scores[place] > 0
        ]

    def _vector(self, counts: dict[str, float]) -> Vector:
        known = sorted((self._ids[key], key) for key in counts if key in self._ids)
        columns = np.array([place for place, _ in known], np.int32)
        values = np.array([(1 + math.log(counts[key])) * self._weight(key) for _, key in known], np.float32)
        return Vector(columns, (values / (np.linalg.norm(values) or 1.0)).astype(np.float32))

    def _weight(self, key: str) -> float:
        return self._rarity.get(key, 0.0) * (CONCEPT_SHARE if key.startswith("c:") else 1.0)

    def _coverage(self, counts: dict[str, float], place: int) -> float:
        """Weight of the mail's words found in a passage or its title, unknown words counted as missing."""
        passage = self.passages[place]
        inside = set(_counts(read(f"{_called(passage.source)}\n{passage.text}")))
        missing = math.log(1 + self._documents) + 0.3
        weights = {
            key: self._weight(key) if key in self._ids else missing * 0.35
            for key in counts
            if not key.startswith("c:")
        }
        return sum(weight for key, weight in weights.items() if key in inside) / (
            sum(weights.values()) or 1.0
        )


def _called(source: Source) -> str:
    """The words a source is found by besides its own: how it is called, and what it answered."""
    return f"{source.title}\n{source.asked}".strip()


def _counts(doc: Doc) -> dict[str, float]:
    counts: dict[str, float] = {}
    for unit in terms(doc):
        counts[unit.key] = counts.get(unit.key, 0.0) + 1.0
    return counts


def _keys(
    source: Source,
    titles: dict[str, dict[str, float]],
    passages: Sequence[Passage],
    bodies: Sequence[dict[str, float]],
) -> set[str]:
    keys = set(titles[source.id])
    for passage, body in zip(passages, bodies, strict=True):
        if passage.source is source:
            keys |= body.keys()
    return keys


def _passages(source: Source) -> Iterator[Passage]:
    number = 0
    for block in _blocks(source.text[:60_000]):
        for piece in _pieces(block):
            if len(piece) >= 20 and not _UNFIT.search(piece) and number < PER_SOURCE:
                yield Passage(source, piece, number)
                number += 1


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs; a list stays with the line that leads into it."""
    lead = ""
    for paragraph in map(str.strip, _PARAGRAPH.split(text)):
        if _ITEM.match(paragraph) and lead:
            yield f"{lead}\n{paragraph}"
            lead = ""
            continue
        if lead:
            yield lead
        lead = paragraph if paragraph.endswith(":") else ""
        if not lead:
            yield paragraph
    if lead:
        yield lead


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph or list as it stands, else its items or runs of sentences of about PASSAGE characters."""
    items = _NEXT_ITEM.split(paragraph)
    if len(paragraph) <= (PASSAGE if len(items) == 1 else LIST):
        yield paragraph
        return
    if len(items) > 1:
        yield from items
        return
    run = ""
    for sentence in _SENTENCE_END.split(paragraph):
        if run and len(run) + len(sentence) > PASSAGE:
            yield run
            run = ""
        run = f"{run} {sentence}".strip()[: PASSAGE * 3]
    yield run
