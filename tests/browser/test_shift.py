"""A whole shift with the keyboard alone: sign in, triage ten tickets, merge, macro, bulk, snooze, search, reply, undo."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hand import OPEN_MENU, SLOW, Hand
from tests.support.people import PASSWORD
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
TICKETS = 10
TICKET_MENU = f"#ticket-head {OPEN_MENU}"


@pytest.fixture
def hand(page: Any, stack: Stack) -> Hand:
    """Signed in as Ana, with twelve tickets in the inbox; two of them are of one customer."""
    for at in range(TICKETS):
        write(stack, f"shift{at}", f"Shift {at}", f"The {at}th machine hums.")
    for words in ("Lost key", "Broken lock"):
        write(stack, "twin", words, f"{words}: please send somebody.")
    for name in [*(f"shift{at}" for at in range(TICKETS)), "twin"]:
        stack.letter_to(f"{name}@elsewhere.example")
    hand = Hand(page)
    page.goto("/login/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    hand.type("ana@acme.example")
    hand.press("Tab")
    hand.type(PASSWORD)
    hand.press("Enter")
    page.wait_for_url("**/desk/home/")
    return hand


def write(stack: Stack, name: str, subject: str, text: str) -> None:
    stack.write(f"{name}@elsewhere.example", subject, text, name=name.title())


def test_a_shift_without_a_mouse(page: Any, hand: Hand, stack: Stack) -> None:
    inbox(page, hand)
    triage_ten(page, hand)
    merge_two(page, hand)
    run_a_macro(page, hand)
    change_several(page, hand)
    put_one_aside(page, hand)
    search(page, hand)
    reply_and_take_back(page, hand, stack)
    change_and_take_back(page, hand)
    assert hand.touched() == 0
    assert page.complaints == []


def inbox(page: Any, hand: Hand) -> None:
    hand.press("g", "i")
    page.wait_for_url(re.compile(r"/desk/(\?|$)"))
    page.locator("[data-row]").nth(TICKETS).wait_for(timeout=SLOW)


def triage_ten(page: Any, hand: Hand) -> None:
    hand.press("j", "Enter")
    head, seen = page.locator("#ticket-head"), set()
    for at in range(TICKETS):
        page.locator("#triage .tri-line").first.wait_for(timeout=SLOW)
        number = page.locator(".ticket").get_attribute("data-number")
        assert number not in seen, "j goes on to another ticket"
        seen.add(number)

        hand.press("I")
        expect(head.locator("#head-assignee")).to_contain_text("Ana Agent", timeout=SLOW)
        hand.is_somewhere()
        priority = "Urgent" if at % 2 else "Low"
        hand.choose("p", priority, TICKET_MENU)
        expect(head.locator("#head-priority")).to_contain_text(priority, timeout=SLOW)
        hand.is_somewhere()
        tagged = page.locator("#triage .tri-line .chip", has_text="bug")
        before = tagged.count()  # the AI learns from the first ones and proposes it for the others
        hand.find("T", "bug")
        expect(tagged).to_have_count(1 - before, timeout=SLOW)
        hand.is_somewhere()
        hand.choose("s", "In progress", TICKET_MENU)
        expect(head.locator("#head-status")).to_contain_text("In progress", timeout=SLOW)
        hand.is_somewhere()

        if at + 1 < TICKETS:
            hand.press("j")
            expect(page.locator(".ticket")).not_to_have_attribute("data-number", number, timeout=SLOW)


def merge_two(page: Any, hand: Hand) -> None:
    inbox(page, hand)
    for words in ("Lost key", "Broken lock"):
        hand.to_row(words)
        hand.press("x")
    expect(page.locator("[data-pick-text]")).to_have_text("2 selected")
    hand.press("M")
    expect(page.get_by_role("dialog", name="Merge tickets")).to_be_visible(timeout=SLOW)
    hand.reach("^Merge")
    hand.press("Enter")
    page.wait_for_url(re.compile(r"/desk/tickets/\d+/"))
    expect(page.locator("#thread .msg")).to_have_count(2, timeout=SLOW)
    hand.is_somewhere()


def run_a_macro(page: Any, hand: Hand) -> None:
    hand.find("m", "details")
    expect(page.locator("#head-status")).to_contain_text("Waiting", timeout=SLOW)
    expect(page.locator("#comp-text")).to_be_focused(timeout=SLOW)
    hand.press("Escape")
    hand.is_somewhere()


def change_several(page: Any, hand: Hand) -> None:
    inbox(page, hand)
    hand.press("j", "x", "j", "j", "X")
    expect(page.locator("[data-pick-text]")).to_have_text("3 selected")
    hand.choose("p", "High", f"[data-pick-bar] {OPEN_MENU}")
    card = page.locator("#bulk")
    expect(card).to_contain_text("3 tickets changed.", timeout=SLOW)
    hand.is_somewhere()
    hand.press("z")
    expect(card).to_contain_text("3 tickets are as before.", timeout=SLOW)
    hand.is_somewhere()


def put_one_aside(page: Any, hand: Hand) -> None:
    hand.to_row("Shift 3")
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Shift 3")).to_be_visible(timeout=SLOW)
    hand.press("h")
    expect(page.get_by_label("What does it wait for?")).to_be_focused(timeout=SLOW)
    hand.type("A spare part")
    hand.reach("^Tomorrow")
    hand.press("Enter")
    expect(page.locator("#ticket-head .t-pending")).to_contain_text("A spare part", timeout=SLOW)
    hand.is_somewhere()


def search(page: Any, hand: Hand) -> None:
    hand.press("/")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    hand.type("hums priority:urgent")
    hand.press("Enter")
    page.wait_for_url("**/desk/search/?q=**")
    page.locator("[data-row]").first.wait_for(timeout=SLOW)
    hand.press("j", "Enter")
    page.wait_for_url(re.compile(r"/desk/tickets/\d+/"))
    page.locator("#composer").wait_for(timeout=SLOW)


def reply_and_take_back(page: Any, hand: Hand, stack: Stack) -> None:
    text, words = page.locator("#comp-text"), "screenshot of the whole window"
    hand.press("r")
    expect(text).to_be_focused()
    hand.type("/screen")
    expect(page.locator("#canned-list [role=option]")).to_have_count(1, timeout=SLOW)
    hand.press("Enter")
    expect(text).to_have_value(re.compile(words), timeout=SLOW)
    hand.press("Control+Enter")
    expect(page.locator(".undo-bar")).to_contain_text("Reply leaves in", timeout=SLOW)
    hand.press("Escape", "z")
    expect(text).to_have_value(re.compile(words), timeout=SLOW)
    expect(text).to_be_focused(timeout=SLOW)

    hand.press("Control+Enter")
    expect(page.locator("#thread .msg.ours")).to_contain_text(words, timeout=SLOW)
    hand.is_somewhere()
    stack.until(lambda: any(words in str(one.message) for one in stack.relay.letters), what="the reply")


def change_and_take_back(page: Any, hand: Hand) -> None:
    before = page.locator("#head-priority").inner_text()
    hand.press("Escape")
    hand.choose("p", "Low", TICKET_MENU)
    expect(page.locator("#head-priority")).to_contain_text("Low", timeout=SLOW)
    expect(page.locator("#toasts")).to_contain_text("Low", timeout=SLOW)
    hand.press("z")
    expect(page.locator("#head-priority")).to_have_text(before, timeout=SLOW)
    hand.is_somewhere()
