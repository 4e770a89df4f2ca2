"""Quoting what is selected: by key, button and touch, in plain messages and in the frames of HTML mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
GUS = "gus@elsewhere.example"
PLAIN = "The scale shows 4 kg too much.\n\nIt did so on Monday.\n\nPlease send somebody."
HTML = "<p>And <b>one</b> more thing:</p><p>the <i>&lt;script&gt;</i> key sticks.</p><p>Thanks!</p>"
# the words between two places of an element's text, as a reader selects them
SELECT = """(root, [from, to]) => {
  const walk = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = root.ownerDocument.createRange();
  for (let node; (node = walk.nextNode());) {
    if (node.data.includes(from)) range.setStart(node, node.data.indexOf(from));
    if (node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  const selection = root.ownerDocument.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


def opened(page: Any, stack: Stack) -> Any:
    """The ticket's page with a plain mail and one in HTML; the frame's body."""
    first = stack.write(GUS, "Scale is wrong", PLAIN, name="Gus")
    stack.letter_to(GUS)
    stack.write(GUS, "Re: Scale is wrong", "And one more thing", answers=first, html=HTML, name="Gus")
    sign_in(page)
    page.locator("[data-row]", has_text="Scale is wrong").first.click()
    page.locator("#thread iframe").wait_for()
    body = page.frame_locator("#thread iframe").locator("body")
    body.get_by_text("Thanks!").wait_for()
    return body


def lines(page: Any) -> list[str]:
    return [line for line in page.locator("#comp-text").input_value().splitlines() if line.startswith(">")]


def test_selections_are_quoted_one_below_the_other(page: Any, stack: Stack) -> None:
    frame = opened(page, stack)
    plain = page.locator("#thread .msg .plain", has_text="4 kg")
    field = page.locator("#comp-text")

    plain.evaluate(SELECT, ["4 kg", "on Monday."])
    page.keyboard.press("q")
    expect(field).to_have_value(re.compile("on Monday"))
    assert lines(page) == ["> 4 kg too much.", ">", "> It did so on Monday."]

    frame.click()
    frame.evaluate(SELECT, ["the ", "sticks."])
    frame.press("q")
    expect(field).to_be_focused()
    assert lines(page)[3:] == ["> the <script> key sticks."]
    assert field.input_value().count("Gus wrote:") == 2

    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(field).to_have_value(re.compile("> And one more thing"))
    assert page.complaints == []


def test_a_finger_on_the_button_quotes_the_selection(chromium: Any, stack: Stack) -> None:
    phone = chromium.new_context(
        base_url=f"http://acme.localhost:{stack.web}",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    hand = phone.new_page()
    frame = opened(hand, stack)
    frame.evaluate(SELECT, ["one", "more"])
    hand.locator("[data-quote-last]").tap()

    expect(hand.locator("#comp-text")).to_have_value(re.compile("> one more"))
    assert lines(hand) == ["> one more"]
    phone.close()
