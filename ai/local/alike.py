"""What a ticket is about as a short vector, and which others of a heap are about the same.

Stems and concepts (they bridge languages) of the subject and the first READ characters, hashed, so that
nothing has to be kept but numbers. Measured on invented outages among unlike tickets of two demo
organizations: see tests/ai/incidents/test_likeness.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ai.local.doc import read
from ai.local.features import Vector, word_column
from ai.local.overlap import folded, terms
from ai.local.sparse import Columns

READ = 400  # characters: what a matter is about stands at its beginning
PAIR = 0.45  # cosine from which two tickets may begin a kind
KIND = 0.55  # cosine to the middle of a kind from which a ticket belongs to it
FEWEST = 2  # neighbours without which there is no kind
ROUNDS = 2  # the middle moves to where most of them are; further rounds change nothing


def sketch(subject: str, text: str) -> Vector:
    """Of unit length; empty when nothing is said. About half a millisecond."""
    weights: dict[int, float] = {}
    for key, weight in folded(terms(read(text[:READ], subject))).items():
        if " " not in key:  # pairs of words are seldom the same with two people
            column = word_column(key)
            weights[column] = weights.get(column, 0.0) + weight
    return _unit(weights)


def middle(vectors: Sequence[Vector]) -> Vector:
    """Where most of them are: their sum, of unit length."""
    sums: dict[int, float] = {}
    for vector in vectors:
        for column, value in zip(vector.columns.tolist(), vector.values.tolist(), strict=True):
            sums[column] = sums.get(column, 0.0) + value
    return _unit(sums)


def likeness(one: Vector, other: Vector) -> float:
    """Cosine, 0 to 1."""
    _, here, there = np.intersect1d(one.columns, other.columns, assume_unique=True, return_indices=True)
    return float(one.values[here].astype(np.float64) @ other.values[there].astype(np.float64))


def kind_of(seed: int, vectors: Sequence[Vector], heap: Columns, left: NDArray[np.bool_]) -> Vector | None:
    """The middle of what the seed, one of the vectors, is one of; None when it stands alone.

    heap: the vectors, stacked; left: those that may be its neighbours.
    """
    near, centre = left & (heap.scores(vectors[seed]) >= PAIR), vectors[seed]
    for _ in range(ROUNDS):
        near[seed] = False
        places = np.flatnonzero(near).tolist()
        if len(places) < FEWEST:
            return None
        centre = middle([vectors[seed], *(vectors[place] for place in places)])
        near = left & (heap.scores(centre) >= KIND)
    return centre if likeness(centre, vectors[seed]) >= KIND else None


def packed(vector: Vector) -> dict[str, bytes]:
    """As it is kept in a row: columns and values."""
    return {"columns": vector.columns.tobytes(), "values": vector.values.tobytes()}


def unpacked(columns: bytes | memoryview, values: bytes | memoryview) -> Vector:
    return Vector(np.frombuffer(columns, np.int32), np.frombuffer(values, np.float32))


def _unit(weights: dict[int, float]) -> Vector:
    columns = np.array(sorted(weights), np.int32)
    values = np.array([weights[column] for column in columns.tolist()], np.float32)
    return Vector(columns, (values / (np.linalg.norm(values) or 1.0)).astype(np.float32))
