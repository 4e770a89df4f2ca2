"""What an organization has hidden from models, from its page and from a program, and what then leaves."""

import json
import re
import time

import pytest

from ai import book, selectors, services
from ai.models import MaskPattern, Run, Suggestion
from ai.text.redact import Redactor
from core.audit.models import Record
from tests.ai.test_model_path import GOOD, REPLY
from tests.support.callers import Caller
from tests.support.fakes import openai as fake

MAIL = "Customer KD-123456, card 4111 1111 1111 1111, carla@customer.example, call +49 30 90182012. Charged twice."


@pytest.fixture
def by(people):
    return people.adam.actor


def sent(model):
    return json.dumps(model.chats[-1].json, ensure_ascii=False)


def test_a_kind_that_is_switched_off_leaves_and_cards_never_do(write_in, model, drain, by):
    services.set_policy("reply", "off", by)
    services.mask_kinds(["PHONE"], by=by)
    write_in(MAIL)
    drain()

    assert "carla@customer.example" in sent(model)
    assert "[[PHONE_1]]" in sent(model)
    assert "[[CARD_1]]" in sent(model)
    assert "4111" not in sent(model)
    assert Record.objects.filter(action="ai.masking_changed").count() == 1


def test_an_own_pattern_is_masked_in_triage_and_drafts(write_in, articles, model, drain, by):
    services.add_pattern("Customer number", r"\bkd-(\d{6})\b", by=by)
    model.script(fake.answers(**GOOD | {"tags": []}), fake.answers(**REPLY))
    write_in(MAIL)
    drain()

    assert len(model.chats) == 2
    for call in model.chats:
        words = json.dumps(call.json)
        assert "123456" not in words
        assert "KD-[[CUSTOMER_NUMBER_1]]" in words
    assert Run.objects.filter(engine="model").count() == 2
    assert Suggestion.objects.get().state == "ready"


@pytest.mark.parametrize(("name", "pattern", "field"), [
    ("", "x", "name"), ("x", "", "pattern"), ("x", "(", "pattern"), ("x", "a*", "pattern"), ("x", "(?=a)b", "pattern"),
    ("x", ".", "pattern"), ("x", ".+", "pattern"), ("x", r"\w+", "pattern"), ("x", r"\S", "pattern"),
    ("x", r"(a)\1", "pattern"), ("x", "((a{1,100}){1,100}){1,100}", "pattern"), ("x", "y" * 501, "pattern"),
])  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_refused_with_words(name, pattern, field, by, db):
    with pytest.raises(services.BadMasking) as refused:
        services.add_pattern(name, pattern, by=by)
    assert list(refused.value.data["fields"]) == [field]
    assert not MaskPattern.objects.exists()


def test_a_pattern_that_would_stall_another_engine_takes_no_time(by):
    services.add_pattern("Slow", "(a+)+$", by=by)
    began = time.perf_counter()
    selectors.as_models_see("a" * 7_000 + "b")
    assert time.perf_counter() - began < 0.5


def test_nothing_leaves_while_a_pattern_cannot_be_used(write_in, model, drain):
    """As after an upgrade of the engine of expressions: what it was to hide would leave."""
    MaskPattern.objects.create(name="Contract", kind="CONTRACT", pattern="(")
    book.decided.changed()
    write_in("Our contract C-1234 ends.")
    drain()
    assert (len(model.chats), Run.objects.get(kind="triage").engine) == (0, "local")


def test_names_make_kinds_of_their_own(by):
    for name, kind in (
        ("Kundennummer", "KUNDENNUMMER"),
        ("Card", "CARD_2"),
        ("顧客", "OWN"),
        ("番号", "OWN_2"),
        ("7", "OWN_7"),
    ):
        assert services.add_pattern(name, f"{kind}x", by=by).kind == kind
    with pytest.raises(services.BadMasking):
        services.add_pattern("card", "y", by=by)
    for _ in range(25):
        services.add_pattern(f"n{_}", "z", by=by)
    with pytest.raises(services.EnoughPatterns):
        services.add_pattern("one more", "z", by=by)


def test_an_own_canary_takes_the_place_of_the_platforms(write_in, model, drain, by, settings):
    settings.AI_PROMPT_CANARY = "platform-word"
    services.set_policy("reply", "off", by)
    services.set_canary("own-word-99", by=by)
    write_in(MAIL)
    drain()
    assert "own-word-99" in sent(model)
    assert "platform-word" not in sent(model)
    services.set_canary("", by=by)
    assert book.decided().canary == "platform-word"
    assert "own-word" not in json.dumps(list(Record.objects.values_list("before", "after")))


def test_the_page_saves_adds_tries_and_removes(browser, acme, people):
    admin, where = browser(acme, people.adam), "/settings/ai/masking/"
    assert admin.get(where).status_code == 200
    admin.post(where, {"action": "kinds", "kind": ["EMAIL", "IP"]})
    assert book.decided().masking.kinds == {"EMAIL", "IP"}
    wrong = admin.post(where, {"action": "add", "name": "Broken", "pattern": "(("})
    assert wrong.status_code == 422
    assert "is never closed" in wrong.text
    admin.post(where, {"action": "add", "name": "Number", "pattern": r"KD-\d+"})
    tried = admin.post(where, {"action": "try", "words": f"<b>{MAIL}"}).text
    for mark in ("[[NUMBER_1]]", "[[CARD_1]]", "[[EMAIL_1]]"):
        assert f"<mark>{mark}</mark>" in tried
    assert "+49 30 90182012" in tried.split('aria-live="polite"')[1]
    assert "&lt;b&gt;" in tried
    admin.post(where, {"action": "remove", "pattern_id": MaskPattern.objects.get().pk})
    assert not MaskPattern.objects.exists()
    assert admin.post(where, {"action": "remove", "pattern_id": "9"}).status_code == 404


def test_a_program_decides_the_same(acme, people):
    adam = Caller(acme, people.adam)
    shown = adam.call("PATCH", "/ai/settings/", {"masked": ["IP"], "canary": "a-good-word", "seed": 7}).json()
    always = ["CARD", "IBAN", "SECRET"]
    said = {"masked": ["IP"], "always": always, "has_canary": True, "seed": 7, "guidance": "", "prompts": {}}
    assert shown == said
    assert book.decided().seed == 7
    assert adam.call("PATCH", "/ai/settings/", {"masked": ["CARD"]}).status_code == 400
    assert (
        adam.call("PATCH", "/ai/settings/", {"masked": [], "seed": 8, "canary": "short"}).status_code == 400
    )
    assert (adam.read("/ai/settings/").json()["masked"], book.decided().seed) == (["IP"], 7), "all or nothing"
    made = adam.call("POST", "/ai/mask-patterns/", {"name": "Number", "pattern": "KD-[0-9]+"})
    assert (made.status_code, made.json()["kind"]) == (201, "NUMBER")
    assert len(adam.read("/ai/mask-patterns/").json()) == 1
    assert adam.call("DELETE", f"/ai/mask-patterns/{made.json()['id']}/").status_code == 204
    assert Caller(acme, people.ana).read("/ai/settings/").status_code == 403


def test_more_values_than_are_counted_do_not_leave(db, by):
    services.add_pattern("Digit", "[0-9]", by=by)
    masked = Redactor(book.decided().masking).redact("x7 " * 501 + "y8 and the end")
    assert not re.search(r"x7|y8", masked)
