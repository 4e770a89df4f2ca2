"""The composer keeps what was written where it belongs, and sends nothing that nobody sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
WORDS = "He is always like that"
# another device has sent it: the server keeps no draft any more
FORGET = """(url) => {
  const body = new FormData();
  body.set("kind", "reply");
  body.set("body", "");
  return fetch(url, { method: "POST", body, headers: JSON.parse(document.body.getAttribute("hx-headers")) }).then((r) => r.ok);
}"""


@pytest.fixture
def field(page: Any, stack: Stack, request: pytest.FixtureRequest) -> Any:
    """The composer's field on the page of a ticket of this test's own, empty."""
    subject = request.node.name.replace("_", " ")
    stack.write("ida@elsewhere.example", subject, "Good day", name="Ida")
    sign_in(page)
    page.locator("[data-row]", has_text=subject).first.click()
    page.locator("#thread .msg").first.wait_for()
    return page.locator("#comp-text")


def test_enter_in_an_address_sends_nothing(page: Any, field: Any) -> None:
    field.fill("Half an answer")
    page.locator("#comp-cc").press_sequentially("jo@elsewhere.example")
    page.locator("#comp-cc").press("Enter")

    page.wait_for_timeout(700)
    expect(field).to_have_value("Half an answer")
    assert page.locator("#thread .msg.ours").count() == 0


def test_a_note_that_did_not_arrive_comes_back_as_a_note(page: Any, field: Any) -> None:
    held: list[Any] = []
    page.route("**/reply/", lambda route: held.append(route))
    page.locator("[data-mode-tab=note]").click()
    field.fill(WORDS)
    page.locator(".note-only[name=then]").click()
    expect(field).to_have_value("")
    page.locator("[data-mode-tab=reply]").click()

    held[0].abort()

    expect(page.locator(".ghost")).to_have_count(0)
    expect(field).to_have_value("")
    page.locator("[data-mode-tab=note]").click()
    expect(field).to_have_value(WORDS)


def test_what_the_server_had_and_has_no_more_does_not_rise_again(page: Any, field: Any) -> None:
    with page.expect_response("**/draft/"):
        field.fill("Begun here, sent elsewhere")
    page.wait_for_timeout(300)
    page.evaluate(FORGET, page.locator("#composer").get_attribute("data-draft-url"))

    page.reload()

    expect(field).to_have_value("")


def test_an_open_menu_leaves_the_keys_of_the_field_alone(page: Any, field: Any) -> None:
    page.locator("summary[aria-label='More ways to send']").click()
    field.focus()
    page.keyboard.press("ArrowDown")

    expect(field).to_be_focused()
    expect(page.locator("details.menu[open]")).to_have_count(0)
