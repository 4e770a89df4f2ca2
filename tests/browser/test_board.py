"""The board in a real browser: a card is dragged, moved by keyboard, refused and asked about; the calendar and the table."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_bulk import SLOW, rows
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def cell(page: Any, column: str) -> Any:
    return page.locator(f'[data-cell][data-col="{column}"]')


def board(page: Any, stack: Stack, subject: str, number: int) -> None:
    rows(page, stack, subject, number)
    for at in range(number):  # triage is over then, and its news replace no card under the hand
        stack.letter_to(f"{subject.lower()}{at}@elsewhere.example")
    page.goto(f"/desk/?q={subject}&layout=board")
    page.locator("[data-card]").nth(number - 1).wait_for()


def test_a_card_is_dragged_and_taken_back(page: Any, stack: Stack) -> None:
    board(page, stack, "Bicycle", 2)
    card = page.locator("[data-card]", has_text="Bicycle 0")
    card.drag_to(cell(page, "open"))
    expect(cell(page, "open").locator("[data-card]", has_text="Bicycle 0")).to_be_visible(timeout=SLOW)
    expect(page.locator("#toasts")).to_contain_text("Open", timeout=SLOW)
    page.reload()
    expect(cell(page, "open").locator("[data-card]", has_text="Bicycle 0")).to_be_visible()
    card.drag_to(cell(page, "waiting"))
    expect(page.locator("#toasts")).to_contain_text("Waiting on customer", timeout=SLOW)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(cell(page, "open").locator("[data-card]", has_text="Bicycle 0")).to_be_visible(timeout=SLOW)
    assert page.complaints == []


def test_a_card_is_moved_by_keyboard_alone(page: Any, stack: Stack) -> None:
    board(page, stack, "Kettle", 2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    card = page.locator("[data-card]:focus")
    label = card.get_attribute("data-label")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#said")).to_contain_text(f"{label} is in Open now.", timeout=SLOW)
    expect(cell(page, "open").locator("[data-card]")).to_have_count(1, timeout=SLOW)
    expect(page.locator("[data-card]:focus")).to_have_attribute("data-label", label, timeout=SLOW)

    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name=label)
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(cell(page, "waiting").locator("[data-card]")).to_have_count(1, timeout=SLOW)
    expect(page.locator("#toasts")).to_contain_text(
        "Waiting on customer", timeout=SLOW
    )  # the desk has it, too
    page.keyboard.press("z")
    expect(cell(page, "open").locator("[data-card]")).to_have_count(1, timeout=SLOW)
    assert page.complaints == []


def test_on_hold_asks_and_the_card_waits_where_it_was(page: Any, stack: Stack) -> None:
    board(page, stack, "Wagon", 1)
    cell(page, "on_hold").scroll_into_view_if_needed()  # else the hand scrolls it away from the card
    page.locator("[data-card]").drag_to(cell(page, "on_hold"))
    dialog = page.get_by_role("dialog", name="On hold")
    expect(dialog).to_be_visible(timeout=SLOW)
    expect(cell(page, "new").locator("[data-card]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("[data-card]").drag_to(cell(page, "on_hold"))
    expect(dialog).to_be_visible(timeout=SLOW)
    dialog.get_by_label("What does it wait for?").fill("A wheel")
    dialog.get_by_role("button", name="Move it").click()
    expect(cell(page, "on_hold").locator("[data-card]")).to_have_count(1, timeout=SLOW)
    expect(dialog).to_be_hidden()


def test_a_ticket_opens_over_the_board_and_closes(page: Any, stack: Stack) -> None:
    board(page, stack, "Lantern", 1)
    page.locator("[data-card]").click()
    expect(page.locator(".ticket")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.locator(".ticket")).to_have_count(0)
    expect(page.locator("[data-card]")).to_be_focused()
    assert "layout=board" in page.url
    assert page.complaints == []


def test_news_move_a_card(page: Any, stack: Stack) -> None:
    board(page, stack, "Drum", 1)
    stack.write("drum9@elsewhere.example", "Drum 9", "One more.", name="Ida")
    expect(page.locator("[data-card]", has_text="Drum 9")).to_be_visible(timeout=SLOW)


def test_a_column_at_a_time_on_a_phone(page: Any, stack: Stack) -> None:
    board(page, stack, "Cup", 1)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.get_by_label("Column", exact=True).select_option(label="Waiting on customer")
    expect(page.locator('[data-col-head="waiting"]')).to_be_in_viewport(ratio=0.9)
    page.locator("[data-card-move]").first.click(force=True)
    page.get_by_role("dialog").get_by_role("button", name="Waiting on customer").click()
    expect(cell(page, "waiting").locator("[data-card]")).to_have_count(1, timeout=SLOW)


def test_a_layout_is_remembered_and_columns_chosen(page: Any, stack: Stack) -> None:
    rows(page, stack, "Violin", 1)
    page.goto("/desk/?view=unassigned")
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".grid-table th", has_text="Customer")).to_be_visible(timeout=SLOW)
    page.locator("summary", has_text="Columns").click()
    page.locator(".cols-list").get_by_label("Customer", exact=True).uncheck()
    page.locator(".cols-list").get_by_label("Channel", exact=True).check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".grid-table th", has_text="Channel")).to_be_visible(timeout=SLOW)
    page.goto("/desk/?view=unassigned")
    expect(page.locator(".grid-table th", has_text="Channel")).to_be_visible()
    expect(page.locator(".grid-table th", has_text="Customer")).to_have_count(0)
    page.get_by_role("button", name="Calendar").click()
    expect(page.locator(".cal-grid")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="List").click()
    expect(page.locator(".row").first).to_be_visible(timeout=SLOW)
    assert page.complaints == []
