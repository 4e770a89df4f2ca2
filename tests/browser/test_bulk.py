"""Many tickets at once in a real browser: selecting by keyboard, changing, progress, undo; and hands that are quick."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
SLOW = 60_000  # milliseconds that a busy machine may take for an answer
# the very moment the choice is on the page, before anything else can run
AT_ONCE = """value => new Promise((done) => {
  const sheet = document.querySelector('#head-status').nextElementSibling;
  new MutationObserver((_, seer) => {
    const choice = sheet.querySelector(`button[value="${value}"]`);
    if (!choice) return;
    seer.disconnect();
    choice.click();
    done(true);
  }).observe(sheet, { childList: true, subtree: true });
  document.querySelector('#head-status').focus();
  document.querySelector('#head-status').click();
})"""


def rows(page: Any, stack: Stack, subject: str, number: int) -> None:
    for at in range(number):
        stack.write(
            f"{subject.lower()}{at}@elsewhere.example", f"{subject} {at}", "Please look at it.", name="Ida"
        )
    sign_in(page)
    for at in range(number):
        page.locator("[data-row]", has_text=f"{subject} {at}").first.wait_for()


def test_selected_by_keyboard_changed_and_undone(page: Any, stack: Stack) -> None:
    rows(page, stack, "Lamp", 4)
    page.goto("/desk/?q=Lamp")
    bar, text = page.locator("[data-pick-bar]"), page.locator("[data-pick-text]")
    page.locator("[data-row]").first.focus()
    page.keyboard.press("x")
    expect(text).to_have_text("1 selected")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(text).to_have_text("3 selected")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()

    page.locator("[data-pick]").nth(0).check(force=True)
    page.locator("[data-row]").nth(2).click(modifiers=["Shift"])
    expect(text).to_have_text("3 selected")
    assert "/tickets/" not in page.url, "a Shift-click opens nothing"
    page.keyboard.press("*")
    expect(text).to_have_text("All 4 that match")
    page.keyboard.press("p")
    page.locator("[data-pick-bar] .menu-item", has_text="Urgent").click(timeout=SLOW)
    card = page.locator("#bulk")
    expect(card).to_contain_text("4 tickets changed.", timeout=SLOW)
    expect(page.locator("[data-row] .prio-urgent")).to_have_count(4, timeout=SLOW)
    expect(bar).to_be_hidden()

    page.reload()
    expect(card).to_contain_text("4 tickets changed.", timeout=SLOW)
    page.keyboard.press("z")
    expect(card).to_contain_text("4 tickets are as before.", timeout=SLOW)
    expect(page.locator("[data-row] .prio-urgent")).to_have_count(0, timeout=SLOW)
    card.get_by_role("button", name="Dismiss").click()
    expect(card.locator("section")).to_have_count(0)
    assert page.complaints == []


def test_a_selection_outlives_news_and_ends_with_its_view(page: Any, stack: Stack) -> None:
    rows(page, stack, "Chair", 2)
    page.goto("/desk/?order=newest")
    page.locator("[data-row]", has_text="Chair 0").first.focus()
    page.keyboard.press("x")
    stack.write("late@elsewhere.example", "Chair late", "One more.", name="Late")
    page.locator("[data-row]", has_text="Chair late").first.wait_for(timeout=SLOW)
    expect(page.locator("[data-pick-text]")).to_have_text("1 selected")
    expect(page.locator(".row-box", has_text="Chair 0").locator("[data-pick]").first).to_be_checked()
    page.locator(".filter-menu > summary").click()
    page.locator(".filter-menu .menu-item", has_text="Unassigned").first.click()
    page.wait_for_url("**assignee=none**")
    expect(page.locator("[data-pick-bar]")).to_be_hidden()
    assert page.complaints == []


def test_the_dialog_on_a_phone(page: Any, stack: Stack) -> None:
    rows(page, stack, "Table", 2)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/desk/?q=Table")
    for at in range(2):
        page.locator("[data-pick]").nth(at).check(force=True)
    page.get_by_role("button", name="More…").click()
    dialog = page.get_by_role("dialog", name="Change the selected tickets")
    dialog.get_by_label("Assignee").select_option("me")
    dialog.get_by_label("Priority").select_option("low")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    dialog.get_by_role("button", name="Change them").click()
    expect(dialog).to_be_hidden(timeout=SLOW)
    expect(page.locator("#bulk")).to_contain_text("2 tickets changed.", timeout=SLOW)
    assert page.complaints == []


def test_a_choice_taken_the_moment_it_is_there_is_sent(page: Any, stack: Stack) -> None:
    """htmx wires up what it has put in when it settles; until then a click went nowhere and nobody was told."""
    rows(page, stack, "Clock", 1)
    page.locator("[data-row]", has_text="Clock 0").first.click()
    status = page.locator("#head-status")
    status.wait_for()
    stack.write("clock0@elsewhere.example", "Re: Clock 0", "It went on.", name="Ida")
    with page.expect_response("**/change/", timeout=SLOW) as sent:
        page.evaluate(AT_ONCE, "resolved")
    assert sent.value.status == 200
    expect(status).to_contain_text("Resolved", timeout=SLOW)
    assert page.complaints == []


def test_a_single_change_is_taken_back_with_z(page: Any, stack: Stack) -> None:
    rows(page, stack, "Radio", 1)
    page.locator("[data-row]", has_text="Radio 0").first.click()
    status = page.locator("#head-status")
    before = status.inner_text()
    status.press("Enter")
    page.locator("#ticket-head .menu-item", has_text="Resolved").click(timeout=SLOW)
    expect(status).to_contain_text("Resolved", timeout=SLOW)
    expect(page.locator("#toasts")).to_contain_text("Resolved", timeout=SLOW)
    page.keyboard.press("z")
    expect(status).to_have_text(before, timeout=SLOW)
    expect(page.locator("#toasts")).to_contain_text("It is as before.", timeout=SLOW)
    assert page.complaints == []
