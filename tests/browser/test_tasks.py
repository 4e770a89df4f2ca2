"""Tasks in a real browser: lanes and a card between them, many at once with undo, and who has one open."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_bulk import SLOW
from tests.browser.test_main_job import sign_in
from tests.browser.test_presence import desk_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
__all__ = ["desk_of"]
LIST = "/desk/tasks/?who=all"


def added(page: Any, *titles: str) -> None:
    for title in titles:
        page.goto(LIST)
        page.locator("#title").fill(title)
        page.keyboard.press("Enter")
        page.locator("[data-row]", has_text=title).wait_for(timeout=SLOW)


def cell(page: Any, column: str, lane: str = "") -> Any:
    return page.locator(f'[data-cell][data-col="{column}"]{lane}')


def test_a_card_is_dragged_taken_back_and_has_lanes(page: Any, stack: Stack) -> None:
    sign_in(page)
    added(page, "Order the chairs")
    page.goto(f"{LIST}&layout=board&q=chairs")
    card = page.locator("[data-card]", has_text="Order the chairs")
    card.drag_to(cell(page, "in_progress"))
    expect(page.locator("#toasts")).to_contain_text("In progress", timeout=SLOW)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(cell(page, "todo").locator("[data-card]")).to_have_count(1, timeout=SLOW)

    page.get_by_label("Lanes").select_option("priority")
    expect(page.locator(".lane-head")).to_contain_text("Medium", timeout=SLOW)
    page.reload()
    expect(page.locator(".lane-head")).to_contain_text("Medium")
    page.get_by_label("Lanes").select_option("")
    expect(page.locator(".lane-head")).to_have_count(0, timeout=SLOW)
    assert page.complaints == []


def test_many_are_changed_and_put_back(page: Any, stack: Stack) -> None:
    sign_in(page)
    added(page, "Paint the door", "Paint the wall")
    page.goto(f"{LIST}&q=Paint")
    page.locator("[data-row]").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("*")
    expect(page.locator("[data-pick-text]")).to_have_text("All 2 that match")
    page.keyboard.press("p")
    page.get_by_role("menuitemradio", name="Urgent").click(timeout=SLOW)
    expect(page.locator("[data-bulk]")).to_contain_text("2 tasks changed.", timeout=SLOW)
    expect(page.locator("#tasks .prio-urgent")).to_have_count(4, timeout=SLOW)  # of both widths
    page.locator("[data-bulk]").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-bulk]")).to_contain_text("as before", timeout=SLOW)
    expect(page.locator("#tasks .prio-urgent")).to_have_count(0, timeout=SLOW)
    assert page.complaints == []


def test_a_colleague_who_has_it_open_stands_in_its_head(desk_of: Any, stack: Stack) -> None:
    ana, ben = desk_of("ana"), desk_of("ben")
    added(ana, "Water the plants")
    ana.locator("[data-row]", has_text="Water the plants").click()
    ana.locator("[data-task]").wait_for()
    ben.goto(ana.url)
    expect(ana.locator("[data-task-there] .avatar")).to_have_attribute(
        "title", "Ben Agent has this open", timeout=SLOW
    )
    ben.goto("/desk/tasks/")
    expect(ana.locator("[data-task-there] .avatar")).to_have_count(0, timeout=SLOW)
