"""Conditions and patterns: what holds, what was missing, and words about patterns that cannot be used."""

import time

import pytest

from core.mail.parsing import read
from core.mail.ruling import asking, checking, facts, patterns
from tenants.kernel.errors import Invalid
from tests.core.mail.parsing.build import mail

RAW = mail(
    "Where is my parcel?\r\nOrder: 4711\r\nGrüße aus Köln",
    "Content-Type: text/plain; charset=utf-8", "X-Shop: berlin", "Cc: boss@kunde.example",
    head="From: Anna Berg <anna@kunde.example>\r\nTo: Support <support@acme.example>\r\nSubject: Order #4711 is late\r\n",
)  # fmt: skip


def _facts(raw: bytes = RAW, size: int = 10_240) -> facts.Facts:
    return facts.of(read(raw), size=size, mailbox=1, dmarc="pass")


def _holds(field: str, test: str, value: str = "", header: str = "", **more: object) -> bool:
    rows = checking.conditions([{"field": field, "test": test, "value": value, "header": header}])
    return asking.verdict(rows, "all", None, _facts(**more)).holds


@pytest.mark.parametrize(
    ("field", "test", "value", "holds"),
    [
        ("from", "is", "anna@kunde.example", True),
        ("from", "contains", "ANNA BERG", True),
        ("from", "ends", "@kunde.example", True),
        ("from", "ends", "@other.example", False),
        ("from", "lacks", "kunde.example", False),
        ("to", "contains", "support@", True),
        ("cc", "is", "boss@kunde.example", True),
        ("cc", "lacks", "chef", True),
        ("subject", "starts", "order", True),
        ("subject", "is", "order", False),
        ("body", "contains", "GRÜSSE AUS KÖLN", True),
        ("body", "matches", r"order:\s*\d{4}", True),
        ("body", "matches", r"(?-i)order:", False),
        ("attachment", "there", "", False),
        ("attachment", "missing", "", True),
        ("size", "larger", "9", True),
        ("size", "smaller", "9", False),
        ("kind", "is", "person", True),
        ("dmarc", "is", "pass", True),
    ],
)
def test_a_condition(field: str, test: str, value: str, holds: bool) -> None:
    assert _holds(field, test, value) is holds


def test_headers_by_name() -> None:
    assert _holds("header", "is", "Berlin", header="X-Shop")
    assert _holds("header", "missing", header="List-Id")
    assert not _holds("header", "there", header="List-Id")


def test_captures_are_named_bounded_and_of_one_line() -> None:
    assert patterns.search(r"#(?P<order>\d+).*(?P<how>late)", "Order #4711 is late") == {
        "order": "4711",
        "how": "late",
    }
    assert patterns.search(r"(?P<all>(?s).*)", "a\n\n" + "b" * 500)["all"].startswith("a b")
    assert len(patterns.search(r"(?P<all>(?s).*)", "b" * 500)["all"]) == 200
    assert patterns.search(r"(?P<a>x)|(?P<b>y)", "y") == {"b": "y"}


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("order (", "a bracket “(” is never closed."),
        ("[a", "a bracket “[” is never closed."),
        ("*a", "nothing stands before the repetition “*”."),
        ("a{1001}", "the repetition “{1001}” is too large."),
        ("(?=x)", "“(?=” (looking ahead or behind) is not possible here."),
        (r"(a)\1", "means nothing here (repeating a capture is not possible)."),
        ("[z-a]", "the range “z-a” runs backwards."),
        ("a" * 501, "it is longer than 500 characters."),
    ],
)
def test_what_is_wrong_with_a_pattern_is_told_in_words(pattern: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checking.conditions([{"field": "subject", "test": "matches", "value": pattern}])

    assert str(refusal.value.data["fields"]["conditions"][0]).startswith("Condition 1: ")
    assert said in str(refusal.value.data["fields"]["conditions"][0])


def test_a_pattern_that_would_stall_other_engines_is_quick() -> None:
    text, began = "a" * 50_000, time.process_time()

    assert patterns.search(r"(a+)+$|(a|aa)+b|(x+x+)+y", text + "!") is None
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "row",
    [
        {"field": "nope", "test": "is", "value": "x"},
        {"field": "subject", "test": "nope", "value": "x"},
        {"field": "subject", "test": "contains", "value": " "},
        {"field": "subject", "test": "larger", "value": "3"},
        {"field": "size", "test": "contains", "value": "3"},
        {"field": "size", "test": "larger", "value": "much"},
        {"field": "header", "test": "is", "value": "x", "header": "X Y"},
        {"field": "kind", "test": "is", "value": "robot"},
        {"field": "subject", "test": "is", "value": "x" * 501},
    ],
)
def test_senseless_conditions_are_refused(row: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        checking.conditions([row])


def test_all_and_any_and_the_address_it_is_for() -> None:
    here = {"field": "subject", "test": "contains", "value": "late"}
    gone = {"field": "subject", "test": "contains", "value": "refund"}
    seen = _facts()

    assert asking.verdict([here, gone], "any", 1, seen).holds
    assert asking.verdict([here, gone], "all", None, seen).why == "not so: subject contains refund"
    assert (
        asking.verdict([gone], "any", None, seen).why == "not so: subject contains refund, nor anything else"
    )
    assert asking.verdict([here], "all", 2, seen).why == "for another address"
    assert asking.verdict([], "all", None, seen).holds


@pytest.mark.parametrize(
    "wrong", [{"tags": 5}, {"tags": {"a": 1}}, {"person": [1]}, {"queue": {}, "note": 3, "team": 1.5}]
)
def test_actions_of_a_wrong_shape_are_refused(acme, wrong):
    with pytest.raises(Invalid):
        checking.actions(wrong)
