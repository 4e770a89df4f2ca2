"""The words a value rests on are marked in the message while its "why" is looked at: plain text, HTML mail, subject."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
GUS = "gus@elsewhere.example"
PLAIN = "Hello <b>you</b>,\n\nour card was charged twice for the March invoice. This is really annoying!"
HTML = (
    "<p>Hello,</p><p>our <b>card</b> was <i>charged\n twice</i> for the March invoice."
    "<br>This is &lt;really&gt; annoying and <b>terrible</b>!</p>"
)
SAME = "Hello,\n\nour card was charged twice for the March invoice.\nThis is <really> annoying and terrible!"
SAYS = """words => [...(CSS.highlights.get('evidence') ?? [])]
  .some((range) => range.toString().replace(/\\s+/g, ' ').includes(words))"""
NOTHING = "() => !CSS.highlights.get('evidence')"


def until(page: Any, holds: str, words: str = "") -> None:
    """The panel may be replaced by the live line meanwhile: what holds in the end counts."""
    for _ in range(50):
        if page.evaluate(holds, words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never held: {holds} {words}")


def why(page: Any, label: str) -> Any:
    return page.locator(".tri-line", has_text=label).locator("[data-quotes]")


def show(page: Any, label: str, words: str) -> None:
    """Point at the reasons of a field, again where the panel was replaced under the hand."""
    for _ in range(10):
        page.mouse.move(5, 5)
        why(page, label).hover()
        page.wait_for_timeout(300)
        if page.evaluate(SAYS, words):
            return
    raise AssertionError(f"never marked: {words}")


def test_words_are_marked_where_they_stand(page: Any, stack: Stack) -> None:
    stack.write(GUS, "Charged twice", PLAIN, name="Gus")
    sign_in(page)
    page.locator("[data-row]", has_text="Charged twice").first.click()
    why(page, "Sentiment").first.wait_for()
    before = page.locator("#thread .plain").first.inner_html()

    show(page, "Sentiment", "annoying")
    page.mouse.move(5, 5)
    until(page, NOTHING)
    why(page, "Category").focus()
    until(page, SAYS, "charged")
    page.keyboard.press("Tab")
    until(page, NOTHING)
    assert page.locator("#thread .plain").first.inner_html() == before, "nothing of the message is touched"
    assert page.complaints == []


def test_in_html_mail_they_are_marked_inside_the_frame(page: Any, stack: Stack) -> None:
    stack.write("hanna@elsewhere.example", "Billed two times", SAME, html=HTML, name="Hanna")
    sign_in(page)
    page.locator("[data-row]", has_text="Billed two times").first.click()
    frame = page.frame_locator("#thread iframe").locator("body")
    frame.get_by_text("annoying").wait_for()
    why(page, "Sentiment").first.wait_for()
    before = frame.inner_html()

    why(page, "Sentiment").click()
    page.wait_for_timeout(500)
    assert frame.evaluate(f"(body, words) => ({SAYS})(words)", "annoying")
    assert frame.inner_html() == before
    assert page.complaints == []
