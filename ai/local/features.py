"""Mail as a hashed vector: words and word pairs, and character n-grams inside words.

2 x 2^16 columns, sublinear counts, accents stripped, unit length. No vocabulary has to be
kept and no library is needed to make a vector, so reading mail imports numpy alone. Words
recur: their character n-grams are hashed once and remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ai.local.doc import Doc, read
from ai.local.remembering import by_hash

BLOCK = 1 << 16  # columns per kind of feature
COLUMNS = 2 * BLOCK
GRAMS = (3, 4)
TOKENS_READ = 400  # head 300 and tail 100 words say what a mail is about


@dataclass(frozen=True, slots=True)
class Vector:
    """columns: ascending, unique; values: same length, unit norm unless empty."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]


def word_column(text: str) -> int:
    """The column of a word, a pair of words or a concept."""
    return crc32(text.encode("utf-8", "replace")) % BLOCK


def vector(doc: Doc, concepts: tuple[str, ...] = ()) -> Vector:
    """Features of a document and of the concepts found in it (they carry labels across languages)."""
    words = [token.norm for token in doc.tokens]
    if len(words) > TOKENS_READ:
        words = words[: TOKENS_READ * 3 // 4] + words[-TOKENS_READ // 4 :]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    hashed = np.array(
        [word_column(item) for item in (*words, *pairs, *(f"c:{name}" for name in concepts))], dtype=np.int32
    )
    pieces = np.concatenate([grams(word) for word in words]) if words else np.empty(0, np.int32)
    return _joined(_weighted(hashed), _weighted(pieces + BLOCK))


@by_hash(1_024)
def vector_of(text: str) -> Vector:
    """Features of a plain text; those of an example memory come again with every new head."""
    return vector(read(text))


@lru_cache(maxsize=16_384)
def grams(word: str) -> NDArray[np.int32]:
    """Columns of a word's pieces of three and four letters, with repeats."""
    padded = f" {word[:32]} "
    found = [
        crc32(padded[place : place + size].encode("utf-8", "replace")) % BLOCK
        for size in GRAMS
        for place in range(len(padded) - size + 1)
    ]
    return np.array(found, dtype=np.int32)


def _weighted(columns: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Each column once, and its sublinear count. By hand: np.unique takes three times as long for a mail."""
    if not len(columns):
        return columns, np.empty(0, np.float32)
    ordered = np.sort(columns)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    counts = np.diff(np.append(first, len(ordered)))
    return ordered[first], (1.0 + np.log(counts)).astype(np.float32)


def _joined(*blocks: tuple[NDArray[np.int32], NDArray[np.float32]]) -> Vector:
    """Blocks side by side, each of equal weight: a long word must not drown the words."""
    joined = np.concatenate([unit(block) for _, block in blocks])
    return Vector(np.concatenate([columns for columns, _ in blocks]), unit(joined))


def unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The values at length one; as they are when all are zero."""
    return values / (np.sqrt(values.dot(values)) or np.float32(1.0))
