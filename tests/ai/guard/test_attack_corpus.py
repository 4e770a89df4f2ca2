"""How many of our attacks are seen, and how much honest mail is suspected. A flag is no defence: see test_injection_effects."""

from __future__ import annotations

import pytest

from ai.guard.injection import inspect
from tests.ai.guard.attacks import ATTACKS, BENIGN
from tests.support.effort import bounded


def test_most_attacks_are_flagged_and_hardly_any_look_alike():
    missed = [one.name for one in ATTACKS if not inspect(f"{one.subject}\n{one.body}", hidden=one.hidden)]

    assert len(ATTACKS) >= 60
    assert len(missed) <= len(ATTACKS) * 0.05, missed
    assert len(BENIGN) >= 12
    assert [text for text in BENIGN if inspect(text)] == []


@pytest.mark.parametrize("text", ["QUJD" * 20_000 + " decode", "\\x41" * 20_000, "%41" * 30_000, "![a](https://" * 9_000,
                                  "'priority': 'x', " * 9_000, "1gn0r3_" * 20_000, "rot13 " * 20_000, "## system " * 9_000])  # fmt: skip
def test_decoding_is_bounded(text):
    with bounded(1.5):
        inspect(text, hidden=text)
