"""Macros in a real browser, by keyboard: m opens, typing narrows, Enter runs, z takes back; and on a selection."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_bulk import SLOW, rows
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def test_one_on_a_ticket_and_back(page: Any, stack: Stack) -> None:
    rows(page, stack, "Kettle", 1)
    page.locator("[data-row]", has_text="Kettle 0").first.click()
    status = page.locator("#head-status")
    before = status.inner_text()
    page.keyboard.press("m")
    find = page.locator("#ticket-head").get_by_label("Find a macro")
    expect(find).to_be_focused(timeout=SLOW)
    expect(page.locator("#ticket-head .macro-item")).to_have_count(5, timeout=SLOW)
    find.fill("details")
    expect(page.locator("#ticket-head .macro-item")).to_have_count(1, timeout=SLOW)
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Waiting", timeout=SLOW)
    composer = page.locator("#composer textarea")
    expect(composer.first).to_have_value(re.compile("what you were about to do"), timeout=SLOW)

    expect(page.locator("#toasts")).to_contain_text("Waiting for details")
    page.locator("#toasts button", has_text="Undo").click()
    expect(status).to_have_text(before, timeout=SLOW)
    assert page.complaints == []


AWAY = """addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!detail.requestConfig.path.includes("/macros/") || detail.requestConfig.verb !== "post") return;
  setTimeout(() => { const head = document.querySelector("#ticket-head"); head.replaceWith(head.cloneNode(true)); });
})"""


def test_its_words_come_although_the_head_was_replaced_meanwhile(page: Any, stack: Stack) -> None:
    """As live news does it, while the answer is on its way."""
    rows(page, stack, "Teapot", 1)
    page.locator("[data-row]", has_text="Teapot 0").first.click()
    page.locator("#head-status").wait_for()
    page.keyboard.press("m")
    find = page.locator("#ticket-head").get_by_label("Find a macro")
    expect(find).to_be_focused(timeout=SLOW)
    find.fill("details")
    expect(page.locator("#ticket-head .macro-item")).to_have_count(1, timeout=SLOW)
    page.evaluate(AWAY)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Waiting for details", timeout=SLOW)
    words = re.compile("what you were about to do")
    expect(page.locator("#composer textarea").first).to_have_value(words, timeout=SLOW)


def test_one_on_a_selection(page: Any, stack: Stack) -> None:
    rows(page, stack, "Toaster", 2)
    page.goto("/desk/?q=Toaster")
    page.locator("[data-row]").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("*")
    page.keyboard.press("m")
    find = page.locator("[data-pick-bar]").get_by_label("Find a macro")
    expect(find).to_be_focused(timeout=SLOW)
    find.fill("escalate")
    expect(page.locator("[data-pick-bar] .macro-item")).to_have_count(1, timeout=SLOW)
    page.keyboard.press("Enter")
    expect(page.locator("#bulk")).to_contain_text("2 tickets changed.", timeout=SLOW)
    assert page.complaints == []
