"""The box on top by the keyboard: what may come next, a question in two fields, a filter beside, a kept view."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
OPTIONS = "#search-list [role=option]"


def test_a_question_is_put_together_and_answered(page: Any, stack: Stack) -> None:
    stack.write("zoe@elsewhere.example", "Zeppelin is late", "Our zeppelins never leave in time.", name="Zoe")
    stack.letter_to("zoe@elsewhere.example")  # it is in the list
    sign_in(page)

    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.type("leaving sta")
    page.keyboard.press("ArrowDown")  # before the answer is there
    expect(page.locator(f"{OPTIONS}[aria-selected=true]")).to_contain_text("status:")
    page.keyboard.press("Tab")
    expect(box).to_have_value("leaving status:")
    page.keyboard.type("ne")
    expect(page.locator(OPTIONS).first).to_contain_text("status:new")
    page.keyboard.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    box.fill("leaving form:zoe")
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk/search/?q=**")
    page.get_by_role("link", name="leaving from:zoe").click()
    expect(page.locator("mark", has_text="leave")).to_be_visible()
    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Nobody").click()
    expect(page.locator(".found-list [data-row]")).to_have_count(1)

    page.get_by_text("Save view").click()
    page.get_by_label("Name of the view").fill("Late ones")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/?view=**")
    expect(page.get_by_role("link", name="Late ones")).to_be_visible()

    page.goto("/desk/search/")
    expect(page.locator(".page").get_by_role("link", name="leaving from:zoe").first).to_be_visible()
    assert page.complaints == []
