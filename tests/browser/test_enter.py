"""Enter in a field of a form: it saves, asks or finds, and presses no button that decides, removes or moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.browser.gallery import served

pytestmark = pytest.mark.browser
PEOPLE = '<a class="menu-item" href="/found.html?assignee=7"><span>Ben</span></a>'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("gallery")) as address:
        yield address


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    """A page of the gallery; what it posts is in desk.sent, as (path, fields)."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.sent = []

    def keep(request: Any) -> None:
        if request.method == "POST":
            fields = parse_qs(request.post_data or "", keep_blank_values=True)
            page.sent.append((request.url, {name: values[-1] for name, values in fields.items()}))

    page.on("request", keep)
    yield page
    page.close()


def entered(desk: Any, field: Any) -> dict[str, str]:
    """What is posted when Enter is pressed in the field."""
    with desk.expect_request(lambda request: request.method == "POST"):
        field.press("Enter")
    return dict(desk.sent[-1][1])


def test_a_reason_and_enter_decide_nothing(desk: Any, address: str) -> None:
    desk.goto(f"{address}/ticket-approvals.html")
    field = desk.locator(".approval-say input[name=reason]").first
    field.fill("not before Monday")
    said = entered(desk, field)
    assert (said["say"], said["reason"]) == ("", "not before Monday")
    desk.locator(".approval-say button", has_text="Approve").first.click()
    desk.wait_for_timeout(300)
    assert desk.sent[-1][1]["say"] == "approve"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        (
            "settings/approvals/index",
            "details[open] form input[name=name], details form input[name=name]",
            "",
        ),
        ("settings-rule", "#rule-form input[name=name]", "do"),
        ("settings-macro", "#macro-form input[name=name]", "do"),
        ("settings-statuses", "details input[name=label]", ""),
    ],
)
def test_enter_in_a_form_of_settings_saves(
    desk: Any, address: str, name: str, field: str, value: str
) -> None:
    desk.goto(f"{address}/{name}.html")
    desk.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    said = entered(desk, desk.locator(field).first)
    assert said[value or "action"] == "save"


def test_enter_takes_the_person_that_was_looked_for(desk: Any, address: str) -> None:
    """Not "Mine", which stands above in the same menu."""
    whole = f'<input class="input" type="search" name="find" hx-get="/who/" hx-target="next .options" hx-trigger="input changed delay:150ms" data-stays><div class="options" role="menu">{PEOPLE}</div>'
    desk.route("**/filter/assignee/**", lambda route: route.fulfill(body=whole, content_type="text/html"))
    desk.route("**/who/**", lambda route: route.fulfill(body=PEOPLE, content_type="text/html"))
    desk.goto(f"{address}/inbox-3.html")
    desk.locator(".filter-menu > summary").click()
    desk.locator(".filter-sheet summary", has_text="Assignee").click()
    field = desk.locator(".filter-sheet input[type=search]")
    field.wait_for()
    field.press_sequentially("Ben")
    with desk.expect_request(lambda request: "found.html" in request.url):
        field.press("Enter")


def test_enter_in_the_search_of_the_move_dialog_moves_nothing(desk: Any, address: str) -> None:
    desk.goto(f"{address}/move.html")
    field = desk.locator("form[method=post] input[type=search]")
    field.fill("printer")
    field.press("Enter")
    desk.wait_for_timeout(500)
    assert desk.sent == []
    assert desk.url.endswith("/move.html")
