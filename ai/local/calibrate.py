"""From scores to honest probabilities, and from probabilities to a threshold for automation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TEMPERATURES = np.geomspace(0.05, 4.0, 40)
WIDE = 5  # steps of the first look
Z = 1.28  # one-sided 90 % of the Wilson interval
MIN_EVIDENCE = 30  # decided messages above a threshold before it counts


def softmax(scores: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Rows (or one row) as probabilities."""
    scaled = scores / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def temperature(scores: NDArray[np.float64], truth: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """The temperature with the smallest weighted log loss on out-of-fold scores."""
    return fitted(scores, truth, weights)[0]


def fitted(
    scores: NDArray[np.float64], truth: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """(temperature, its weighted log loss). Looked for in wide steps first, then in every step around."""
    if not len(truth):
        return 1.0, 0.0
    below = scores - scores.max(axis=1, keepdims=True)
    own = below[np.arange(len(truth)), truth]

    def loss(place: int) -> float:
        heat = float(TEMPERATURES[place])
        share = np.exp(own / heat) / np.exp(below / heat).sum(axis=1)
        return -float(np.sum(weights * np.log(share + 1e-9)))

    tried = {place: loss(place) for place in range(0, len(TEMPERATURES), WIDE)}
    near = min(tried, key=lambda one: tried[one])
    around = range(max(0, near - WIDE + 1), min(len(TEMPERATURES), near + WIDE))
    tried |= {place: loss(place) for place in around if place not in tried}
    best = min(sorted(tried), key=lambda one: tried[one])
    return float(TEMPERATURES[best]), tried[best]


def threshold(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], target: float, min_n: int = MIN_EVIDENCE
) -> float | None:
    """Smallest confidence whose Wilson lower bound on precision reaches `target`; None = no automation.

    confidence, correct: out-of-fold results, same length.
    """
    if not len(confidence):
        return None
    order = np.argsort(-confidence, kind="stable")
    n = np.arange(1, len(order) + 1)
    share = np.cumsum(correct[order]) / n
    lower = (share + Z * Z / (2 * n) - Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))) / (
        1 + Z * Z / n
    )
    good = np.where((lower >= target) & (n >= min_n))[0]
    return float(confidence[order][good[-1]]) if len(good) else None


def expected_error(confidence: NDArray[np.float64], correct: NDArray[np.bool_], bins: int = 10) -> float:
    """ECE: how far confidence is from accuracy, weighted over ten equal bins."""
    if not len(confidence):
        return 0.0
    bucket = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[bucket == number].mean() - correct[bucket == number].mean())
        * (bucket == number).mean()
        for number in range(bins)
        if (bucket == number).any()
    ]
    return float(sum(gaps))
