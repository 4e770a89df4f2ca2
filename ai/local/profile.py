"""What each label is about, in words: its description and the messages people put there, added up.

A message and a label meet in stems, pairs, concepts and senses (overlap.terms). Better than any head at few
examples, and still a second opinion at twenty per label. Kept as numbers: no word can be read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ai.contracts import CategoryOption
from ai.local.features import Vector
from ai.local.overlap import LENGTH, Term, folded, raw_profile
from ai.local.sparse import Columns, from_entries

NEWEST = 20  # examples of a label that are added up; more only wash it out
UNKNOWN = 1.5  # rarity of a word no label speaks of
Entries = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]  # rows, columns, values


def bag(units: Sequence[Term]) -> Vector:
    """The terms of a message as a vector: ascending columns, sublinear weights."""
    return _vector(folded(units))


def described(option: CategoryOption) -> Vector:
    """The terms of an option's own words."""
    return _vector(raw_profile(option))


def profile(options: Sequence[Vector], bags: Sequence[Vector], truth: Sequence[int]) -> Columns:
    """One row per option, of its own words and its newest examples. bags: oldest first."""
    left = dict.fromkeys(range(len(options)), NEWEST)
    rows = [*enumerate(options)]
    for place in range(len(bags) - 1, -1, -1):
        if left[label := int(truth[place])] > 0:
            left[label] -= 1
            rows.append((label, bags[place]))
    row, column, value = _summed(rows)
    value = np.sqrt(value) * _rarity(column, len(options))
    lengths = np.sqrt(np.bincount(row, weights=value**2, minlength=len(options))) ** LENGTH
    return from_entries(
        len(options),
        row.astype(np.int32),
        column.astype(np.int32),
        (value / np.where(lengths > 0, lengths, 1.0)[row]).astype(np.float32),
    )


def asked(kept: Columns, message: Vector) -> Vector:
    """A message as a profile is asked with it: weighed by rarity, unit length, unknown words counted in."""
    counts = np.log(1 + kept.height / np.diff(kept.starts)) if len(kept.columns) else np.empty(0)
    at = np.searchsorted(kept.columns, message.columns)
    at[at == len(kept.columns)] = 0
    known = kept.columns[at] == message.columns if len(kept.columns) else np.zeros(len(at), bool)
    weights = message.values * (np.where(known, counts[at], UNKNOWN) if len(counts) else UNKNOWN)
    return Vector(message.columns, (weights / (np.linalg.norm(weights) or 1.0)).astype(np.float32))


def scores(kept: Columns, message: Vector) -> NDArray[np.float64]:
    """One non-negative score per label."""
    return kept.scores(asked(kept, message))


def _vector(weights: dict[str, float]) -> Vector:
    summed: dict[int, float] = {}
    for key, weight in weights.items():
        column = crc32(key.encode("utf-8", "replace")) & 0x7FFFFFFF
        summed[column] = summed.get(column, 0.0) + weight
    columns = sorted(summed)
    return Vector(np.array(columns, np.int32), np.array([summed[one] for one in columns], np.float32))


def _summed(rows: Sequence[tuple[int, Vector]]) -> Entries:
    """All entries, those of one place added."""
    row = np.repeat([label for label, _ in rows], [len(one.columns) for _, one in rows])
    column = np.concatenate([one.columns for _, one in rows]).astype(np.int64)
    value = np.concatenate([one.values for _, one in rows])
    places, at = np.unique((row << 32) + column, return_inverse=True)
    return places >> 32, places & 0xFFFFFFFF, np.bincount(at, weights=value)


def _rarity(columns: NDArray[Any], size: int) -> NDArray[np.float64]:
    """Of each entry's column: how few labels speak of it."""
    _, at, counts = np.unique(columns, return_inverse=True, return_counts=True)
    return np.asarray(np.log(1 + size / counts)[at])
