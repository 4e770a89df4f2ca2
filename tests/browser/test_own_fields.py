"""The organization's own fields in a real browser: rules show them while one chooses, the keyboard changes them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.people import PASSWORD
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
SLOW = 30_000  # milliseconds that a busy machine may take for an answer


def arrange(page: Any) -> None:
    """Adam adds a colour, a shade that is asked for when it is blue, and a cause that resolving needs."""
    page.goto("/login/")
    page.get_by_label("E-mail").fill("adam@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    for name, kind, options, rule in (
        ("Colour", "choice", "Red\nBlue", None),
        ("Shade", "text", "", ("show", "always", "field.colour:blue")),
        ("Cause", "text", "", ("require", "resolve", "")),
    ):
        page.goto("/settings/fields/new/")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Kind").select_option(kind)
        expect(page.locator("#options")).to_be_visible(visible=kind == "choice")
        if options:
            page.locator("#options").fill(options)
        if rule:
            page.locator("[name=rule-0-effect]").select_option(rule[0])
            page.locator("[name=rule-0-at]").select_option(rule[1])
            page.locator("[name=rule-0-thing]").first.select_option(rule[2])
        page.get_by_role("button", name="Save field").click()
        page.get_by_text(f"“{name}” is saved.").wait_for()


def test_fields_follow_what_is_chosen_and_are_changed_by_keyboard(page: Any, stack: Stack) -> None:
    arrange(page)
    page.context.clear_cookies()
    sign_in(page)
    page.goto("/desk/tickets/new/")
    expect(page.get_by_label("Shade")).to_have_count(0, timeout=SLOW)
    page.get_by_label("Colour").select_option("blue")
    page.get_by_label("Shade").fill("navy")
    page.get_by_label("Colour").select_option("red")
    expect(page.get_by_label("Shade")).to_have_count(0, timeout=SLOW)
    page.get_by_label("Colour").select_option("blue")
    page.get_by_label("Shade").fill("sky")
    page.get_by_label("Customer e-mail").fill("hue@elsewhere.example")
    page.get_by_label("Subject").fill("Wrong paint")
    page.get_by_label("What happened?").fill("It is green.")
    page.get_by_role("button", name="Create ticket").click()
    page.wait_for_url(re.compile(r"/desk/tickets/\d+/"))

    details = page.locator("#ticket-details")
    expect(details).to_contain_text("sky", timeout=SLOW)
    details.get_by_label("Change Cause").press("Enter")
    cause = details.locator("input[name='fields.cause']")
    expect(cause).to_be_focused(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(details.get_by_label("Change Cause")).to_be_focused(timeout=SLOW)
    details.get_by_label("Change Colour").press("Enter")
    details.locator("select").select_option("red")
    details.get_by_role("button", name="Save").press("Enter")
    expect(details).not_to_contain_text("sky", timeout=SLOW)  # a red one has no shade
    expect(details.get_by_label("Change Colour")).to_be_focused(timeout=SLOW)

    details.get_by_label("Change Cause").press("Enter")
    cause.fill("the printer")
    page.keyboard.press("Enter")
    expect(details).to_contain_text("the printer", timeout=SLOW)
    assert page.complaints == []
