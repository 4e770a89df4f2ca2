"""From vectors to the matrix a fit wants, and from its weights to columns worth keeping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.local.features import Vector
from ai.local.sparse import Columns

PRUNE = 0.01  # smaller weights are left out of the file; no accuracy was lost by it


def matrix(vectors: Sequence[Vector], least: int) -> tuple[NDArray[np.int32], Any]:
    """The columns that occur in at least so many vectors, and the vectors in them as a csr matrix."""
    from scipy.sparse import csr_matrix

    everything = np.concatenate([item.columns for item in vectors])
    columns, places, spread = np.unique(everything, return_inverse=True, return_counts=True)
    kept = spread >= least
    lengths = np.repeat(np.arange(len(vectors)), [len(item.columns) for item in vectors])
    here = kept[places]
    values = np.concatenate([item.values for item in vectors])[here]
    renumbered = np.cumsum(kept) - 1
    matrix = csr_matrix(
        (values, (lengths[here], renumbered[places][here])), shape=(len(vectors), int(kept.sum()))
    )
    return columns[kept].astype(np.int32), matrix


def scaled(part: Any, rarity: NDArray[Any]) -> Any:
    """Rows times rarity, of unit length."""
    scaled = part.copy()
    scaled.data = scaled.data * rarity[scaled.indices]
    lengths = np.sqrt(
        np.add.reduceat(np.append(scaled.data**2, 0.0), scaled.indptr[:-1]) * (np.diff(scaled.indptr) > 0)
    )
    scaled.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(scaled.indptr))
    return scaled


def pruned(
    coefficients: NDArray[Any], present: NDArray[Any], columns: NDArray[np.int32], height: int
) -> Columns:
    """Only weights that matter; every column stays known, so that vectors keep their length."""
    by_column = coefficients.T
    matter = np.abs(by_column) >= PRUNE
    places, rows = np.nonzero(matter)  # in the order in which Columns keeps them: no sorting
    starts = np.concatenate([[0], np.cumsum(matter.sum(axis=1))]).astype(np.int32)
    values = by_column[places, rows].astype(np.float16).astype(np.float32)
    return Columns(height, columns, starts, present[rows].astype(np.int32), values)
