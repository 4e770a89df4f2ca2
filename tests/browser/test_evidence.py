"""The words a value rests on are marked in the message while its "why" is looked at: plain text, HTML mail, subject."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
GUS = "gus@elsewhere.example"
PLAIN = "Hello <b>you</b>,\n\nour card was charged twice for the March invoice. This is really annoying!"
HTML = (
    "<p>Hello,</p><p>our <b>card</b> was <i>charged\n twice</i> for the March invoice."
    "<br>This is &lt;really&gt; annoying and <b>terrible</b>!</p>"
)
MARKED = (
    "() => [...(CSS.highlights.get('evidence') ?? [])].map((range) => range.toString().replace(/\\s+/g, ' '))"
)


def why(page: Any, label: str) -> Any:
    return page.locator(".tri-line", has_text=label).locator("[data-quotes]")


def test_words_are_marked_where_they_stand(page: Any, stack: Stack) -> None:
    stack.write(GUS, "Charged twice", PLAIN, name="Gus")
    sign_in(page)
    page.locator("[data-row]", has_text="Charged twice").first.click()
    why(page, "Sentiment").first.wait_for()
    assert page.evaluate(MARKED) == []
    before = page.locator("#thread .plain").first.inner_html()

    why(page, "Sentiment").hover()
    assert any("annoying" in words for words in page.evaluate(MARKED))
    page.mouse.move(5, 5)
    assert page.evaluate(MARKED) == []
    why(page, "Category").focus()
    assert any("charged" in words for words in page.evaluate(MARKED))
    page.keyboard.press("Tab")
    assert page.evaluate(MARKED) == []
    assert page.locator("#thread .plain").first.inner_html() == before, "nothing of the message is touched"
    assert page.complaints == []


def test_in_html_mail_they_are_marked_inside_the_frame(page: Any, stack: Stack) -> None:
    stack.write("hanna@elsewhere.example", "Billed two times", "Hello", html=HTML, name="Hanna")
    sign_in(page)
    page.locator("[data-row]", has_text="Billed two times").first.click()
    frame = page.frame_locator("#thread iframe").locator("body")
    frame.get_by_text("annoying").wait_for()
    why(page, "Sentiment").first.wait_for()
    before = frame.inner_html()

    why(page, "Sentiment").click()
    words = frame.evaluate(MARKED)
    assert any("annoying" in one for one in words), words
    assert frame.inner_html() == before
    expect(page.locator("#thread iframe")).to_be_in_viewport()
    assert page.evaluate(MARKED) == []
    assert page.complaints == []
