"""A sparse matrix kept by column, for the one product every head needs: rows times a vector.

The same thing as scipy's `A.T.tocsr()` held once instead of converted per call, in numpy
alone, so that reading mail needs no scipy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai.local.features import Vector


@dataclass(frozen=True, slots=True)
class Columns:
    """columns: ascending ids that are kept; starts: len+1 offsets into rows and values."""

    height: int
    columns: NDArray[np.int32]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    values: NDArray[np.float32]

    def scores(self, vector: Vector) -> NDArray[np.float64]:
        """One dot product per row."""
        if not len(self.columns) or not len(vector.columns):
            return np.zeros(self.height)
        at = np.searchsorted(self.columns, vector.columns)
        at[at == len(self.columns)] = 0
        known = self.columns[at] == vector.columns
        places, weights = at[known], vector.values[known]
        lengths = self.starts[places + 1] - self.starts[places]
        before = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if len(lengths) else lengths
        entries = np.repeat(self.starts[places] - before, lengths) + np.arange(int(lengths.sum()))
        products = self.values[entries].astype(np.float64) * np.repeat(weights, lengths)
        summed = np.bincount(self.rows[entries], weights=products, minlength=self.height)
        return summed.astype(np.float64)

    def row(self, row: int, columns: NDArray[np.int32]) -> dict[int, float]:
        """The values of one row in some columns; absent ones are left out."""
        values = {}
        for column in columns.tolist():
            at = int(np.searchsorted(self.columns, column))
            if at < len(self.columns) and self.columns[at] == column:
                here = slice(int(self.starts[at]), int(self.starts[at + 1]))
                for place, value in zip(self.rows[here].tolist(), self.values[here].tolist(), strict=True):
                    if place == row:
                        values[column] = value
        return values


def stacked(vectors: Sequence[Vector]) -> Columns:
    """The matrix whose rows are these vectors."""
    if not vectors:
        return from_entries(0, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.columns) for vector in vectors])
    columns = np.concatenate([vector.columns for vector in vectors])
    return from_entries(len(vectors), rows, columns, np.concatenate([vector.values for vector in vectors]))


def below(blocks: Sequence[Columns], last: int) -> Columns:
    """The blocks one below the other; of all rows the `last` ones."""
    height = sum(block.height for block in blocks)
    rows, columns, start = [], [], min(0, last - height)
    for block in blocks:
        rows.append(block.rows + start)
        columns.append(np.repeat(block.columns, np.diff(block.starts)))
        start += block.height
    row, column = np.concatenate(rows), np.concatenate(columns)
    value, kept = np.concatenate([block.values for block in blocks]), row >= 0
    return from_entries(min(height, last), row[kept], column[kept], value[kept])


def from_entries(
    height: int, rows: NDArray[np.int32], columns: NDArray[np.int32], values: NDArray[np.float32]
) -> Columns:
    """The matrix with these entries (row, column, value), each place at most once."""
    order = np.lexsort((rows, columns))
    kept, counts = np.unique(columns, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Columns(
        height, kept.astype(np.int32), starts, rows[order].astype(np.int32), values[order].astype(np.float32)
    )
