"""Texts of files that strangers sent: good ones are read, bad ones hurt nobody and end in time."""

from __future__ import annotations

from contextlib import suppress

import pytest

from core.search.extracting import LONGEST, Unreadable, kind_of, text_of
from core.search.extracting.kinds import DOCX, MOST_BYTES
from tests.core.search import files


def test_what_they_say():
    assert text_of("docx", files.docx("Dear Bob,", "the sum is 42 €.")) == "Dear Bob, the sum is 42 €."
    assert text_of("pdf", files.pdf("Invoice 4711", "Second page")) == "Invoice 4711 Second page"
    assert text_of("plain", "Grüße".encode()) == text_of("plain", "Grüße".encode("latin-1")) == "Grüße"
    assert text_of("plain", "Grüße".encode("utf-16")) == "Grüße"
    assert text_of("plain", b"a\x00b \xff\xfe") != ""


def test_kinds():
    assert kind_of("application/pdf", "x.exe") == "pdf"
    assert kind_of(DOCX, "x") == kind_of("application/zip", "X.DOCX") == "docx"
    assert kind_of("text/csv", "a.csv") == "plain"
    assert kind_of("image/png", "a.pdf") == kind_of("text/html", "a.txt") == ""


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("docx", b"no zip at all", "broken"),
        ("docx", files.docx(raw=b"<w:document"), "broken"),
        ("docx", files.docx("x")[:-40], "broken"),
        ("docx", files.docx(raw=b"\x00" * 1000), "broken"),
        ("pdf", b"%PDF-1.7 and nothing", "broken"),
        ("pdf", b"", "broken"),
        ("plain", b"x" * (MOST_BYTES + 1), "too_large"),
    ],
    ids=["no zip", "cut xml", "cut zip", "zeros", "no pdf", "empty", "too large"],
)
def test_broken_ones_say_why(kind, content, reason):
    with pytest.raises(Unreadable) as refusal:
        text_of(kind, content)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("kind", "make"),
    [("docx", files.zip_bomb), ("docx", files.laughing), ("pdf", files.pdf_bomb)],
    ids=["zip bomb", "billion laughs", "pdf bomb"],
)
def test_bombs_end_in_a_refusal_or_in_nothing(kind, make):
    with suppress(Unreadable):
        assert len(text_of(kind, make())) < 100


def test_of_a_book_the_first_pages_count():
    text = text_of("pdf", files.pdf(*(f"Page {number} " + "word " * 300 for number in range(500))))
    assert text.startswith("Page 0 word")
    assert 10_000 < len(text) <= LONGEST
    assert len(text_of("plain", b"word " * 1_000_000)) <= LONGEST
