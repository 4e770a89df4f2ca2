"""Which passages of the organization's own texts answer a mail.

Several judges, and their sum decides which source comes first: local vectors of its passages (a paragraph
or a few sentences; stems, and the concepts that bridge languages), full text that also hears words of
like meaning (softly.py), full text on everyday things (everyday.py), full text on pieces of words, and,
where an endpoint made them, vectors of meaning. Each judge's scores are standardized before they are
added: on our own sets that had more right first than the sum of reciprocal ranks. How sure it is that the
first source answers is a logistic curve of its lead in evidence over all others. Weights and curve were
found on invented help centres (infra/benchmarks/sets); what is reported is measured on another one, the
cabins (grounding.py there). Built once per set of sources.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai.contracts import Source
from ai.local.doc import Doc, read
from ai.local.everyday import things
from ai.local.features import Vector
from ai.local.fulltext import OTHERS, FullText, pieces
from ai.local.lessons import Lessons
from ai.local.overlap import terms
from ai.local.passages import PASSAGE, Passage, passages_of
from ai.local.softly import Asked, SoftText, telling
from ai.local.sparse import stacked

TITLE = 0.55  # share of the title in a passage's score: titles are written as the question
MOST_SOURCES = 2_000
VECTORS = 0.75  # of the judges of which full text counts 1
FAINT = 0.1  # spread of word scores (1: a word as rare as can be) below which they say little
THINGS = 0.75  # little: the list of things was written after four of the sets, and knows them too well
LESS = 0.75  # pieces of words count less by this where all words of the question have a vector
# The curve: chance that the source answers, by its lead in evidence over all others (words, and HALF of
# everyday things; 1 is a word as rare as can be). Learned on six sets, each left out in turn: AUROC .83 on
# those that the list of things knew, .70 on those it did not. From SURE on it is answered.
HALF, LEAD, BIAS, SURE = 0.5, 3.8, -1.5, 0.5
LEAST_ASKED = 2  # telling words of a subject that is a question of its own
FEW = 5  # to lead over one or two other sources says little
ENGLISH = 0.5  # share of words with a vector from which the curve holds; it was learned on English
FITS, COVERED = 0.28, 0.22  # elsewhere a passage must have this score and hold this share of words or letters
SHOWN = 8.0  # evidence counts this many times less than a cosine as a score
COSINES = 3.0  # evidence against cosines where the best passage of a source is chosen
TAUGHT = 6.0  # what answers have taught, against full text
ALONE, FIRST = 0.6, 5  # one person's answers count this much, and only among the first by all other judges
MEANING = 3.0  # vectors of meaning count as much as all judges by words
OUTSTANDING = 2.0  # spreads above the mean from which a meaning stands out
MEANT = (
    0.12  # score of a source whose meaning stands out, though no word is shared: fit to be shown to a model
)
CONCEPT_SHARE = 0.6  # concepts join neighbours too; plain words decide which article it is


@dataclass(frozen=True, slots=True)
class Found:
    """A passage. score: 0..1, how well it fits; coverage: the share of the mail's rare words it holds.

    standing: of its source among all, the sum of all judges; found ones come in its order.
    ground: from 1 on it holds enough of the mail to be answered from. sure: 0..1, chance that it answers.
    agreed: how alike a question is that two colleagues answered from its source, 0..1.
    """

    passage: Passage
    score: float
    coverage: float
    standing: float = 0.0
    ground: float = 0.0
    sure: float = 0.0
    agreed: float = 0.0


class Judged(NamedTuple):
    """Of each source. standing: sum of the judges; worth: 0..1; shares: of the mail's letters it holds.

    chance: that it answers, by the curve, where English is spoken, else None. agreed: as in Found.
    """

    standing: NDArray[np.float64]
    worth: NDArray[np.float64]
    shares: NDArray[np.float64]
    chance: NDArray[np.float64] | None = None
    agreed: NDArray[np.float64] | None = None


class SourceIndex:
    """Searchable sources; immutable, may be shared by threads."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)[:MOST_SOURCES]
        self.passages = tuple(passage for source in self.sources for passage in passages_of(source))
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
        docs = [read(text) for text in told]
        self._softly = SoftText(docs)
        self._things = FullText([things(doc) for doc in docs], OTHERS)
        self._pieces = FullText([pieces(doc) for doc in whole])
        self._meant: NDArray[np.float64] | None = None
        self._lessons: Lessons | None = None

    def taught(self, lessons: Lessons | None) -> SourceIndex:
        """This index with what colleagues answered from these sources before."""
        other = copy(self)
        other._lessons = lessons
        return other

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
        scores, evidence, judged = self._weighed(doc, counts)
        is_best = self._leads(evidence + COSINES * scores)
        judged = self._with_subject(doc, judged)
        worth = np.where(is_best, judged.worth[self._owner], scores)
        order = np.lexsort((-worth, ~is_best, self._owner, -judged.standing[self._owner]))
        found = []
        for place in order[worth[order] > 0][:limit].tolist():
            owner = self._owner[place]
            letters = float(judged.shares[owner] * is_best[place])
            coverage = max(self._coverage(counts, place), letters)
            score, standing = min(1.0, float(worth[place])), float(judged.standing[owner])
            if judged.chance is None:
                ground, sure = min(score / FITS, coverage / COVERED), 0.35 + 0.5 * score + 0.35 * coverage
            else:
                sure = float(judged.chance[owner])
                ground = sure / SURE
            agreed = 0.0 if judged.agreed is None else float(judged.agreed[owner])
            found.append(
                Found(self.passages[place], score, coverage, standing, ground, min(1.0, sure), agreed)
            )
        return found

    def _weighed(
        self, doc: Doc, counts: dict[str, float]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], Judged]:
        """Of each passage its score by local vectors and its evidence by words, and all judges."""
        query = self._vector(counts)
        scores = (1 - TITLE) * self._bodies.scores(query) + TITLE * self._titles.scores(query)
        asked = self._softly.asked(doc)
        evidence = HALF * self._things.scores(things(doc)) / self._things.rarest + asked.scores
        return scores, evidence, self.judged(self._of_sources(scores), doc, asked, evidence)

    def _with_subject(self, doc: Doc, judged: Judged) -> Judged:
        """A subject asks without the story around it: a source that is first for both takes the surer chance.

        Of words that say something it needs two: "Invoice" asks nothing yet.
        """
        subject = read(doc.text[: doc.subject_end])
        if judged.chance is None or len(set(telling(subject))) < LEAST_ASKED:
            return judged
        said = self.taught(None)._weighed(subject, _counts(subject))[-1]
        first = int(judged.standing.argmax())
        if said.chance is None or int(said.standing.argmax()) != first:
            return judged
        chance = judged.chance.copy()
        chance[first] = max(chance[first], said.chance[first])
        return judged._replace(chance=chance)

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

    def judged(
        self, best: NDArray[np.float64], doc: Doc, asked: Asked, evidence: NDArray[np.float64]
    ) -> Judged:
        """All judges about each source. best: the score of its best passage by local vectors.

        asked, evidence: what each passage has to say by words, and in all.
        """
        letters = pieces(doc)
        shares, told = self._pieces.shares(letters), self._of_sources(evidence)
        standing = VECTORS * _standard(best) + _standard(self._of_sources(asked.scores), FAINT)
        standing += THINGS * _standard(self._of_sources(self._things.scores(things(doc))))
        standing += (1 - LESS * asked.known) * _standard(self._pieces.scores(letters))
        worth = np.maximum(np.maximum(best, shares), told / SHOWN)
        if self._meant is not None:
            standing += MEANING * self._meant
            worth = np.maximum(worth, np.where(self._meant >= OUTSTANDING, MEANT, 0.0))
        agreed = None
        if self._lessons is not None:
            one, two = self._heard(doc)
            agreed = two
            near = standing >= np.sort(standing)[-FIRST:][0]
            standing += TAUGHT * np.where(near, ALONE * one + (1 - ALONE) * two, two)
            told, worth = told + two, np.maximum(worth, two)
        return Judged(standing, worth, shares, _chance(told) if asked.known >= ENGLISH else None, agreed)

    def behind(self, doc: Doc) -> dict[str, list[str]]:
        """{source: refs of the lessons that brought it forward}."""
        return self._lessons.behind(doc) if self._lessons else {}

    def _heard(self, doc: Doc) -> NDArray[np.float64]:
        """Of each source: how alike what one person, and what a second one, answered from it, 0 to 1."""
        heard = self._lessons.heard(doc) if self._lessons else {}
        return np.array([heard.get(source.id, (0.0, 0.0)) for source in self.sources]).T

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


def _chance(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """That each source answers. told: the evidence each has."""
    first, second = np.sort(np.append(told, [0.0, 0.0]))[-2:][::-1]
    lead = (told - np.where(told == first, second, first)) * len(told) / (len(told) + FEW)
    return 1 / (1 + np.exp(-(LEAD * lead + BIAS)))


def _standard(scores: NDArray[np.float64], least: float = 1e-9) -> NDArray[np.float64]:
    """Zero mean and unit spread, less where the spread is below the least; all zero when all are alike."""
    return (scores - scores.mean()) / max(float(scores.std()), least)


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
