"""How near two English words are in what they mean: "trash" to "rubbish", "baby" to "child".

Vectors made from WordNet's graph (infra/kinship.py makes the file, words/WORDNET.txt is its licence). They
know no company and no context; words of other languages have none, and then nothing is near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "words" / "kin.npz"
# Endings and what stood in their place, the surest first; a form counts only if it is a known word.
_ENDINGS = (
    ("ies", "y"), ("ves", "f"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("es", "e"),
    ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""),
)  # fmt: skip


class _Kin(NamedTuple):
    """keys: ascending hashes of words and irregular forms; places: their rows in vectors."""

    keys: NDArray[np.uint32]
    places: NDArray[np.uint16]
    vectors: NDArray[np.int8]


def vectors(words: Sequence[str]) -> NDArray[np.float32]:
    """A row of unit length per word, zero for one that is not known."""
    kin = _kin()
    found = np.zeros((len(words), kin.vectors.shape[1]), np.float32)
    for row, word in enumerate(words):
        if (place := _place(word)) is not None:
            vector = kin.vectors[place].astype(np.float32)
            found[row] = vector / np.linalg.norm(vector)
    return found


def bases(word: str) -> Iterator[str]:
    """The word, and what it may be a form of: "parties" -> "party", "stopped" -> "stop"."""
    yield word
    for ending, before in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            base = word[: -len(ending)]
            yield base + before
            if not before and len(base) > 3 and base[-1] == base[-2]:
                yield base[:-1]


@lru_cache(maxsize=16_384)
def _place(word: str) -> int | None:
    keys = _kin().keys
    for base in bases(word) if word.isascii() else ():
        key = crc32(base.encode())
        at = int(np.searchsorted(keys, np.uint32(key)))
        if at < len(keys) and int(keys[at]) == key:
            return int(_kin().places[at])
    return None


@lru_cache(maxsize=1)
def _kin() -> _Kin:
    """4 MB, read once in a process that searches."""
    with np.load(FILE, allow_pickle=False) as kept:
        return _Kin(kept["keys"], kept["places"], kept["vectors"])
