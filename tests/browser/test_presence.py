"""Two agents at one ticket in real browsers: they see each other, and are warned before two answers leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.people import PASSWORD
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
SLOW = 60_000  # milliseconds that a busy machine may take
# a browser whose proxy lets no socket through
NO_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('no sockets here'); } };"


@pytest.fixture
def desk_of(chromium: Any, stack: Stack) -> Iterator[Any]:
    """desk_of("ben"): a window at acme in which they are signed in. script: runs before every page."""
    contexts = []

    def sign_in(name: str, script: str = "") -> Any:
        context = chromium.new_context(
            base_url=f"http://acme.localhost:{stack.web}", viewport={"width": 1440, "height": 900}
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.goto("/login/")
        page.get_by_label("E-mail").fill(f"{name}@acme.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/home/")
        page.goto("/desk/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def opened(page: Any, subject: str) -> None:
    row = page.locator("[data-row]", has_text=subject).first
    row.wait_for()
    row.click()
    page.locator(".ticket h1", has_text=subject).wait_for()


def test_they_see_each_other_and_only_one_answer_leaves_unawares(desk_of: Any, stack: Stack) -> None:
    stack.write("ida@elsewhere.example", "Both look here", "Please help.", name="Ida")
    ana, ben = desk_of("ana"), desk_of("ben")
    opened(ben, "Both look here")

    dot = ana.locator("[data-row]", has_text="Both look here").first.locator(".row-there")
    expect(dot).to_have_attribute("title", "Ben Agent is here", timeout=SLOW)
    opened(ana, "Both look here")
    expect(ana.locator("#present")).to_contain_text("Ben Agent is looking at this", timeout=SLOW)
    expect(ben.locator("#present")).to_contain_text("Ana Agent is looking at this", timeout=SLOW)

    ben.locator("#comp-text").press_sequentially("Dear Ida", delay=20)
    expect(ana.locator("#present")).to_contain_text("Ben Agent is writing a reply", timeout=SLOW)
    expect(dot).to_have_attribute("data-state", "writing")

    ana.locator("#comp-text").fill("It is done.")
    ben.locator("#comp-text").press_sequentially(", it", delay=20)
    ana.locator("#comp-text").press("Control+Enter")
    expect(ana.locator("#thread .notice-warn").last).to_contain_text(
        "Ben Agent is writing a reply at this moment"
    )
    expect(ana.locator("#comp-text")).to_have_value("It is done.")
    ana.locator("#comp-text").press("Control+Enter")
    expect(ana.locator(".undo-bar")).to_contain_text("Reply leaves in", timeout=SLOW)
    expect(ben.locator("#thread .msg.ours")).to_contain_text("It is done.", timeout=SLOW)

    ben.close()
    expect(ana.locator("#present .there")).to_have_count(0, timeout=SLOW)
    expect(dot).to_have_count(0)


def test_where_no_socket_gets_through_a_stream_does(desk_of: Any, stack: Stack) -> None:
    stack.write("ole@elsewhere.example", "Behind a proxy", "Please help.", name="Ole")
    ana, ben = desk_of("ana", NO_SOCKETS), desk_of("ben")
    opened(ana, "Behind a proxy")
    opened(ben, "Behind a proxy")
    expect(ben.locator("#present")).to_contain_text("Ana Agent", timeout=SLOW)
    ben.locator("#comp-text").press_sequentially("Dear Ole", delay=20)
    expect(ana.locator("#present")).to_contain_text("Ben Agent is writing a reply", timeout=SLOW)
    ana.locator("#comp-text").press_sequentially("Dear Ole", delay=20)
    expect(ben.locator("#present")).to_contain_text("Ana Agent is writing a reply", timeout=SLOW)
