"""The keyboard keeps its place when what it stands on is replaced: on the ticket page and where one reply goes to many."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
HELD = "document.activeElement?.id || document.activeElement?.textContent.trim()"


def test_spam_and_back_by_keyboard_alone(page: Any, stack: Stack) -> None:
    stack.write("gus@elsewhere.example", "Scale is wrong", "It shows 4 kg too much.", name="Gus")
    sign_in(page)
    page.locator("[data-row]", has_text="Scale is wrong").first.click()
    page.locator("#head-more").press("Enter")
    page.get_by_role("button", name="Mark as spam").press("Enter")
    back = page.get_by_role("button", name="Not spam")
    expect(back).to_be_visible()
    assert page.evaluate(HELD) == "head-more", "a menu gives the focus back to what opened it"

    back.press("Enter")
    expect(back).to_have_count(0)
    expect(page.locator("#head-status")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head .menu-sheet .menu-item", has_text="Resolved")).to_be_visible()
    assert page.complaints == []


def test_the_first_press_on_a_tab_of_the_composer_turns_to_it(page: Any, stack: Stack) -> None:
    """The composer grows when it is entered; growing under a button that is held down took the click away."""
    stack.write("gus@elsewhere.example", "Door sticks", "It does not close.", name="Gus")
    sign_in(page)
    page.locator("[data-row]", has_text="Door sticks").first.click()
    page.locator("[data-mode-tab=note]").click()
    expect(page.locator("#composer[data-mode=note]")).to_have_count(1)
    expect(page.locator("#comp-text")).to_be_focused()
    page.keyboard.type("x")
    expect(page.locator("#comp-text")).to_have_value("x")


def test_what_goes_away_under_the_hand_hands_the_focus_on(page: Any, stack: Stack) -> None:
    """A toast with Undo that leaves, and a line that an answer takes away."""
    sign_in(page)
    page.evaluate("""() => {
      document.querySelector('#toasts').innerHTML = '<div class="toast-card" data-toast="info"><p>Said</p><button data-toast-close>x</button></div>';
    }""")
    page.locator("#toasts button").press("Enter")
    expect(page.locator("#toasts .toast-card")).to_have_count(0)
    assert page.evaluate("document.activeElement !== document.body")
