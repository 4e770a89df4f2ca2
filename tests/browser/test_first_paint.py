"""The inbox is first seen with the styles that stand in it; nothing moves or changes its look when the whole sheet comes.

The gallery's inboxes are looked at, so no database is asked; the policy is tried with the headers of the product.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from infra import headers
from tests.browser.gallery import served

pytestmark = pytest.mark.browser
INBOXES = ("inbox-0", "inbox-3", "inbox-many", "inbox-incident")
SIZES = {"desk": (1440, 900), "tablet": (900, 900), "hand": (390, 844)}
COME = "async () => { await document.fonts.ready; }"
LET_IN = """() => new Promise((done) => {
  const sheet = document.querySelector("link[data-later]");
  sheet.media = "all";
  sheet.sheet ? done() : sheet.addEventListener("load", done);
})"""
DIFFERING = """async ([one, other, shade]) => {
  const points = async (text) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, picture.width, picture.height).data;
  };
  const [a, b] = [await points(one), await points(other)];
  if (a.length !== b.length) return Infinity;
  return a.reduce((count, value, at) => count + (Math.abs(value - b[at]) > shade), 0);
}"""
SHADE = 3  # of 255: the same round corner is not always drawn alike
CORNERS = 400  # points of some corners; a letter that moves makes thousands in a line
MOST_PICTURES, PAUSE_MS = 12, 300
HEAD = """<header id="ticket-head"><button>Back</button><h1 tabindex="-1">Charged thrice</h1></header>"""
LOADS = "() => getComputedStyle(document.querySelector('.top')).display"


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("gallery")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_whole_sheet_changes_nothing_of_what_is_seen_first(
    chromium: Any, gallery: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/app.js", lambda route: route.abort())  # it would let the sheet in

    for name in INBOXES:
        page.goto(f"{gallery}/{name}.html", wait_until="networkidle")
        page.evaluate(COME)
        first = settled(page)
        page.evaluate(LET_IN)
        differ = differing(page, first, settled(page))
        assert differ <= CORNERS, f"{name} looks different with the whole sheet: {differ}"
    context.close()


def differing(page: Any, one: bytes, other: bytes) -> int:
    """Points of another colour, each up to three times."""
    pictures = [base64.b64encode(picture).decode() for picture in (one, other)]
    return 0 if one == other else int(page.evaluate(DIFFERING, [*pictures, SHADE]))


def settled(page: Any) -> bytes:
    """Its picture once two of them are the same: icons come when they come."""
    before = b""
    for _ in range(MOST_PICTURES):
        now: bytes = page.screenshot(animations="disabled")
        if before and not differing(page, now, before):
            return now
        before = now
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError("the page does not come to rest")


def test_the_script_lets_the_whole_sheet_in(chromium: Any, gallery: str) -> None:
    page = chromium.new_page()
    page.goto(f"{gallery}/inbox-3.html", wait_until="networkidle")

    assert page.locator("link[data-later]").get_attribute("media") == "all"
    page.close()


def test_the_policy_lets_in_what_stands_in_the_page_and_nothing_else(chromium: Any, gallery: str) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def with_policy(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace("</head>", "<script>window.foreign = 1</script></head>")
        route.fulfill(
            response=answer,
            body=body,
            headers=answer.headers | {"content-security-policy": headers.policy()},
        )

    page.route("**/inbox-3.html", with_policy)
    page.goto(f"{gallery}/inbox-3.html", wait_until="networkidle")

    assert page.evaluate("document.documentElement.classList.contains('js')")
    assert page.evaluate(LOADS) == "flex"
    assert page.evaluate("window.foreign") is None
    assert len([one for one in complaints if "inline script" in one]) == 1
    page.close()


def test_keys_pressed_before_the_scripts_have_come_are_heard(chromium: Any, gallery: str) -> None:
    page = chromium.new_page()
    script: list[Any] = []
    page.route("**/app.js", lambda route: script.append(route))  # it stays on its way
    page.goto(f"{gallery}/inbox-many.html", wait_until="commit")
    page.locator("[data-row]").nth(4).wait_for()

    for key in ("j", "x", "j", "j", "X"):
        page.keyboard.press(key)
    assert page.locator("[data-pick]:checked").count() == 0
    script[0].continue_()

    expect(page.locator("[data-pick-text]")).to_have_text("3 selected")
    expect(page.locator("[data-row]").nth(2)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-pick-text]")).to_have_text("2 selected")
    page.close()


def test_a_whole_ticket_page_begins_at_its_heading(chromium: Any, gallery: str) -> None:
    page = chromium.new_page()
    page.goto(f"{gallery}/ticket-3.html")

    expect(page.locator(".ticket h1")).to_be_focused()
    page.route("**/part/head/", lambda route: route.fulfill(body=HEAD, content_type="text/html"))
    page.locator("#ticket-head").dispatch_event("refresh")  # live news: the same place, in the new words
    expect(page.get_by_role("heading", name="Charged thrice")).to_be_focused()
    page.close()
