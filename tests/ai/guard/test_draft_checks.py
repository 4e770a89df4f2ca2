"""A draft says what its sources say, or a named flag tells where it does not."""

from __future__ import annotations

import pytest

from ai.contracts import Source
from ai.guard.draft_checks import WITHHOLD, check_draft, withheld_by
from tests.support.effort import bounded

SOURCES = [
    Source("a1", "article", "Reset your password", "Open Settings > Security and press Reset. The link is valid for 30 minutes.",
           "https://help.acme.test/reset"),
    Source("a2", "article", "Refunds", "Refunds of up to 1,000.00 EUR are paid within 14 days. Call +49 30 1234567."),
]  # fmt: skip
MAIL = "Hello, invoice 2024-113 over 1.200,00 EUR. How do I reset? bob@acme.test"


def names(draft: str, **options: object) -> list[str]:
    return [flag.name for flag in check_draft(draft, SOURCES, MAIL, language="en", **options)]


@pytest.mark.parametrize("draft", [
    "Hello Anna,\n\nOpen Settings > Security and press Reset. The link is valid for 30 minutes [1].\n\n1. Do this\n2. Do that",
    "Your invoice 2024-113 of 1200 EUR has arrived here [1]", "See https://help.acme.test/reset for the steps [1]",
    "Refunds of up to 1000 EUR are paid within 14 days [[src:a2]]", "We have written to bob@acme.test about this [1]",
    "Please call +49 30 1234567 [2]",
])  # fmt: skip
def test_a_grounded_draft_has_no_findings(draft):
    assert names(draft) == []


@pytest.mark.parametrize(("draft", "expected"), [
    ("  ", ["empty"]),
    ("The answer is in another text [3]", ["unknown_source"]),
    ("The answer is in another text [[src:zz]]", ["unknown_source"]),
    ("The link is valid for 45 minutes [1]", ["ungrounded_fact"]),
    ("That costs 99.50 in total [1]", ["ungrounded_fact"]),
    ("Refunds are paid [1]", ["promise"]),
    ("We will call you [1]", ["promise"]),
    ("Your request has been approved [1]", ["promise"]),
    ("You receive a discount [1]", ["promise"]),
    ("Open https://evil.example/reset [1]", ["foreign_url"]),
    ("Open help.acme.test.evil.com/reset [1]", ["foreign_url"]),
    ("Write to mallory@evil.test [1]", ["pii_in_draft"]),
    ("Hallo, öffnen Sie die Einstellungen und drücken Sie auf Zurücksetzen, dann geht es wieder.", ["language_mismatch"]),
    ("Hi {{name}}, press Reset [1]", ["placeholder_left"]),
    ("Dear [customer name], press Reset [1]", ["placeholder_left"]),
    ("Your card [[CARD_1]] is fine [1]", ["placeholder_left"]),
])  # fmt: skip
def test_each_finding_has_a_name(draft, expected):
    assert names(draft) == expected
    told = withheld_by(check_draft(draft, SOURCES, MAIL, language="en"))
    assert told.startswith("The draft ")
    assert f"{expected[0]}:" not in told, "people read a sentence, not the name of a finding"
    assert told.startswith(WITHHOLD[expected[0]].partition("{")[0])


def test_the_sentence_tells_what_is_wrong():
    german = "Hallo, öffnen Sie die Einstellungen und drücken Sie auf Zurücksetzen, dann geht es wieder."
    for draft, told in (
        (german, "The draft is written in German instead of English."),
        ("The answer is in another text [3]", "The draft cites 3, which is none of the sources."),
        ("That costs 99.50 in total [1]", "The draft says “99.50”, which stands in no source."),
    ):
        assert withheld_by(check_draft(draft, SOURCES, MAIL, language="en")) == told


def test_length_and_allowed_hosts():
    assert names("word " * 1_000) == ["too_long"]
    assert names("Open https://status.acme.test/ [1]", allowed_hosts=["acme.test"]) == []
    assert withheld_by(()) == ""


@pytest.mark.parametrize("text", ["a" * 1_000_000, "[1]" * 300_000, "a." * 500_000, "1," * 500_000, "[[src:" * 200_000,
                                  "{{" * 500_000, "http://" * 150_000, "we will " * 100_000])  # fmt: skip
def test_hostile_drafts_are_cheap(text):
    with bounded(1.5):
        check_draft(text, SOURCES, MAIL, language="en")
