"""Filters and globals of the template environment, with exact words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from portal.ui.preview import configure, preview_environment

configure()

from portal.ui import jinja, times, words  # noqa: E402  Django must be configured first
from portal.ui.routes import path_of  # noqa: E402
from tenants.kernel import clock  # noqa: E402

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("back", "word"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=6), "6 d"),
        (timedelta(days=8), "12 Nov"),
        (timedelta(days=400), "16 Oct 2025"),
        (timedelta(seconds=-5), "now"),
    ],
)
def test_ago_says_one_short_word(back: timedelta, word: str) -> None:
    with clock.at(NOON):
        assert f">{word}</time>" in times.ago(NOON - back)


def test_ago_carries_the_exact_moment_and_none_is_a_dash() -> None:
    with clock.at(NOON):
        text = str(times.ago(NOON))

    assert 'datetime="2026-11-20T12:00:00+00:00"' in text
    assert "20 Nov 2026" in text
    assert times.ago(None) == "–"


def test_until_counts_down_and_then_says_late() -> None:
    with clock.at(NOON):
        assert ">25 min</time>" in times.until(NOON + timedelta(minutes=25))
        assert ">2 h late</time>" in times.until(NOON - timedelta(hours=2))


@pytest.mark.parametrize(
    ("size", "word"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (184320, "180 KB"), (2_516_582, "2.4 MB")],
)
def test_filesize(size: int, word: str) -> None:
    assert jinja.filesize(size) == word


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mara Lindqvist", "ML"),
        ("田中 美咲", "田"),
        ("dana@acme.example", "DE"),
        ("", "?"),
        ("…", "?"),
        ("Änne", "Ä"),
        ("יעל כהן", "י"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert jinja.initials(name) == letters


@pytest.mark.parametrize(
    ("count", "word"),
    [(0, "0"), (999, "999"), (1000, "1k"), (1249, "1.2k"), (10_000, "10k"), (123_456, "123k")],
)
def test_compact(count: int, word: str) -> None:
    assert jinja.compact(count) == word


def test_month_is_a_word_and_a_year() -> None:
    assert times.month(NOON.date()) == "November 2026"


def test_clip_cuts_at_a_word_and_never_exceeds_the_length() -> None:
    assert jinja.clip("short", 10) == "short"
    assert jinja.clip("the quick brown fox jumps", 17) == "the quick brown…"
    assert len(jinja.clip("x" * 300, 40)) == 40


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.85, "high"),
        (0.849, "medium"),
        (0.6, "medium"),
        (0.59, "low"),
        (None, "low"),
        ("high", "high"),
        ("certain", "low"),
    ],
)
def test_confidence_word(value: float | str | None, word: str) -> None:
    assert words.confidence_word(value) == word


def test_icon_escapes_what_it_is_given() -> None:
    assert "<script>" not in jinja.icon('"><script>')


def test_templates_escape_by_default() -> None:
    assert preview_environment().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_path_of_fills_placeholders_and_refuses_missing_ones() -> None:
    assert path_of("agent:choices", 42, "status") == "/tickets/42/choices/status/"
    with pytest.raises(ValueError, match="more arguments"):
        path_of("agent:ticket")
    with pytest.raises(KeyError):
        path_of("agent:nothing")


def test_an_address_is_that_of_the_resolver_whatever_it_is_remembered_as() -> None:
    for name, args in (
        ("agent:ticket", (7,)),
        ("agent:message", ("abcDEF-_01234567",)),
        ("agent:message", ("short",)),
        ("agent:part", (7, "thread")),
        ("agent:part", (8, "a-part-of-16-let")),
    ):
        assert jinja.url(name, *args) == reverse(name, args=args, urlconf="infra.urls")
