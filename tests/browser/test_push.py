"""Cards of the system in a real browser: the page says how it stands, the service worker shows what was pushed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_main_job import sign_in
from tests.support.stack import Stack

pytestmark = pytest.mark.browser
SLOW = 30_000  # milliseconds that a busy machine may take for an answer
CARD = {
    "site": "Acme",
    "title": "Mara wrote in T-0042",
    "text": "Any news?",
    "link": "/desk/",
    "tag": "trial",
}
SHOWN = "async () => (await (await navigator.serviceWorker.getRegistration('/desk/')).getNotifications()).map((one) => [one.title, one.body, one.tag])"


def test_a_browser_without_a_push_service_says_so_and_a_pushed_card_is_shown(page: Any, stack: Stack) -> None:
    site = f"http://acme.localhost:{stack.web}"
    page.context.grant_permissions(["notifications"], origin=site)
    sign_in(page)
    page.goto("/settings/notifications/")
    section = page.locator("#browsers")
    button = section.get_by_role("button", name="Turn on in this browser")
    expect(button).to_be_visible(timeout=SLOW)
    workers: list[str] = []
    line = page.context.new_cdp_session(page)
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: workers.extend(one["registrationId"] for one in said["registrations"]),
    )
    line.send("ServiceWorker.enable")
    button.focus()
    page.keyboard.press("Enter")
    expect(section.get_by_text("could not reach its push service")).to_be_visible(timeout=SLOW)
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration('/desk/').then((one) => Boolean(one?.active))", timeout=SLOW
    )

    line.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site, "registrationId": workers[-1], "data": json.dumps(CARD)},
    )
    page.wait_for_function(f"({SHOWN})().then((shown) => shown.length > 0)", timeout=SLOW)
    assert page.evaluate(SHOWN) == [[CARD["title"], CARD["text"], CARD["tag"]]]
