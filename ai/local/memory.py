"""Recent corrections, effective at once: a mail much like one a person decided gets that answer.

What a trained head has not seen yet counts when it is alike; what the head has learned from counts
only when it is nearly the same text, for there the head has weighed it against all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from ai.contracts import Labelled
from ai.local.features import Vector, vector_of
from ai.local.sparse import Columns, below, stacked

KEPT = 500  # newest examples
ALIKE = 0.6  # cosine from which two mails say the same
SAME = 0.9  # the same, for an example that a head has learned from
CONTRADICTION = 0.05  # another label this near: no answer
TRUSTED = 0.7  # weight below which an example is no person's clear word
BLOCKS = 16  # small blocks are joined when there are more


class Memory:
    """The last decided examples of one kind, oldest first. Never changed: `joined` gives a new one."""

    def __init__(self, kind: str, labelled: Sequence[Labelled], learned: Sequence[Labelled] = ()) -> None:
        """labelled: unknown to any head; learned: known to the kind's head."""
        self._kind = kind
        rows = [
            (row, ALIKE if place else SAME)
            for place, known in enumerate((learned, labelled))
            for row in known
        ]
        rows = sorted(
            ((row, bar) for row, bar in rows if self._counts(row)), key=lambda pair: -pair[0].age_days
        )[-KEPT:]
        self._bars = np.array([bar for _, bar in rows])
        self._labels = np.array([row.value for row, _ in rows], dtype=object)
        self._texts = [row.text for row, _ in rows]
        self._blocks: tuple[Columns, ...] = (stacked([vector_of(row.text) for row, _ in rows]),)

    def joined(self, labelled: Sequence[Labelled]) -> Memory:
        """This memory and newer examples, in well under a millisecond each."""
        rows = [row for row in labelled if self._counts(row)]
        if not rows:
            return self
        other = copy(self)
        other._bars = np.concatenate([self._bars, np.full(len(rows), ALIKE)])
        other._labels = np.concatenate([self._labels, np.array([row.value for row in rows], dtype=object)])
        other._texts = [*self._texts, *(row.text for row in rows)]
        other._blocks = (*self._blocks, stacked([vector_of(row.text) for row in rows]))
        if len(other._blocks) > BLOCKS:
            other._shorten()
        return other

    def recall(self, vector: Vector) -> tuple[str, float, str] | None:
        """Label, cosine and text of the nearest example, when it is alike and not contradicted."""
        if not len(self._labels):
            return None
        scores = self._scores(vector)
        best = len(scores) - 1 - int(scores[::-1].argmax())  # of equal ones the newest
        label, score = str(self._labels[best]), float(scores[best])
        others = scores[self._labels != label]
        if score < self._bars[best] or (len(others) and float(others.max()) > score - CONTRADICTION):
            return None
        return label, min(1.0, score), self._texts[best]

    def _counts(self, row: Labelled) -> bool:
        return row.kind == self._kind and row.weight >= TRUSTED and bool(row.text.strip())

    def _scores(self, vector: Vector) -> np.ndarray:
        return np.concatenate([block.scores(vector) for block in self._blocks])

    def _shorten(self) -> None:
        self._blocks = (below(self._blocks, KEPT),)
        self._bars, self._labels = self._bars[-KEPT:], self._labels[-KEPT:]
        self._texts = self._texts[-KEPT:]
