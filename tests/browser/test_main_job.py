"""The main job as an agent does it, with the keyboard, in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.people import PASSWORD
from tests.support.stack import Stack, text_of

pytestmark = pytest.mark.browser
DMITRI = "dmitri@elsewhere.example"
MAIL = "Hello, my card was charged twice for one month. When is the second charge returned? Regards, Dmitri"


def sign_in(page: Any) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail").fill("ana@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/home/")
    page.goto("/desk/")


def test_mail_to_answer_with_the_keyboard(page: Any, stack: Stack) -> None:
    asked = stack.write(DMITRI, "Second charge on my card", MAIL, name="Dmitri")
    stack.letter_to(DMITRI)
    sign_in(page)

    row = page.locator("[data-row]", has_text="Second charge on my card").first
    row.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    ticket = page.locator(".ticket")
    ticket.wait_for()
    expect(page.get_by_role("heading", level=1, name="Second charge on my card")).to_be_visible()

    page.locator("#triage .tri-line").first.wait_for()
    expect(page.locator("#triage .conf").first).to_be_visible()
    expect(page.locator("[data-suggestion]")).to_contain_text("three working days")

    page.set_viewport_size({"width": 1440, "height": 1300})  # room below, so its menus open downwards
    page.locator("[data-suggestion] summary", has_text="Regenerate").click()
    page.get_by_role("button", name="Shorter").click(trial=True)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})

    page.keyboard.press("a")
    page.get_by_text("Suggestion accepted").wait_for()
    expect(page.locator("#comp-text")).to_have_value(re.compile("three working days"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".undo-bar")).to_contain_text("Reply leaves in")
    page.locator("#thread .msg.ours", has_text="three working days").wait_for()
    page.get_by_text("Waiting on customer").first.wait_for()

    letter = stack.letter_to(DMITRI, "three working days")
    answer = page.locator("#thread .msg.ours", has_text="three working days")
    expect(answer.locator(".msg-foot")).to_contain_text("Sent", timeout=30_000)
    assert letter.message["In-Reply-To"] == asked

    stack.write(
        DMITRI,
        f"Re: {letter.message['Subject']}",
        "Wonderful, thanks a lot!",
        answers=letter.message["Message-ID"],
    )
    page.locator("#thread .msg", has_text="Wonderful, thanks a lot!").wait_for(timeout=45_000)
    expect(page.locator("#thread .msg")).to_have_count(3)
    assert page.complaints == []


def test_undo_gives_the_words_back_and_nothing_leaves(page: Any, stack: Stack) -> None:
    stack.write("erin@elsewhere.example", "Question about exports", "How do I export a report?", name="Erin")
    stack.letter_to("erin@elsewhere.example")
    sign_in(page)
    page.locator("[data-row]", has_text="Question about exports").first.click()
    page.locator("#composer").wait_for()

    page.keyboard.press("r")
    page.locator("#comp-text").fill("Far too hasty")
    report = {"name": "report.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    page.locator("#composer input[type=file]").set_input_files(report)
    page.get_by_label("More ways to send").click()
    page.locator("#composer .menu-item", has_text="Send and resolve").click()
    page.locator(".undo-bar button").click()
    page.get_by_text("Your text is back in the composer").wait_for()

    def all_is_back() -> None:
        expect(page.locator("#comp-text")).to_have_value("Far too hasty")
        expect(page.locator("[data-attached-list] .file")).to_have_text(re.compile(r"report\.csv"))
        expect(page.locator("[data-send]")).to_have_text("Send and resolve")

    all_is_back()
    page.reload()
    page.locator("#composer").wait_for()
    all_is_back()
    assert not [one for one in stack.relay.letters if "Far too hasty" in text_of(one)]


def test_news_that_is_on_its_way_leaves_an_open_menu_open(page: Any, stack: Stack) -> None:
    stack.write("gil@elsewhere.example", "A slow panel", "Nothing loads any more, please help.", name="Gil")
    stack.letter_to("gil@elsewhere.example")
    sign_in(page)
    page.locator("[data-row]", has_text="A slow panel").first.click()
    page.locator("#triage .tri-line").first.wait_for()

    held: list[Any] = []
    page.route("**/triage/", lambda route: held.append(route))
    page.locator("#triage").dispatch_event("refresh")
    page.get_by_label("Correct Sentiment").click()
    choice = page.locator("#triage .menu-sheet .menu-item", has_text="Neutral")
    choice.wait_for()
    with page.expect_response("**/triage/"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(choice).to_be_visible()


def test_properties_change_by_menu_and_triage_by_pencil(page: Any, stack: Stack) -> None:
    stack.write(
        "fay@elsewhere.example", "Nothing works at all", "Everything is down, please help now!", name="Fay"
    )
    stack.letter_to("fay@elsewhere.example")
    sign_in(page)
    page.locator("[data-row]", has_text="Nothing works at all").first.click()
    page.locator("#triage .tri-line").first.wait_for()

    page.keyboard.press("p")
    page.locator(".t-line .menu-sheet .menu-item", has_text="Urgent").click()
    page.locator("#ticket-head .prio-urgent").wait_for()
    page.get_by_label("Correct Sentiment").click()
    page.locator("#triage .menu-sheet .menu-item", has_text="Neutral").click()
    page.locator("#triage .conf-human").first.wait_for()
    expect(page.locator("#triage")).to_contain_text("Set by Ana Agent")

    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("works")
    page.keyboard.press("Enter")
    page.get_by_text("Results for").wait_for()
    expect(page.locator("[data-row]", has_text="Nothing works at all")).to_be_visible()
    assert page.complaints == []
