"""Full text that also hears words of nearly the same meaning: BM25 in which "rubbish" is half of "trash".

A word of the question counts in a text as often as it stands there, and each other word of the text counts as
much as it is like it. How rare it is follows from the nearest word of each text, so that what is like
everything says little. Made for passages: in long texts something is always like something. Where no vectors
are known (every language but English) it is BM25 on stems.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai.local import kin
from ai.local.doc import Doc, split_unspaced, stem
from ai.local.fulltext import OTHERS, READ, B, K
from ai.local.overlap import small

NEAR = 0.1  # cosine from which two words are like each other at all
WORTH = 0.5  # of a word that means the same, against the word itself
MOST_ASKED = 40  # words of a question, the rarest; a long mail tells a story around it


class Asked(NamedTuple):
    """Of each text. scores: BM25, 1 is what a word as rare as can be adds if it stands in a usual text once.

    held: how much of the question it holds, 1 is a word as rare as can be.

    known: the share of the question's words that have a vector. own: what the question itself would score.
    """

    scores: NDArray[np.float64]
    known: float
    own: float = 0.0


class SoftText:
    """Texts to rank. Immutable."""

    def __init__(self, texts: Sequence[Doc]) -> None:
        told = [telling(doc) for doc in texts]
        spelled = {unit: word for words in told for unit, word in words}
        self._places = {unit: place for place, unit in enumerate(spelled)}
        self._vectors = kin.vectors(list(spelled.values()))
        counted = [np.unique([self._places[unit] for unit, _ in words], return_counts=True) for words in told]
        lengths = np.array([max(len(words), 1) for words in told], float)
        self._usual = float(lengths.mean()) if len(texts) else 1.0
        self._held_back = K * (1 - B + B * lengths / self._usual)
        self._owners = np.repeat(np.arange(len(texts)), [len(units) for units, _ in counted])
        nothing = np.empty(0, np.int64)
        self._units = np.concatenate([nothing, *(units for units, _ in counted)]).astype(np.int64)
        self._counts = np.concatenate([nothing, *(counts for _, counts in counted)]).astype(np.float64)
        self._spread = np.bincount(self._units, minlength=len(spelled))
        self._starts = np.flatnonzero(np.diff(self._owners, prepend=-1))  # where each text's units begin
        self._number = len(texts)

    def asked(self, doc: Doc) -> Asked:
        """What the texts have to say to a question."""
        scores, own = np.zeros(self._number), 0.0
        if not len(self._units):
            return Asked(scores, 0.0)
        words = self._rarest(dict(telling(doc)))
        vectors = kin.vectors(list(words.values()))
        likeness = self._likeness(words, vectors)
        for like in likeness:
            alike = like[self._units]
            times = np.bincount(self._owners, self._counts * alike, self._number)
            here = np.zeros(self._number)
            here[self._owners[self._starts]] = np.maximum.reduceat(alike, self._starts)
            texts = here.sum()
            rarity = np.log(1 + (self._number + OTHERS - texts + 0.5) / (texts + 0.5))
            scores += rarity * times * (K + 1) / (times + self._held_back)
            own += rarity
        known = float(vectors.any(axis=1).mean()) if words else 0.0
        rarest = np.log(1 + (self._number + OTHERS + 0.5) / 0.5)
        own *= (K + 1) / (1 + K * (1 - B + B * len(words) / self._usual))
        return Asked(scores / rarest, known, own / rarest)

    def _rarest(self, words: dict[str, str]) -> dict[str, str]:
        def spread(unit: str) -> int:
            place = self._places.get(unit)
            return 0 if place is None else int(self._spread[place])

        return {unit: words[unit] for unit in sorted(words, key=spread)[:MOST_ASKED]}

    def _likeness(self, words: dict[str, str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each asked word to each unit of the texts: 1 for the word itself, at most WORTH else."""
        cosines = vectors @ self._vectors.T
        likeness = (WORTH / (1 - NEAR) * np.clip(cosines - NEAR, 0.0, 1 - NEAR)).astype(np.float64)
        for row, unit in enumerate(words):
            if (place := self._places.get(unit)) is not None:
                likeness[row, place] = 1.0
        return likeness


def telling(doc: Doc) -> list[tuple[str, str]]:
    """(stem, word) of the telling words of a document, in order, with repeats."""
    words = (token.norm for token in doc.tokens[:READ] if token.norm not in small())
    return [(stem(piece), piece) for word in words for piece in split_unspaced(word) if len(piece) > 1]
