"""Labelled texts as learning takes them. Texts come again with every refit, so they are read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from ai.local.doc import read
from ai.local.features import Vector, vector
from ai.local.overlap import lexicon, terms
from ai.local.profile import bag
from ai.local.remembering import mark
from ai.text.clean import clean

LARGEST = 48 * 1024 * 1024  # bytes kept in a process that learns: 10,000 short messages, 5,000 long mails
OVERHEAD = 700  # bytes of one example besides its numbers: five objects and a place in the shelf


@dataclass(frozen=True, slots=True)
class Example:
    """vector: for the head; bag: for the profile."""

    vector: Vector
    bag: Vector

    @property
    def size(self) -> int:
        """Bytes it holds in memory."""
        arrays = (self.vector.columns, self.vector.values, self.bag.columns, self.bag.values)
        return OVERHEAD + sum(array.nbytes for array in arrays)


class Read:
    """Examples that were read before, the least recently used dropped first; safe for threads.

    A text is known by its hash: nothing of it stays in memory that somebody could read.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        """largest: bytes."""
        self._kept: OrderedDict[bytes, Example] = OrderedDict()
        self._largest, self.size, self._lock = largest, 0, threading.Lock()

    def __call__(self, text: str) -> Example:
        key = mark(text)
        with self._lock:
            if (known := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return known
        made = _read(text)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self.size += made.size
            while self.size > self._largest:
                self.size -= self._kept.popitem(last=False)[1].size
        return made


def _read(text: str) -> Example:
    doc = read(clean(text))
    hits = lexicon().find(doc)
    names = tuple(dict.fromkeys(hit.label for hit in hits))
    return Example(vector(doc, names), bag(terms(doc, hits)))


example = Read()
