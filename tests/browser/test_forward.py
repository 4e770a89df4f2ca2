"""Forwarding with the keyboard: begun, kept, taken back, sent, answered by the third party and once more by us."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack, text_of

pytestmark = pytest.mark.browser
GUS, PIA = "gus@elsewhere.example", "pia@parts.example"


def keeps(words: str) -> Callable[[Any], bool]:
    """Is it the answer to a draft with these words?"""
    return lambda answer: answer.url.endswith("/draft/") and words in (answer.request.post_data or "")


def test_a_message_goes_out_and_its_answer_comes_back(page: Any, stack: Stack) -> None:
    stack.write(GUS, "Pump leaks", "The pump leaks since Monday.", name="Gus")
    stack.letter_to(GUS)
    sign_in(page)
    page.locator("[data-row]", has_text="Pump leaks").first.click()
    page.locator("#thread .msg", has_text="since Monday").wait_for()
    composer, to, words = page.locator("#composer"), page.locator("#aside-to"), page.locator("#comp-text")

    page.keyboard.press("f")
    expect(to).to_be_focused()
    expect(page.locator("[data-aside-words]")).to_contain_text("Message of Gus")
    page.keyboard.type(PIA)
    with page.expect_response(keeps("Which seal is it?")):
        words.fill("Which seal is it?")
    page.reload()
    expect(composer).to_have_attribute("data-mode", "forward")
    expect(to).to_have_value(PIA)
    expect(words).to_have_value(re.compile("Which seal"))

    words.press("Control+Enter")
    page.locator("#undo").get_by_role("button", name="Undo").click()
    expect(to).to_have_value(PIA)
    expect(words).to_have_value(re.compile("Which seal"))
    words.press("Control+Enter")
    expect(page.locator("#thread .msg.note", has_text="Passes on the message of Gus")).to_be_visible()
    expect(composer).to_have_attribute("data-mode", "reply")

    letter = stack.letter_to(PIA)
    assert "The pump leaks since Monday." in text_of(letter)
    stack.write(PIA, "Re: Fwd: Pump leaks", "It is seal 7.", answers=letter.message["Message-ID"], name="Pia")
    heard = page.locator("#thread .msg.note", has_text="It is seal 7.")
    expect(heard).to_contain_text("Third party, internal")

    heard.get_by_role("button", name="Answer Pia").click()
    expect(to).to_have_value(PIA)
    words.fill("Send one, please.")
    words.press("Control+Enter")
    again = stack.letter_to(PIA, "Send one, please.")
    assert again.message["References"].split()[0] == letter.message["Message-ID"]
    assert [one for one in stack.relay.letters if GUS in one.recipients and "seal" in text_of(one)] == []
    assert page.complaints == []


def test_discarding_forgets_it(page: Any, stack: Stack) -> None:
    stack.write(GUS, "Hose leaks", "The hose, too.", name="Gus")
    stack.letter_to(GUS)
    sign_in(page)
    page.locator("[data-row]", has_text="Hose leaks").first.click()
    page.locator("#thread .msg", has_text="The hose").get_by_role(
        "button", name="Forward this message"
    ).click()
    with page.expect_response(keeps(PIA)):
        page.locator("#aside-to").fill(PIA)
    page.get_by_label("Message", exact=True).fill("Which hose fits?")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#composer")).to_have_attribute("data-mode", "reply")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#aside-to")).to_have_value(PIA)
    expect(page.locator("[data-draft-field]")).to_have_value("Which hose fits?")
    with page.expect_response(keeps("forward")):
        page.get_by_role("button", name="Discard").click()
    page.reload()
    expect(page.locator("#composer")).to_have_attribute("data-mode", "reply")
    expect(page.locator("#aside-to")).to_have_value("")
