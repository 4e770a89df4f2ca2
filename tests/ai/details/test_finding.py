"""What is found in messages: numbers by their names, products of a list, patterns of one's own."""

from __future__ import annotations

import time

import pytest

from ai.contracts import NUMBERS, DetailOption
from ai.details.finding import LOOKED_AT, Finder, finder
from tests.support.effort import bounded

PRODUCTS = (
    ("Aurora Desk", ("Aurora",)),
    ("Aurora Desk Pro", ()),
    ("C++ Kit", ("C++",)),
    ("Café Noir", ()),
    ("极光台", ()),
    ("Wi-Fi Bridge", ()),
)
EVERYTHING = finder(
    (
        *(DetailOption(kind, kind, kind) for kind in NUMBERS),
        DetailOption("customer", "Customer", "pattern", r"\bKD-(?P<number>\d{6})\b"),
        DetailOption("product", "Product", "list", "", PRODUCTS),
    )
)


def found(text: str, subject: str = "") -> dict[str, str]:
    return {one.key: one.value for one in EVERYTHING.find(subject, text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order no. 4711 is late", {"order": "4711"}),
        ("my order #A-10023, please", {"order": "A-10023"}),
        ("Bestellnummer: 302-1234567-7654321", {"order": "302-1234567-7654321"}),
        ("zu Auftrag Nr. AB-2024/118", {"order": "AB-2024/118"}),
        ("numéro de commande : FR2024-001", {"order": "FR2024-001"}),
        ("commande n° 88121", {"order": "88121"}),
        ("número de pedido 55512", {"order": "55512"}),
        ("Ordine n. 5543", {"order": "5543"}),
        ("ordernummer 7788", {"order": "7788"}),
        ("Order:\n\n  100200", {"order": "100200"}),
        ("We paid invoice INV-9981 already", {"invoice": "INV-9981"}),
        ("Rechnung Nr. RE-2024/118", {"invoice": "RE-2024/118"}),
        ("My invoice is GH-90417.", {"invoice": "GH-90417"}),
        ("Die Rechnung ist RE-2231", {"invoice": "RE-2231"}),
        ("factura 99812 por favor", {"invoice": "99812"}),
        ("Where is 1Z999AA10123456784?", {"tracking": "1Z999AA10123456784"}),
        ("Sendungsnummer 00340434161094015902", {"tracking": "00340434161094015902"}),
        ("the parcel RR123456785GB", {"tracking": "RR123456785GB"}),
        ("Seriennummer SN-88A-7712", {"serial": "SN-88A-7712"}),
        ("numéro de série X1Y2Z3", {"serial": "X1Y2Z3"}),
        ("You took 1,234.50 EUR", {"amount": "1234.50 EUR"}),
        ("über 1.234,5 € zu viel", {"amount": "1234.50 EUR"}),
        ("R$ 1.500,00", {"amount": "1500.00 BRL"}),
        ("on March 3, 2026", {"date": "2026-03-03"}),
        ("am 3. März 2026", {"date": "2026-03-03"}),
        ("le 3 février 2026", {"date": "2026-02-03"}),
        ("el 3 de marzo de 2026", {"date": "2026-03-03"}),
        ("until 2026-11-29", {"date": "2026-11-29"}),
        ("KD-123456", {"customer": "123456"}),
        ("kd-123456 and KD-123456 again", {"customer": "123456"}),
        ("I love my aurora desk pro", {"product": "Aurora Desk Pro"}),
        ("the AURORA broke", {"product": "Aurora Desk"}),
        ("one cafe noir, please", {"product": "Café Noir"}),
        ("the c++ of yours", {"product": "C++ Kit"}),
        ("a wi fi bridge", {"product": "Wi-Fi Bridge"}),
        ("我想要极光台", {"product": "极光台"}),
    ],
)
def test_it_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "order 20 pieces", "order 2024", "we order 4 weeks ahead", "reorder 12345", "the border no. 12345",
        "in order to 12345", "order id: ABC", "an order of 4711 nuts", "KD-1234567", "xKD-123456", "Auroras",
        "C is a language", "RR123456784GB is a number", "31.02.2026", "order number", "",
        "the bill is 4500", "the order was 2024 pieces",
    ],
)  # fmt: skip
def test_it_is_none(text):
    assert found(text) == {}


def test_the_subject_counts_and_places_are_exact():
    subject, body = "Order no. 4711", "Hello, é\u200b the aurora desk and 12,50 € it is"
    for one in EVERYTHING.find(subject, body):
        text = subject if one.where == "subject" else body
        assert text[one.start : one.start + len(one.quote)] == one.quote
    assert found(body, subject) == {"order": "4711", "product": "Aurora Desk", "amount": "12.50 EUR"}


def test_of_two_values_neither_is_sure():
    (one,) = (row for row in EVERYTHING.find("", "orders no. 4711 and order no. 4712") if row.key == "order")
    assert (one.value, one.confidence, one.others) == ("4711", 0.6, ("4712",))
    (same,) = (
        row for row in EVERYTHING.find("", "order no. ab-4711 or order no. AB-4711") if row.key == "order"
    )
    assert (same.confidence, same.others) == (0.97, ())
    (day,) = EVERYTHING.find("", "it came 03/04/2026")
    assert (day.value, day.confidence) == ("2026-04-03", 0.6)


@pytest.mark.parametrize(
    "text",
    [
        "My card is 4111 1111 1111 1111, order 4111111111111111",
        "IBAN DE89370400440532013000 order no. DE89370400440532013000",
        "the password is Aurora-KD-123456-x9",
        "order number [[CARD_1]] and invoice no. [[IBAN_22]]",
    ],
)
def test_what_must_not_be_kept_is_not(text):
    assert not {"order", "customer", "invoice"} & found(text).keys()


def test_an_order_that_looks_like_a_card_is_an_order_where_masking_says_so():
    assert found("order number 4111111111111111")["order"] == "4111111111111111"


def of_pattern(pattern: str) -> Finder:
    return Finder((DetailOption("x", "X", "pattern", pattern),))


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:(?:a+)+)+$",
        r"(.*)*x",
        r"(?:\pL{1,500}){1,500}",
        "(",
        r"(?=a)",
        r"\1",
        "a{10000}",
        "",
        r"x*",
        r"(a)?b",
    ],
)
def test_hostile_patterns_cost_little_and_find_nothing_odd(pattern):
    text = "a" * 100_000
    began = time.process_time()
    rows = of_pattern(pattern).find("", text)
    assert time.process_time() - began < 1.5
    assert all(0 < len(row.value) <= 100 for row in rows)


def test_long_texts_cost_a_bounded_effort():
    texts = (
        "order no. 4711 KD-123456 aurora 99,90 € 3. März 2026 " * 2_000,
        "order " * 20_000, "é" * 100_000, "1234 " * 20_000, "aurora desk " * 9_000, "aurora-" * 15_000,
        "4111 1111 1111 1111 " * 5_000 + "order no. 12345", "\n" * 100_000, "极" * 100_000, "€1" * 50_000,
    )  # fmt: skip
    EVERYTHING.find("", texts[0])
    for text in texts:
        with bounded(0.5):
            EVERYTHING.find("", text)
    assert found("x" * LOOKED_AT + " order no. 4711") == {}
