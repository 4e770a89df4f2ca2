"""Advice by a model, as people use its pages: a stale suggestion, what is hidden, what it costs, what is left."""

from __future__ import annotations

import json
import re
import time
from base64 import b32decode
from collections.abc import Iterator
from typing import Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.fakes import openai as fake
from tests.support.people import PASSWORD
from tests.support.stack import Stack
from tests.support.stack_ground import OPERATOR, OPERATOR_SECRET

pytestmark = pytest.mark.browser
SLOW = 60_000  # milliseconds that a busy machine may take for an answer
SENT, GOT = 100, 200  # what a token costs, in millionths
READ = {"category": "billing.refund", "sentiment": "negative", "priority": "high", "tags": [], "language": "en",
        "escalate": False, "needs_reply": True, "confidence": {"category": 0.9, "sentiment": 0.9, "priority": 0.7}}  # fmt: skip
COSTS, MASKING = "/settings/ai/costs/", "/settings/ai/masking/"


@pytest.fixture(scope="module")
def model() -> Iterator[fake.FakeOpenAI]:
    """Reads well, and writes from the first article it is given."""
    with fake.FakeOpenAI() as server:
        server.default = fake.answers(**READ)
        yield server


@pytest.fixture(scope="module")
def stack(chromium: Any, model: fake.FakeOpenAI) -> Iterator[Stack]:
    more = {
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": "sk-test",
        "DESKHAND_AI_MODEL": "small",
        "DESKHAND_AI_DEBOUNCE": "6",
        "AI_PRICES": f"small={SENT}/{GOT}",
        "DESKHAND_PLAN_PRICES": "trial=0 business=49",
    }
    with Stack(**more) as running:
        yield running


def come_in(page: Any, email: str) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def sent_words(model: fake.FakeOpenAI) -> str:
    return json.dumps([call.json["messages"] for call in model.chats])


def amounts(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"([\d,.]+) USD", text)]


def test_a_suggestion_goes_stale_on_the_open_page_and_another_is_offered(page: Any, stack: Stack) -> None:
    who, subject = "stella@elsewhere.example", "Second charge, please help"
    stack.write(who, subject, "My card was charged twice for one month. When is it returned?", name="Stella")
    confirmed = stack.letter_to(who)
    sign_in(page)
    page.locator("[data-row]", has_text=subject).first.click()
    card = page.locator("[data-suggestion]")
    expect(card).to_contain_text("three working days", timeout=SLOW)
    first = card.get_attribute("data-suggestion")
    page.evaluate("window.isTheSamePage = true")

    again = confirmed.message["Message-ID"]
    stack.write(who, f"Re: {confirmed.message['Subject']}", "It is the card ending in 42.", answers=again)
    expect(page.locator(".sug.stale")).to_contain_text("The customer has written since", timeout=SLOW)
    button = page.get_by_role("button", name="Write a new one")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(f"[data-suggestion]:not([data-suggestion='{first}'])")).to_contain_text(
        "three working days", timeout=SLOW
    )
    expect(page.locator(".sug.stale")).to_have_count(0)
    assert page.evaluate("window.isTheSamePage")
    assert page.complaints == []


def test_what_an_admin_hides_never_reaches_the_model(page: Any, stack: Stack, model: fake.FakeOpenAI) -> None:
    come_in(page, "adam@acme.example")
    page.goto(MASKING)
    page.get_by_label("Name").fill("Customer number")
    page.get_by_label("Pattern").fill(r"\bKD-\d{6}\b")
    page.get_by_role("button", name="Hide it").click()
    page.get_by_text("“Customer number” is hidden from now on.").wait_for()
    if not page.get_by_label("IP addresses").is_checked():
        page.get_by_label("IP addresses").check(force=True)
        page.locator("form", has_text="Kinds").get_by_role("button", name="Save").click()
        page.get_by_text("It holds from the next message on").first.wait_for()
    words = "I am KD-123456, my card 4111 1111 1111 1111, at 192.0.2.7."
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Show what a model sees").click()
    expect(page.locator("#try mark")).to_have_count(3)

    seen = len(model.chats)
    who = "mask@elsewhere.example"
    stack.write(who, "My charge", f"{words} My card was charged twice for one month.", name="Mask")
    stack.until(
        lambda: any("[[CUSTOMER" in json.dumps(one.json) for one in model.chats[seen:]), 90, "the model"
    )
    told = json.dumps([one.json for one in model.chats[seen:]])
    for secret in ("KD-123456", "4111 1111", "192.0.2.7"):
        assert secret not in told
    assert page.complaints == []


def test_a_cap_warns_then_the_built_in_engine_answers_and_figures_agree(
    page: Any, stack: Stack, model: fake.FakeOpenAI
) -> None:
    come_in(page, "adam@acme.example")
    spent = settled(page, stack)
    cap(page, spent / 0.9)  # nine tenths of it are spent
    expect(page.get_by_role("status").filter(has_text="All together, this month")).to_contain_text(
        "are spent"
    )

    calls = len(model.chats)
    who = "late@elsewhere.example"
    stack.write(
        who, "Charged too late", "My card was charged twice for one month. Please return it.", name="Late"
    )
    page.goto("/desk/")
    page.locator("[data-row]", has_text="Charged too late").first.click()
    expect(page.locator("#triage")).to_contain_text("budget", timeout=SLOW)
    assert len(model.chats) == calls, "nobody asked the model"
    page.goto(COSTS)
    expect(page.locator(".notice-bad")).to_contain_text("the built-in engine answers")
    total = amounts(page.locator(".facts .fact").first.inner_text())[0]
    lines = page.locator("table").first.locator("td[data-label=Costs]").all_inner_texts()
    assert sum(amounts(" ".join(lines))) == pytest.approx(total, abs=0.02)

    cap(page, spent * 100)
    expect(page.locator(".notice-bad")).to_have_count(0)
    assert platform_cost(page, stack) == pytest.approx(total, abs=0.01)


def settled(page: Any, stack: Stack) -> float:
    """What is spent, once nothing is under way any more."""
    last = [-1.0]

    def same() -> bool:
        page.goto(COSTS)
        now = amounts(page.locator(".facts .fact").first.inner_text())[0]
        is_same, last[0] = now == last[0] and now > 0, now
        time.sleep(2)
        return is_same

    stack.until(same, 90, "the ledger to rest")
    return last[0]


def cap(page: Any, amount: float) -> None:
    page.goto(COSTS)
    page.locator("#all-month").fill(f"{amount:.4f}")
    page.locator("form", has=page.locator("#all-month")).get_by_role("button", name="Save").click()
    page.get_by_text("It holds from the next message on").first.wait_for()


def platform_cost(page: Any, stack: Stack) -> float:
    """What acme cost this month, as the operator's page of margins says it."""
    site = f"http://localhost:{stack.web}/operator/"
    page.goto(f"{site}sign-in/")
    page.get_by_label("E-mail").fill(OPERATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/")
    totp = TOTP(b32decode(OPERATOR_SECRET))
    totp.time = time.time()
    page.locator("[name=code]").first.fill(f"{totp.token():06d}")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/operator/$"))
    page.goto(f"{site}margin/")
    row = page.locator("tbody tr", has_text="Acme").first
    return amounts(row.locator("td[data-label=Cost]").inner_text())[0]
