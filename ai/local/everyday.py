"""What a text speaks of in everyday words: "call it off" and "cancel" are one thing (words/everyday.py)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ai.local.doc import Doc
from ai.local.features import word_column
from ai.local.fulltext import READ, Units
from ai.local.lexicon import Lexicon
from ai.local.words.everyday import EVERYDAY


def things(doc: Doc) -> Units:
    """A column for each time a thing is named, in order, with repeats."""
    labels = [hit.label for hit in _lexicon().find(doc)[:READ]]
    return np.array([word_column(f"e:{label}") for label in labels], np.int32)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(EVERYDAY)
