"""Recent corrections, effective at once: a mail much like one a person decided gets that answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai.contracts import Labelled
from ai.local.features import Vector, vector_of
from ai.local.sparse import stacked

KEPT = 500  # newest examples
ALIKE = 0.6  # cosine from which two mails say the same
CONTRADICTION = 0.05  # another label this near: no answer


class Memory:
    """The last decided examples of one kind."""

    def __init__(self, kind: str, labelled: Sequence[Labelled]) -> None:
        rows = [row for row in labelled if row.kind == kind and row.weight >= 0.7 and row.text.strip()]
        rows = sorted(rows, key=lambda row: row.age_days)[:KEPT]
        self._labels = np.array([row.value for row in rows])
        self._texts = [row.text for row in rows]
        self._matrix = stacked([vector_of(row.text) for row in rows])

    def recall(self, vector: Vector) -> tuple[str, float, str] | None:
        """Label, cosine and text of the nearest example, when it is alike and not contradicted."""
        if not len(self._labels):
            return None
        scores = self._matrix.scores(vector)
        best = int(scores.argmax())
        label, score = str(self._labels[best]), float(scores[best])
        others = scores[self._labels != label]
        if score < ALIKE or (len(others) and float(others.max()) > score - CONTRADICTION):
            return None
        return label, min(1.0, score), self._texts[best]

    def nearness(self, vector: Vector, nearest: int = 5) -> float:
        """Mean cosine of the nearest examples: how familiar a mail is, 0 without examples."""
        if not len(self._labels):
            return 0.0
        return float(np.sort(self._matrix.scores(vector))[-nearest:].mean())
