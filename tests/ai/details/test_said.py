"""A model's word on details: only what stands in the mail counts, and what was found exactly goes before."""

from __future__ import annotations

import pytest

from ai.contracts import DetailOption, Letter
from ai.details import said
from ai.details.finding import finder

OPTIONS = (
    DetailOption("order", "Order", "order"),
    DetailOption("product", "Product", "list", "", (("Aurora Desk", ("Aurora",)),)),
    DetailOption("day", "Day", "date"),
    DetailOption("customer", "Customer", "pattern", r"\bKD-\d{6}\b"),
)
BODY = "my purchase AB-77 of the blue desk on 3. März 2026, KD 88, card {card}"
LETTER = Letter("Hi", BODY.format(card="4111 1111 1111 1111"))
MASKED = Letter("Hi", BODY.format(card="[[CARD_1]]"))


def read(*named) -> dict[str, tuple[str, str]]:
    return {one.key: (one.value, one.quote) for one in said.readings(list(named), MASKED, LETTER, OPTIONS)}


def test_what_stands_in_the_mail_is_a_suggestion_with_its_place():
    (one,) = said.readings([{"key": "order", "value": "AB-77"}], MASKED, LETTER, OPTIONS)
    assert (one.value, one.confidence, one.source) == ("AB-77", said.SURE, "model")
    assert LETTER.body[one.start :].startswith("AB-77")
    assert read({"key": "day", "value": "3. März 2026"}) == {"day": ("2026-03-03", "3. März 2026")}
    assert read({"key": "product", "value": "aurora", "quote": "the blue desk"}) == {
        "product": ("Aurora Desk", "the blue desk")
    }


@pytest.mark.parametrize(
    "named",
    [
        {"key": "order", "value": "AB-78"},
        {"key": "order", "value": "CARD_1"},
        {"key": "order", "value": "[[CARD_1]]"},
        {"key": "order", "value": "4111 1111 1111 1111"},
        {"key": "order", "value": "purchase"},
        {"key": "order", "value": ["AB-77"]},
        {"key": "order", "value": "AB-77 " * 40},
        {"key": "nothing", "value": "AB-77"},
        {"key": ["order"], "value": "AB-77"},
        {"key": "product", "value": "Borealis", "quote": "the blue desk"},
        {"key": "product", "value": "Aurora Desk", "quote": "the red desk"},
        {"key": "day", "value": "the blue desk"},
        {"key": "customer", "value": ""},
        "order", 7, None, [],
    ],
)  # fmt: skip
def test_what_does_not_hold_is_dropped(named):
    assert read(named) == {}


@pytest.mark.parametrize("answer", [None, "x", 3, {}, {"order": "AB-77"}])
def test_an_answer_of_another_shape_says_nothing(answer):
    assert said.readings(answer, MASKED, LETTER, OPTIONS) == ()


def test_exact_places_go_before_the_models():
    exact = finder(OPTIONS).find("", "order no. 4711")
    models = said.readings(
        [{"key": "day", "value": "3. März 2026"}, {"key": "order", "value": "AB-77"}], MASKED, LETTER, OPTIONS
    )
    both = said.joined(exact, models, OPTIONS)
    assert [(one.key, one.value, one.source) for one in both] == [
        ("order", "4711", "number"), ("day", "2026-03-03", "model"),
    ]  # fmt: skip
