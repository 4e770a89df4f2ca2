"""Labelled texts as learning takes them. Texts come again with every refit, so they are read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ai.local.doc import read
from ai.local.features import Vector, vector
from ai.local.overlap import lexicon, terms
from ai.local.profile import bag
from ai.text.clean import clean

KEPT = 6_000  # of one process; about 3 kB each, only where something is learned


@dataclass(frozen=True, slots=True)
class Example:
    """vector: for the head; bag: for the profile."""

    vector: Vector
    bag: Vector


@lru_cache(maxsize=KEPT)
def example(text: str) -> Example:
    doc = read(clean(text))
    hits = lexicon().find(doc)
    names = tuple(dict.fromkeys(hit.label for hit in hits))
    return Example(vector(doc, names), bag(terms(doc, hits)))
