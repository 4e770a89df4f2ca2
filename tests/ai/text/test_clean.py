"""What remains of a mail: own words, visible, bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.text.clean import RAW_LIMIT, budget, clean, invisible_count, split, visible
from tests.support.effort import bounded


@pytest.mark.parametrize(
    ("mail", "own"),
    [
        ("It broke.\n\nOn Mon, 3 Mar 2025 at 10:00, Support <s@x.test> wrote:\n> Hello", "It broke."),
        ("It broke.\n\nOn Mon, 3 Mar 2025 at 10:00, Support Team of Example Company\n<support@example.test> wrote:\n> Hi", "It broke."),
        ("Geht nicht.\n\nAm 03.03.2025 um 10:00 schrieb Support:\n> Hallo", "Geht nicht."),
        ("Non.\n\nLe lun. 3 mars 2025 à 10:00, Support a écrit :\n> Bonjour", "Non."),
        ("See below\n\n-----Original Message-----\nold", "See below"),
        ("New\n\nFrom: Support\nSent: Monday\nTo: me\n\nold text", "New"),
        ("Von: Anna\nGesendet: Montag\n\nalles zitiert", "Von: Anna\nGesendet: Montag\n\nalles zitiert"),
        ("Help me\n-- \nAnna\nCEO", "Help me"),
        ("Help me\n\nKind regards,\nAnna Schmidt\nAcme Inc", "Help me"),
        ("Bitte helfen\n\nMit freundlichen Grüßen\nAnna", "Bitte helfen"),
        ("It works\n\nSent from my iPhone", "It works"),
        ("> quoted only", "> quoted only"),
        ("From: is the field that is wrong\nplease fix", "From: is the field that is wrong\nplease fix"),
    ],
)  # fmt: skip
def test_own_words(mail, own):
    assert clean(mail) == own


def test_invisible_characters_go_and_real_joiners_stay():
    assert visible("pay\u200bment \U000e0041\U000e0042now\x00\ud800") == "payment now"
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("👩\u200d💻") == "👩\u200d💻"
    assert invisible_count("a\u200bb\U000e0041") == 2


def test_the_budget_keeps_head_and_tail():
    text = "a" * 9_000 + "the question at the end?"
    short = budget(text, 1_000)

    assert len(short) == 1_000
    assert short.startswith("aaa")
    assert short.endswith("the question at the end?")


@given(st.text(max_size=400), st.integers(0, 300))
def test_any_text_is_bounded_and_cleaning_twice_changes_nothing(text, limit):
    seen = visible(text)
    assert visible(seen) == seen
    assert len(budget(text, limit)) <= max(limit, 0) or len(text) <= limit
    assert len(clean(text, 100)) <= 100
    seen.encode("utf-8")
    assert "\x00" not in seen


@given(st.text(alphabet="ab \n>-:wroteOnAmLeFrom", max_size=300))
def test_no_word_is_lost_without_being_accounted_for(text):
    parts = split(text)
    kept = set(f"{parts.body} {parts.quoted} {parts.signature}".split())
    unquoted = {word for line in text.split("\n") if line.lstrip()[:1] != ">" for word in line.split()}
    assert unquoted <= kept


@pytest.mark.parametrize("text", ["a" * 3_000_000, "\n" * 2_500_000, " " * 2_000_000, "on a wrote: " * 200_000,
                                  "from: x\n" * 300_000, "\u0301" * 1_000_000, "\u200b" * 1_000_000, "-- \n" * 500_000])  # fmt: skip
def test_hostile_text_is_cheap(text):
    with bounded(1.5):
        assert len(clean(text)) <= 8_000
    assert RAW_LIMIT == 400_000
