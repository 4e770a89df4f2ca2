"""Where the words a value rests on stand: in the message as it was written, for pages and programs."""

from __future__ import annotations

import pytest

from ai.models import Result
from ai.text.places import place
from core.tickets.models import Message
from tests.ai.test_model_path import GOOD
from tests.support.fakes import openai as fake

pytestmark = pytest.mark.django_db
WRITTEN = "Hello,\n\nour card was  charged\u200b twice for the\nMarch invoice. This is really annoying!"


def quoted(field: str) -> list[tuple[str, str]]:
    """(quote, what stands at its place) of the latest results."""
    texts = dict(Message.objects.values_list("public_id", "text"))
    row = Result.objects.get(field=field, is_latest=True)
    return [
        (
            one["quote"],
            (texts[one["message"]] if one["in"] == "text" else row.ticket.subject)[one["start"] : one["end"]],
        )
        for one in row.quotes
        if one["start"] is not None
    ]


def test_each_quoted_value_knows_its_place(write_in, drain):
    write_in()
    drain()
    for field in ("category", "sentiment"):
        found = quoted(field)
        assert found
        assert all(quote == stands for quote, stands in found)


def test_single_words_of_the_reason_are_quoted_too(write_in, drain):
    write_in()
    drain()
    row = Result.objects.get(field="category")
    assert row.reason.startswith("words: ")
    assert {one["quote"] for one in row.quotes} > set(row.reason.removeprefix("words: ").split(", ")[:1])


def test_words_are_found_as_they_were_written(write_in, drain):
    write_in(WRITTEN)
    drain()
    assert all(quote == stands for quote, stands in quoted("sentiment"))
    _, (start, end) = place("twice for the March invoice.", WRITTEN)
    assert WRITTEN[start:end] == "twice for the\nMarch invoice."


def test_words_of_the_subject_have_their_place_there(write_in, drain):
    write_in("Good day.", subject="URGENT: all our systems are down and nobody can work")
    drain()
    row = Result.objects.get(field="escalation")
    assert row.value
    assert [one["in"] for one in row.quotes][:1] == ["subject"]
    assert quoted("escalation")[0][0] in row.ticket.subject


MASKED = {
    "an address": ("Write to mara@example.com about it", "Write to [[EMAIL_1]] about it"),
    "an account, spaced": ("from DE89 3704 0044 0532 0130 00 twice", "from [[IBAN_1]] twice"),
    "a card alone": ("4111 1111 1111 1111", "[[CARD_1]]"),
    "two of a kind": ("a.b@example.com and c.d@example.com", "[[EMAIL_1]] and [[EMAIL_2]]"),
}


@pytest.mark.parametrize("name", MASKED)
def test_words_that_a_model_saw_masked_have_their_place_as_they_were_written(name, write_in, model, drain):
    written, seen = MASKED[name]
    model.script(fake.answers(**GOOD | {"evidence": seen}))
    message = write_in(f"Good day,\n\n{written}, please.")
    drain()
    sent = model.chats[0].json["messages"][-1]["content"]
    assert seen in sent
    row = Result.objects.get(field="category", is_latest=True)
    assert row.run.engine == "model"
    assert row.evidence == seen, "what was masked is kept masked"
    assert quoted("category") == [(written, written)]
    assert row.quotes[0]["message"] == message.public_id


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("a (b", "x a  (b", (0, (2, 7))),
        ("", "x", None),
        ("gone", "here", None),
        ("x" * 301, "x" * 400, None),
        ("a b", "a" + " " * 50_000 + "b", None),
    ],
)
def test_a_place(quote, text, expected):
    assert place(quote, text) == expected


@pytest.mark.parametrize("quote", ["ab\ud800 cd", "\0", "a " * 149, "\\ (", "💥 " * 140])
def test_whatever_a_model_quotes_is_looked_for_without_a_fault(quote):
    assert place(quote, "Nothing of this stands here.") is None


def test_whole_words_go_before_pieces_of_words_and_the_case_is_no_matter():
    text = "Hello, twice I was charged."
    assert place("I", text) == (0, (13, 14))
    assert place("i", text) == (0, (13, 14))
    assert place("hello", text) == (0, (0, 5))
    assert place("Hello", text.lower(), "Hello") == (1, (0, 5))
    assert place("harg", text) == (0, (20, 24))
    assert place("包裹", "我的包裹还没有到") == (0, (2, 4))
    assert place("charged", "İ charged") == (0, (2, 9))
