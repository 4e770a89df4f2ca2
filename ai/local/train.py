"""Learning from what people decided: labelled mails in, a small Head out.

Runs in the learning queue, never in a web process: scikit-learn is imported here, inside
the functions. Deterministic: same examples, same head. Refitting from scratch beats
incremental updates by six points and takes seconds.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.contracts import OTHER, CategoryOption, Labelled
from ai.local import calibrate, chance, profile
from ai.local.examples import Example, example
from ai.local.features import Vector
from ai.local.head import Head, standardized
from ai.local.matrices import matrix, pruned, scaled
from ai.local.sparse import Columns

MIN_EXAMPLES = 12  # below this the rules know more than any head
MIN_DESCRIBED = 4  # the same where options bring their own words
MOST = 20_000  # examples of one fit, the newest
HALF_LIFE = 180.0  # days
ONE_PERSON = 0.4  # most of a class's weight that one person may hold
DESCRIBED = 2.0  # weight of an option's own words as a training row
MANY = 2_000  # examples from which what occurs once is left out
STRANGE = 0.01  # share of known messages that may be as strange as one that is about nothing known
LENIENT = 0.4  # new wording is stranger than any that was held out of the learning
FAMILIAR = 0.05  # share of known messages too strange to be acted on alone
TARGETS = {"category": 0.95, "tag": 0.95, "priority": 0.97, "sentiment": 0.95, "spam": 0.99}
SHARES = (4.0, 2.0, 1.5, 1.0, 0.75, 0.5, 0.25, 0.1)  # tried for the second judge
Matrix = NDArray[np.float64]
Prior = Callable[[str, Sequence[str]], NDArray[np.float64]]  # text, labels -> one score per label


def train(
    kind: str,
    labelled: Sequence[Labelled],
    *,
    options: Sequence[CategoryOption] = (),
    prior: Prior | None = None,
) -> Head | None:
    """A head for one kind, or None while there is too little to learn from.

    options: the categories, whose own words are learned too; for categories only. prior: what the rules say
    about a text, a second judge beside the head (mood, priority).
    """
    rows = _usable(kind, labelled, [option.key for option in options])
    labels = tuple(option.key for option in options) or tuple(sorted({row.value for row in rows}))
    if len(rows) < (MIN_DESCRIBED if options else MIN_EXAMPLES) or len({row.value for row in rows}) < 2:
        return None
    known = [example(row.text) for row in rows]
    truth, weights = np.array([labels.index(row.value) for row in rows]), _weights(rows)
    counts = np.bincount(truth, weights=weights, minlength=len(labels))
    seeds = [(place, example(_said(option))) for place, option in enumerate(options) if option.description]
    task = _Task(kind, labels, known, truth, weights, seeds, [profile.described(one) for one in options])

    held = task.folds()
    first, second = task.unseen(held)
    if prior is not None:
        second = np.array([prior(row.text, labels) for row in rows])
    tested = held >= 0
    share, scores = _fused(first, second, truth, weights, tested, fusion(float(counts[counts > 0].mean())))
    head = replace(
        task.fitted(np.ones(len(rows), bool)),
        fusion=share,
        profile=profile.profile(task.options, [one.bag for one in known], truth.tolist())
        if options
        else None,
        examples={label: float(counts[place]) for place, label in enumerate(labels) if counts[place]},
    )
    near = second[tested].max(axis=1) if options and second is not None else np.ones(int(tested.sum()))
    right = scores[tested].argmax(axis=1) == truth[tested]
    unseen = [row.text for row, is_tested in zip(rows, tested, strict=True) if is_tested]
    head = replace(head, held={mark(text): int(one) for text, one in zip(unseen, right, strict=True)})
    return _measured(head, scores[tested], truth[tested], weights[tested], near)


def mark(text: str) -> str:
    """Names a held-out text without keeping it."""
    return hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=5).hexdigest()


def fusion(per_class: float) -> float:
    """How much the descriptions weigh where nothing can be tried out: too few examples per class."""
    for most, share in ((5, 1.5), (10, 1.0), (20, 0.5), (50, 0.25)):
        if per_class <= most:
            return share
    return 0.1


class _Task:
    """What one head is learned from; seeds: rows of the options themselves, never tested on."""

    def __init__(
        self,
        kind: str,
        labels: tuple[str, ...],
        known: Sequence[Example],
        truth: NDArray[Any],
        weights: NDArray[Any],
        seeds: Sequence[tuple[int, Example]],
        options: Sequence[Vector],
    ) -> None:
        self.kind, self.labels, self.known, self.truth, self.weights = kind, labels, known, truth, weights
        self.options = options
        vectors = [one.vector for one in known] + [one.vector for _, one in seeds]
        self.columns, self.matrix = matrix(vectors, 2 if len(known) >= MANY else 1)
        self.all_truth = np.concatenate([truth, np.array([place for place, _ in seeds], truth.dtype)])
        self.all_weights = np.concatenate([weights, np.full(len(seeds), DESCRIBED)])

    def folds(self) -> NDArray[Any]:
        """The fold that tests each example; folds deal each class in turn. -1: none, where there are many."""
        number = 5 if len(self.truth) <= 1_500 else 4
        turn: Counter[int] = Counter()
        held = np.zeros(len(self.truth), int)
        for place, value in enumerate(self.truth.tolist()):
            held[place] = turn[value] % number
            turn[value] += 1
        return held if len(self.truth) <= MANY else np.where(held == 0, 0, -1)

    def unseen(self, held: NDArray[Any]) -> tuple[Matrix, Matrix | None]:
        """Scores of each tested example by a head, and by a profile, that did not see it."""
        first = np.zeros((len(held), len(self.labels)))
        second = np.zeros_like(first) if self.options else None
        for fold in sorted(set(held[held >= 0].tolist())):
            inside, outside = held != fold, held == fold
            head = self.fitted(inside)
            first[outside] = self._decided(head, np.where(outside)[0])
            if second is not None:
                second[outside] = self._compared(np.where(inside)[0], np.where(outside)[0])
        return first, second

    def fitted(self, inside: NDArray[Any]) -> Head:
        """A head of these examples and all seeds."""
        chosen = np.concatenate([inside, np.ones(len(self.all_truth) - len(inside), bool)])
        part, truth = self.matrix[chosen], self.all_truth[chosen]
        spread = np.bincount(part.indices, minlength=part.shape[1])
        rarity = (np.log((1 + part.shape[0]) / (1 + spread)) + 1.0) * (spread > 0)
        model = _svm()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # many classes of few examples each are usual here
            model.fit(scaled(part, rarity), truth, sample_weight=self.all_weights[chosen])
        coefficients, bias, present = model.coef_, model.intercept_, model.classes_.astype(np.int32)
        if len(present) == 2:  # scikit-learn keeps one row for two classes
            coefficients, bias = np.vstack([-coefficients, coefficients]), np.array([-bias[0], bias[0]])
        full_bias = np.full(
            len(self.labels), float(bias.min()) - 0.5, np.float32
        )  # one never seen is never first
        full_bias[present] = bias
        kept = pruned(coefficients, present, self.columns, len(self.labels))
        return Head(self.kind, self.labels, kept, rarity.astype(np.float32), full_bias, 1.0)

    def profile(self, inside: NDArray[Any]) -> Columns:
        """The labels in the words of the options and of these examples."""
        bags = [self.known[place].bag for place in inside]
        return profile.profile(self.options, bags, self.truth[inside].tolist())

    def _decided(self, head: Head, places: NDArray[Any]) -> Matrix:
        """head.decision for many rows of the matrix."""
        from scipy.sparse import csc_matrix

        kept = head.weights
        weights = csc_matrix((kept.values, kept.rows, kept.starts), shape=(kept.height, len(kept.columns)))
        return np.asarray((scaled(self.matrix[places], head.rarity) @ weights.T).todense()) + head.bias

    def _compared(self, inside: NDArray[Any], outside: NDArray[Any]) -> Matrix:
        """profile.scores for many examples."""
        from scipy.sparse import csc_matrix, csr_matrix

        kept = self.profile(inside)
        asked = [profile.asked(kept, self.known[place].bag) for place in outside]
        places = [np.searchsorted(kept.columns, one.columns) for one in asked]
        found = [
            (at < len(kept.columns)) & (kept.columns[np.minimum(at, len(kept.columns) - 1)] == one.columns)
            for at, one in zip(places, asked, strict=True)
        ]
        starts = np.concatenate([[0], np.cumsum([int(one.sum()) for one in found])])
        columns = np.concatenate([at[one] for at, one in zip(places, found, strict=True)])
        values = np.concatenate([one.values[known] for one, known in zip(asked, found, strict=True)])
        messages = csr_matrix((values, columns, starts), shape=(len(outside), len(kept.columns)))
        known = csc_matrix((kept.values, kept.rows, kept.starts), shape=(kept.height, len(kept.columns)))
        return np.asarray((messages @ known.T).todense(), np.float64)


def _fused(
    first: Matrix,
    second: Matrix | None,
    truth: NDArray[Any],
    weights: NDArray[Any],
    tested: NDArray[Any],
    usual: float,
) -> tuple[float, Matrix]:
    """The share of the second judge that predicts unseen examples best, and the sum of both."""
    if second is None:
        return 0.0, first
    one, other = standardized(first), standardized(second)
    share = usual
    if len(truth) >= 3 * first.shape[1]:
        rows, right, worth = (one[tested], other[tested]), truth[tested], weights[tested]
        share = min(SHARES, key=lambda part: calibrate.fitted(rows[0] + part * rows[1], right, worth)[1])
    return share, one + share * other


def _said(option: CategoryOption) -> str:
    return f"{option.name}. {option.description}"


def _usable(kind: str, labelled: Sequence[Labelled], keys: Sequence[str]) -> list[Labelled]:
    """Oldest first."""
    allowed = set(keys)
    rows = [
        row
        for row in labelled
        if row.kind == kind and row.weight > 0 and row.text.strip() and (not allowed or row.value in allowed)
    ]
    return sorted(rows, key=lambda row: -row.age_days)[-MOST:]


def _weights(rows: Sequence[Labelled]) -> NDArray[np.float64]:
    """Weight by trust and age, with nobody holding more than their share of a class."""
    weights = np.array([row.weight * 0.5 ** (row.age_days / HALF_LIFE) for row in rows])
    people: dict[tuple[str, str], list[int]] = defaultdict(list)
    classes: dict[str, float] = defaultdict(float)
    for place, row in enumerate(rows):
        classes[row.value] += weights[place]
        if row.by:
            people[(row.value, row.by)].append(place)
    for (value, _), places in people.items():
        others = classes[value] - weights[places].sum()
        most = others * ONE_PERSON / (1 - ONE_PERSON)
        if others > 1e-9 and weights[places].sum() > most:
            weights[places] *= most / weights[places].sum()
    return weights


def _svm() -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=0.5, random_state=chance.seed(), dual=True, max_iter=1_000, tol=2e-2)


def _measured(
    head: Head, scores: Matrix, truth: NDArray[Any], weights: NDArray[Any], near: NDArray[Any]
) -> Head:
    """near: how much each example has in common with the label it has most in common with."""
    heat = calibrate.temperature(scores, truth, weights)
    chances = calibrate.softmax(scores, heat)
    confidence, correct = chances.max(axis=1), chances.argmax(axis=1) == truth
    automatic = calibrate.threshold(confidence, correct, TARGETS.get(head.kind, 0.95))
    familiar = confidence * near
    metrics = {
        "examples": float(sum(head.examples.values())),
        "accuracy": float(correct.mean()),
        "calibration_error": calibrate.expected_error(confidence, correct),
        "threshold": automatic if automatic is not None else 2.0,  # above 1: nothing is automatic
        "coverage": float((confidence >= automatic).mean()) if automatic is not None else 0.0,
        "familiar": float(np.quantile(familiar, FAMILIAR)),
    }
    rounded = {key: round(value, 4) for key, value in metrics.items()}
    return replace(head, temperature=heat, floor=_floor(head, familiar, correct, truth), metrics=rounded)


def _floor(head: Head, familiar: NDArray[Any], correct: NDArray[Any], truth: NDArray[Any]) -> float:
    """Where "none of them" begins: where people said so, what serves them best; else below all but a few."""
    if OTHER not in head.examples:
        return float(LENIENT * np.quantile(familiar, STRANGE))
    none = truth == head.labels.index(OTHER)
    tried = np.quantile(familiar, np.linspace(0.0, 0.3, 31))
    right = [float(np.where(familiar < floor, none, correct).mean()) for floor in tried]
    return float(tried[int(np.argmax(right))])
