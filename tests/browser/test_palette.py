"""The command palette with the keyboard alone: find a ticket, do something to it, leave without a trace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
FIELD = "#palette-q"
CHOSEN = "#palette [aria-selected=true]"


def ask(page: Any, words: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type(words)


def test_to_a_ticket_and_its_actions_by_keyboard_alone(page: Any, stack: Stack) -> None:
    stack.write("hal@elsewhere.example", "Door stays shut", "It does not open.", name="Hal")
    stack.letter_to("hal@elsewhere.example")  # it is in the list
    sign_in(page)
    row = page.locator("[data-row]", has_text="Door stays shut").first
    row.wait_for()
    number = row.get_attribute("data-row")

    ask(page, number)
    page.keyboard.press("Enter")  # before the answer is there
    page.wait_for_url(f"**/desk/tickets/{number}/")
    expect(page.get_by_role("heading", level=1, name="Door stays shut")).to_be_visible()
    expect(page.locator("#palette")).not_to_be_visible()
    page.locator("#triage .tri-line").first.wait_for()  # what it changes makes the page's version an old one

    ask(page, "asign to me")  # with a slip
    expect(page.locator(CHOSEN)).to_contain_text("Assign to me")
    page.keyboard.press("Enter")
    expect(page.locator("#head-assignee")).to_contain_text("Ana Agent")
    expect(page.locator("#head-take")).to_have_count(0)

    ask(page, "status")
    expect(page.locator(CHOSEN)).to_contain_text("Status…")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head .menu-item:focus")).to_be_visible()
    page.keyboard.press("Escape")

    page.goto("/desk/knowledge/")
    page.keyboard.press("Control+k")
    expect(page.locator(CHOSEN)).to_contain_text("Door stays shut")  # opened last
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{number}/")
    assert page.complaints == []


def test_it_leaves_everything_where_it_was(page: Any, stack: Stack) -> None:
    """Escape gives the focus and the caret back; arrows go round; nothing found is said; a page of settings."""
    stack.write("ida@elsewhere.example", "Window <b>stays</b> open", "It does not shut.", name="Ida")
    stack.letter_to("ida@elsewhere.example")  # it is in the list
    sign_in(page)
    page.locator("[data-row]", has_text="Window").first.click()
    page.locator(".ticket").wait_for()
    page.keyboard.press("r")
    text = page.locator("#comp-text")
    text.fill("Half a sentence")

    ask(page, "Window stays")
    expect(page.locator("#palette [data-ticket]")).to_contain_text("Window <b>stays</b> open")
    page.keyboard.press("ArrowUp")
    last = page.locator("#palette [role=option]").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(page.locator(FIELD)).to_have_attribute("aria-activedescendant", last.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.type("!")
    expect(text).to_have_value("Half a sentence!")

    ask(page, "qqqqzzzz")
    expect(page.locator("[data-pal-none]")).to_contain_text("Nothing is called like that")
    page.keyboard.press("Control+k")
    expect(text).to_be_focused()

    ask(page, "signatures")
    expect(page.locator(CHOSEN)).to_contain_text("Signatures")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/signatures/")
    ask(page, "dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", re.compile("dark"))
    assert page.complaints == []
