"""Learning from what people decided: labelled mails in, a small Head out.

Runs in the learning queue, never in a web process: scikit-learn is imported here, inside
the functions. Deterministic: same examples, same head. Refitting from scratch beats
incremental updates by six points and takes seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.contracts import Labelled
from ai.local import calibrate
from ai.local.doc import read
from ai.local.features import Vector, vector
from ai.local.head import Head, standardized, weighed
from ai.local.overlap import Overlap, lexicon, terms
from ai.local.sparse import Columns, from_entries

MIN_EXAMPLES = 12  # below this the descriptions know more than any head
MOST = 20_000  # examples of one fit, the newest
HALF_LIFE = 180.0  # days
ONE_PERSON = 0.4  # most of a class's weight that one person may hold
FOLDS = 3
PRUNE = 0.01  # smaller weights are left out of the file; no accuracy was lost by it
TARGETS = {"category": 0.95, "tag": 0.95, "priority": 0.97, "sentiment": 0.95}


def train(
    kind: str, labelled: Sequence[Labelled], *, overlap: Overlap | None = None, keys: Sequence[str] = ()
) -> Head | None:
    """A head for one kind, or None while there is too little to learn from.

    overlap, keys: the description judge and its option keys; given for categories only.
    """
    rows = _usable(kind, labelled, keys)
    labels = tuple(keys) if overlap else tuple(sorted({row.value for row in rows}))
    if len(rows) < MIN_EXAMPLES or len({row.value for row in rows}) < 2:
        return None

    docs = [read(row.text) for row in rows]
    hits = [lexicon().find(doc) for doc in docs]
    vectors = [
        vector(doc, tuple(dict.fromkeys(hit.label for hit in found)))
        for doc, found in zip(docs, hits, strict=True)
    ]
    truth = np.array([labels.index(row.value) for row in rows])
    weights = _weights(rows)
    described = (
        np.array([overlap.scores(terms(doc, found)) for doc, found in zip(docs, hits, strict=True)])
        if overlap
        else None
    )
    examples: dict[str, float] = defaultdict(float)
    for row, weight in zip(rows, weights, strict=True):
        examples[row.value] += float(weight)
    share = fusion(sum(examples.values()) / len(examples)) if overlap else 0.0

    outer = _out_of_fold(vectors, truth, weights, len(labels))
    fused = standardized(outer) + share * standardized(described) if described is not None else outer
    head = _fitted(kind, labels, vectors, truth, weights)
    return _measured(replace(head, fusion=share, examples=dict(examples)), fused, truth, weights, kind)


def fusion(per_class: float) -> float:
    """How much the descriptions still weigh at this many examples per class."""
    for most, share in ((2, 2.0), (5, 1.0), (10, 0.5), (20, 0.25)):
        if per_class <= most:
            return share
    return 0.0


def _usable(kind: str, labelled: Sequence[Labelled], keys: Sequence[str]) -> list[Labelled]:
    allowed = set(keys)
    rows = [
        row
        for row in labelled
        if row.kind == kind and row.weight > 0 and row.text.strip() and (not allowed or row.value in allowed)
    ]
    return sorted(rows, key=lambda row: row.age_days)[:MOST]


def _weights(rows: Sequence[Labelled]) -> NDArray[np.float64]:
    """Weight by trust and age, with nobody holding more than their share of a class."""
    weights = np.array([row.weight * 0.5 ** (row.age_days / HALF_LIFE) for row in rows])
    people: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.by:
            people[(row.value, row.by)].append(place)
    for (value, _), places in people.items():
        others = (
            sum(weights[place] for place, row in enumerate(rows) if row.value == value)
            - weights[places].sum()
        )
        most = others * ONE_PERSON / (1 - ONE_PERSON)
        if others > 0 and weights[places].sum() > most:
            weights[places] *= most / weights[places].sum()
    return weights


def _fitted(
    kind: str, labels: tuple[str, ...], vectors: Sequence[Vector], truth: NDArray[Any], weights: NDArray[Any]
) -> Head:
    columns, rarity = _space(vectors)
    present = sorted(set(truth.tolist()))
    matrix = _matrix([weighed(item, columns, rarity) for item in vectors], columns)
    model = _svm().fit(matrix, truth, sample_weight=weights)
    coefficients, bias = model.coef_, model.intercept_
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        coefficients, bias = np.vstack([-coefficients, coefficients]), np.array([-bias[0], bias[0]])

    full_bias = np.full(len(labels), float(bias.min()) - 0.5, np.float32)  # a label never seen is never first
    full_bias[present] = bias
    return Head(kind, labels, _pruned(coefficients, present, columns, len(labels)), rarity, full_bias, 1.0)


def _space(vectors: Sequence[Vector]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    columns, spread = np.unique(np.concatenate([item.columns for item in vectors]), return_counts=True)
    rarity = np.log((1 + len(vectors)) / (1 + spread)) + 1.0
    return columns.astype(np.int32), rarity.astype(np.float32)


def _matrix(vectors: Sequence[Vector], columns: NDArray[np.int32]) -> Any:
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(item.columns) for item in vectors])])
    places = np.searchsorted(columns, np.concatenate([item.columns for item in vectors]))
    values = np.concatenate([item.values for item in vectors])
    return csr_matrix((values, places, starts), shape=(len(vectors), len(columns)))


def _svm() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=0.5, random_state=0, dual=True, max_iter=1_000, tol=1e-2)


def _pruned(
    coefficients: NDArray[Any], present: list[int], columns: NDArray[np.int32], height: int
) -> Columns:
    """Only weights that matter; every column stays known, so that vectors keep their length."""
    rows, places = np.where(np.abs(coefficients) >= PRUNE)
    kept = from_entries(
        height,
        np.array(present, np.int32)[rows],
        columns[places],
        coefficients[rows, places].astype(np.float16).astype(np.float32),
    )
    lengths = np.zeros(len(columns), np.int64)
    lengths[np.searchsorted(columns, kept.columns)] = np.diff(kept.starts)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return Columns(height, columns, starts, kept.rows, kept.values)


def _out_of_fold(
    vectors: Sequence[Vector], truth: NDArray[Any], weights: NDArray[Any], height: int
) -> NDArray[np.float64]:
    """Scores of each example by a head that did not see it; folds deal each class in turn."""
    turn: Counter[int] = Counter()
    folds = np.zeros(len(truth), int)
    for place, value in enumerate(truth.tolist()):
        folds[place] = turn[value] % FOLDS
        turn[value] += 1
    labels = tuple(map(str, range(height)))
    scores = np.zeros((len(truth), height))
    for fold in range(FOLDS):
        inside, outside = np.where(folds != fold)[0], np.where(folds == fold)[0]
        if len(outside) and len(set(truth[inside].tolist())) > 1:
            head = _fitted(
                "fold", labels, [vectors[place] for place in inside], truth[inside], weights[inside]
            )
            scores[outside] = [head.decision(vectors[place]) for place in outside]
    return scores


def _measured(
    head: Head, scores: NDArray[np.float64], truth: NDArray[Any], weights: NDArray[Any], kind: str
) -> Head:
    heat = calibrate.temperature(scores, truth, weights)
    chances = calibrate.softmax(scores, heat)
    confidence, correct = chances.max(axis=1), chances.argmax(axis=1) == truth
    automatic = calibrate.threshold(confidence, correct, TARGETS.get(kind, 0.95))
    metrics = {
        "examples": float(len(truth)),
        "accuracy": float(correct.mean()),
        "calibration_error": calibrate.expected_error(confidence, correct),
        "threshold": automatic if automatic is not None else 2.0,  # above 1: nothing is automatic
        "coverage": float((confidence >= automatic).mean()) if automatic is not None else 0.0,
    }
    floor = float(np.quantile(confidence, 0.05))
    return replace(
        head, temperature=heat, floor=floor, metrics={key: round(value, 4) for key, value in metrics.items()}
    )
