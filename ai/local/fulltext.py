"""Full text over the sources: BM25, the ranking of search engines, on stems or on pieces of words.

Kept here and not in PostgreSQL: half of the sources are no column of any table (the fixed lines of a canned
reply, prose without its marks), and one search must rank all kinds against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ai.local.doc import Doc, split_unspaced, stem
from ai.local.features import Vector, grams, word_column
from ai.local.overlap import small
from ai.local.sparse import stacked

K, B = 1.2, 0.75  # as published: how soon repeats stop counting, how much a long text is held back
OTHERS = 10  # texts that are thought of beside the known ones: in a help centre of three no word is rare
READ = 1_200  # tokens of one source
Units = NDArray[np.int32]  # of a text, in order, with repeats


def stems(doc: Doc) -> Units:
    """The telling words of a document, as columns."""
    words = (token.norm for token in doc.tokens[:READ])
    kept = (piece for word in words if word not in small() for piece in split_unspaced(word))
    return np.array([word_column(stem(piece)) for piece in kept if len(piece) > 1], np.int32)


def pieces(doc: Doc) -> Units:
    """Three and four letters in a row of the telling words: "keypad" meets "pad"."""
    found = [grams(token.norm) for token in doc.tokens[:READ] if token.norm not in small()]
    return np.concatenate(found) if found else np.empty(0, np.int32)


class FullText:
    """Texts to rank by BM25. Immutable. rarest: what a word counts that none of them holds.

    others: texts that are thought of beside them, which hold nothing of what is asked.
    """

    def __init__(self, texts: Sequence[Units], others: int = 0) -> None:
        counted = [np.unique(text, return_counts=True) for text in texts]
        lengths = np.array([len(text) for text in texts], float)
        usual = lengths.mean() if len(texts) else 1.0
        self._texts = stacked([
            Vector(columns.astype(np.int32), _worth(counts, length / (usual or 1.0)))
            for (columns, counts), length in zip(counted, lengths, strict=True)
        ])  # fmt: skip
        kept = self._texts
        spread = np.diff(kept.starts)
        number = kept.height + others
        self._rarity = np.log(1 + (number - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        self.rarest = float(np.log(1 + (number + 0.5) / 0.5))
        ones = np.broadcast_to(np.float32(1.0), kept.values.shape)  # takes no memory
        self._present = replace(kept, values=ones)

    def scores(self, asked: Units) -> NDArray[np.float64]:
        """BM25 of each text."""
        return self._texts.scores(self._known(asked)[0])

    def shares(self, asked: Units) -> NDArray[np.float64]:
        """How much of what is asked each text holds, by rarity: 0 to 1, unknown units counted as missing."""
        known, missing = self._known(asked)
        return self._present.scores(known) / (float(known.values.sum()) + missing * self.rarest or 1.0)

    def _known(self, asked: Units) -> tuple[Vector, int]:
        """Units that some text holds, with their rarity; and how many none does."""
        columns, kept = np.unique(asked), self._texts.columns
        at = np.searchsorted(kept, columns)
        at[at == len(kept)] = 0
        known = kept[at] == columns if len(kept) else np.zeros(len(columns), bool)
        rarity = self._rarity[at[known]] if len(kept) else np.empty(0, np.float32)
        return Vector(columns[known].astype(np.int32), rarity), int((~known).sum())


def _worth(counts: NDArray[np.int64], length: float) -> NDArray[np.float32]:
    """Repeats count less and less. length: of the text, as a multiple of the usual."""
    return (counts * (K + 1) / (counts + K * (1 - B + B * length))).astype(np.float32)
