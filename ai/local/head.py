"""A trained linear judge as plain arrays: which label do the words of a mail speak for?

Made by ai.local.train, kept by ai.local.store; using one needs numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ai.local.doc import Doc
from ai.local.features import Vector, word_column
from ai.local.sparse import Columns

LEAST_CONFIRMED = 9.5  # examples of a label, by weight, before it may be applied alone: ten of today
WORDS_SHOWN = 120  # words searched for a reason; it is found among the first or not at all


@dataclass(frozen=True, slots=True)
class Head:
    """labels: one per row of `weights`; rarity: the IDF of each kept column.

    examples: weighted count per label; profile: the labels in words (category only), fusion: its share;
    metrics: out-of-fold accuracy, error of calibration, thresholds and coverage.
    """

    kind: str
    labels: tuple[str, ...]
    weights: Columns
    rarity: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    examples: dict[str, float] = field(default_factory=dict)
    fusion: float = 0.0
    profile: Columns | None = None
    floor: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def decision(self, vector: Vector) -> NDArray[np.float64]:
        """Distance to each label's boundary."""
        return self.weights.scores(weighed(vector, self.weights.columns, self.rarity)) + self.bias

    def chances(self, vector: Vector, second: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Probability of each label. second: what another judge says of them, weighed by `fusion`."""
        scores = self.decision(vector)
        if second is not None:
            scores = standardized(scores) + self.fusion * standardized(second)
        powers = np.exp((scores - scores.max()) / self.temperature)
        return np.asarray(powers / powers.sum())

    def proves(self, label: str, confidence: float) -> bool:
        """Whether unseen examples as sure as this were right often enough, and the label has its ten."""
        enough = self.examples.get(label, 0.0) >= LEAST_CONFIRMED
        return enough and confidence >= self.metrics.get("threshold", 2.0)

    def words(self, doc: Doc, label: str, limit: int = 3) -> list[tuple[int, int]]:
        """Places of the words that spoke most for a label."""
        first = {token.norm: token for token in reversed(doc.tokens[:WORDS_SHOWN]) if len(token.norm) > 2}
        columns = {norm: word_column(norm) for norm in first}
        worth = self.weights.row(self.labels.index(label), np.array(sorted(set(columns.values())), np.int32))
        best = sorted(
            (-worth.get(columns[norm], 0.0), token.start, token.end) for norm, token in first.items()
        )
        return [(start, end) for value, start, end in best[:limit] if value < -0.02]


def weighed(vector: Vector, columns: NDArray[np.int32], rarity: NDArray[np.float32]) -> Vector:
    """A vector in the head's space: known columns only, times their rarity, unit length."""
    if not len(columns):
        return Vector(np.empty(0, np.int32), np.empty(0, np.float32))
    at = np.minimum(np.searchsorted(columns, vector.columns), len(columns) - 1)
    known = columns[at] == vector.columns
    values = vector.values[known] * rarity[at[known]]
    return Vector(vector.columns[known], (values / (np.linalg.norm(values) or 1.0)).astype(np.float32))


def standardized(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Zero mean and unit spread per row, so that two judges can be added."""
    spread = scores.std(axis=-1, keepdims=True)
    return np.asarray((scores - scores.mean(axis=-1, keepdims=True)) / np.where(spread > 1e-9, spread, 1.0))
