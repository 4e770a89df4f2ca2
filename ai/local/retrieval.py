"""Which passages of the organization's own texts answer a mail.

Several judges, and their sum decides which source comes first: local vectors of its passages (a paragraph
or a few sentences; stems, and the concepts that bridge languages), full text that also hears words of
like meaning (softly.py), full text on pieces of words, and, where an endpoint made them, vectors of
meaning. Each judge's scores are standardized before they are added: on our own sets that had more right
first than the sum of reciprocal ranks. Weights and refusals were found on two invented help centres
(infra/benchmarks/sets: bills and wheels); what is reported is measured on a third (grounding.py there).
Built once per set of sources.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai.contracts import Source
from ai.local.doc import Doc, read
from ai.local.features import Vector
from ai.local.fulltext import FullText, pieces
from ai.local.overlap import terms
from ai.local.softly import SoftText
from ai.local.sparse import stacked

TITLE = 0.55  # share of the title in a passage's score: titles are written as the question
PASSAGE = 420  # characters of one passage
PER_SOURCE = 40  # passages of one source
MOST_SOURCES = 2_000
VECTORS = 0.75  # of the judges of which full text counts 1
LESS = 0.75  # pieces of words count less by this where all words of the question have a vector
# What a passage must hold of a mail to be answered from: a share of its words or letters, and words (or ones
# like them) that are together as rare as HELD of the rarest word. Found on the sets bills and wheels: most
# right answers and right refusals, a wrong answer counted as half a loss. Where words have no vectors, FITS
# and COVERED hold: a score and a share.
FITS, COVERED, COVERED_KNOWN, HELD = 0.28, 0.22, 0.30, 0.75
MEANING = 2.0  # vectors of meaning count as two of the three judges by words
OUTSTANDING = 2.0  # spreads above the mean from which a meaning stands out
MEANT = (
    0.12  # score of a source whose meaning stands out, though no word is shared: fit to be shown to a model
)
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
    """A passage. score: 0..1, how well it fits; coverage: the share of the mail's rare words it holds.

    standing: of its source among all, the sum of all judges; found ones come in its order.
    ground: from 1 on it holds enough of the mail to be answered from.
    """

    passage: Passage
    score: float
    coverage: float
    standing: float = 0.0
    ground: float = 0.0


class Judged(NamedTuple):
    """Of each source. standing: sum of the judges; worth: 0..1; shares: of the mail's letters it holds.

    held: what each passage holds of the mail's words, or words like them; known: the share that has a vector.
    """

    standing: NDArray[np.float64]
    worth: NDArray[np.float64]
    shares: NDArray[np.float64]
    held: NDArray[np.float64]
    known: float


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
        places = {source.id: place for place, source in enumerate(self.sources)}
        self._owner = np.array([places[passage.source.id] for passage in self.passages], np.int64)
        whole = [read(f"{_called(source)}\n{_called(source)}\n{source.text}") for source in self.sources]
        told = [f"{_called(passage.source)}\n" * 2 + passage.text[: PASSAGE * 3] for passage in self.passages]
        self._softly = SoftText([read(text) for text in told])
        self._pieces = FullText([pieces(doc) for doc in whole])
        self._meant: NDArray[np.float64] | None = None

    def meaning(self, near: Mapping[str, float]) -> SourceIndex:
        """This index for one question whose vector is this near (cosine) to these sources, by id."""
        other = copy(self)
        known = np.array([near.get(source.id, np.nan) for source in self.sources])
        if np.isfinite(known).any():
            other._meant = _standard(np.where(np.isfinite(known), known, np.nanmean(known)))
        return other

    def search(self, doc: Doc, limit: int = 6) -> list[Found]:
        """Best passages first, at most `limit`: those of the best source, then those of the next."""
        if not self.passages:
            return []
        counts = _counts(doc)
        query = self._vector(counts)
        scores = (1 - TITLE) * self._bodies.scores(query) + TITLE * self._titles.scores(query)
        judged = self.judged(self._of_sources(scores), doc)
        is_best = self._leads(scores)
        worth = np.where(is_best, judged.worth[self._owner], scores)
        order = np.lexsort((-worth, self._owner, -judged.standing[self._owner]))
        found = []
        for place in order[worth[order] > 0][:limit].tolist():
            letters = float(judged.shares[self._owner[place]] * is_best[place])
            coverage = max(self._coverage(counts, place), letters)
            score, standing = min(1.0, float(worth[place])), float(judged.standing[self._owner[place]])
            ground = _ground(score, coverage, float(judged.held[place]), judged.known)
            found.append(Found(self.passages[place], score, coverage, standing, ground))
        return found

    def _of_sources(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the best passage of each source has."""
        best = np.zeros(len(self.sources))
        np.maximum.at(best, self._owner, scores)
        return best

    def _leads(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which passages are the best of their source: one of each."""
        order = np.lexsort((-scores, self._owner))
        owners = self._owner[order]
        leads = np.zeros(len(scores), bool)
        leads[order[np.concatenate([[True], owners[1:] != owners[:-1]])]] = True
        return leads

    def judged(self, best: NDArray[np.float64], doc: Doc) -> Judged:
        """All judges about each source. best: the score of its best passage by local vectors."""
        letters = pieces(doc)
        shares = self._pieces.shares(letters)
        asked = self._softly.asked(doc)
        standing = VECTORS * _standard(best) + _standard(self._of_sources(asked.scores))
        standing += (1 - LESS * asked.known) * _standard(self._pieces.scores(letters))
        worth = np.maximum(best, shares)
        if self._meant is not None:
            standing += MEANING * self._meant
            worth = np.maximum(worth, np.where(self._meant >= OUTSTANDING, MEANT, 0.0))
        return Judged(standing, worth, shares, asked.held, asked.known)

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


def _ground(score: float, coverage: float, held: float, known: float) -> float:
    """How far a passage reaches what it must; from 1 on it does. known: how much `held` can be relied on."""
    covered = coverage / (COVERED + known * (COVERED_KNOWN - COVERED))
    fits = score / (FITS * (1 - known)) if known < 1 else covered
    return min(covered, fits, held / (known * HELD) if known else covered)


def _standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zero mean and unit spread; all zero when all are alike."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros(len(scores))


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
