"""Processes remember what they worked out about a text, and not the text."""

from __future__ import annotations

import gc
import weakref

import pytest

from ai.contracts import NO, PRIORITIES, SENTIMENTS, YES
from ai.local import features, sentiment, spam, urgency
from ai.local.examples import example
from ai.local.remembering import by_hash


class Text(str):
    """One that tells when nobody holds it any more."""


READERS = {
    "spam": lambda text: spam.prior(text, [NO, YES]),
    "sentiment": lambda text: sentiment.prior(text, list(SENTIMENTS)),
    "priority": lambda text: urgency.prior(text, list(PRIORITIES)),
    "vector": features.vector_of,
    "example": example,
}


@pytest.mark.parametrize("name", READERS)
def test_no_text_stays_in_memory(name):
    text = Text(f"My card number of {name} is 4711, please do not keep it. It fails again and again!")
    READERS[name](text)
    gone = weakref.ref(text)
    del text
    gc.collect()
    assert gone() is None


def test_the_same_text_is_read_once_and_the_oldest_is_forgotten_first():
    read: list[str] = []

    @by_hash(2)
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    assert [length(text) for text in ("a", "bb", "a", "ccc", "a", "bb")] == [1, 2, 1, 3, 1, 2]
    assert read == ["a", "bb", "ccc", "bb"]
    assert length("\ud800") == 1, "what no encoding takes is a text, too"
