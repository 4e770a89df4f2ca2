"""Thanks and nothing more, in many languages; a single word that may mean something makes it more."""

import pytest

from ai.contracts import Letter
from ai.local.mail import prepare
from ai.local.thanks import read_thanks
from tests.ai.local.thanks import MORE, ONLY


def read(text):
    return read_thanks(prepare(Letter("Re: Charged twice", text)))


@pytest.mark.parametrize("text", MORE)
def test_more_than_thanks_is_never_taken_for_thanks(text):
    assert not read(text).value


def test_most_thanks_are_found_and_quoted():
    found = [read(text) for text in ONLY]

    assert sum(one.value for one in found) >= 0.9 * len(ONLY)
    assert all(one.evidence in text for one, text in zip(found, ONLY, strict=True) if one.value)


def test_long_words_are_not_searched_for_long():
    assert not read("thanks " * 5_000).value
