"""What the eye found on the pages and a script can keep: where names begin, heights in one row, one thing to press."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.gallery import served

pytestmark = pytest.mark.browser
DESK, HAND = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FINGER = 40  # px
# left edges of what stands in boxes of one kind, by its letters, not by its box
BEGINS = """(boxes) => [...document.querySelectorAll(boxes)].map((box) => {
  const range = document.createRange();
  range.selectNodeContents(box);
  return Math.round(range.getClientRects()[range.getClientRects().length - 1].left - box.getBoundingClientRect().left);
})"""
# {what: height} of all that is seen
HEIGHTS = """(found) => Object.fromEntries([...document.querySelectorAll(found)].filter((one) => one.checkVisibility())
  .map((one) => [one.className + ": " + one.textContent.trim().slice(0, 30), Math.round(one.getBoundingClientRect().height)]))"""
RUNS_OVER = """() => [...document.querySelectorAll("main .btn, main .chip, main .select")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflowX === "visible" && one.scrollWidth > one.clientWidth + 2)
  .map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("gallery")) as address:
        yield address


@pytest.fixture
def desk(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page(viewport=DESK)
    yield page
    page.close()


@pytest.fixture
def hand(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=HAND, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("name", "boxes"),
    [("inbox-3", ".row-subject"), ("board", ".tile-subject")],
)
def test_a_hebrew_subject_begins_where_its_neighbours_begin(
    desk: Any, address: str, name: str, boxes: str
) -> None:
    desk.goto(f"{address}/{name}.html")
    begins = desk.evaluate(BEGINS, boxes)
    assert len(begins) >= 3
    assert all(left < 24 for left in begins), begins


@pytest.mark.parametrize("name", ["knowledge-3", "operator-3", "companies-3"])
def test_field_and_filters_of_a_toolbar_are_of_one_height(desk: Any, address: str, name: str) -> None:
    desk.goto(f"{address}/{name}.html")
    heights = desk.evaluate(HEIGHTS, ".toolbar:has(> .input) > :is(.input, .filter)")
    assert heights
    assert set(heights.values()) == {32}, heights


@pytest.mark.parametrize("name", ["snooze", "settings-queues", "knowledge-3"])
def test_no_words_run_over_the_edge_of_a_button(desk: Any, address: str, name: str) -> None:
    desk.goto(f"{address}/{name}.html")
    assert desk.evaluate(RUNS_OVER) == []


def test_words_of_a_choice_end_before_its_arrow(desk: Any, address: str) -> None:
    desk.goto(f"{address}/settings-queues.html")
    ends = desk.evaluate(
        "() => [...document.querySelectorAll('.select')].map((one) => getComputedStyle(one).overflowX)"
    )
    assert set(ends) == {"clip"}


def test_an_empty_page_asks_for_one_thing(desk: Any, address: str) -> None:
    desk.goto(f"{address}/settings-macros-0.html")
    colours = desk.evaluate(
        "() => [...document.querySelectorAll('.page .btn-primary')].map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(colours) == 2
    assert colours[0] == "rgb(255, 255, 255)" != colours[1]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ticket-3", ".prop:is(summary, button), .comp-tab, .comp-bar .btn, a.file, .t-title .btn"),
        ("inbox-3", ".filters .filter, .look .seg > button"),
        ("settings-people", ".split-nav .nav-link"),
    ],
)
def test_what_is_pressed_in_a_hand_is_as_high_as_a_finger(
    hand: Any, address: str, name: str, found: str
) -> None:
    hand.goto(f"{address}/{name}.html")
    heights = hand.evaluate(HEIGHTS, found)
    assert heights
    assert {what: height for what, height in heights.items() if height < FINGER} == {}


def test_the_subject_has_the_whole_line_in_a_hand(hand: Any, address: str) -> None:
    hand.goto(f"{address}/ticket-3.html")
    width = hand.evaluate("document.querySelector('.t-title h1').getBoundingClientRect().width")
    assert width > 0.85 * HAND["width"]


def test_the_head_of_a_page_keeps_its_buttons_within_a_hand(hand: Any, address: str) -> None:
    hand.goto(f"{address}/knowledge-3.html")
    edges = hand.evaluate(
        "[...document.querySelectorAll('.page-head .btn')].map((one) => one.getBoundingClientRect().right)"
    )
    assert edges
    assert max(edges) <= HAND["width"]


def test_what_one_may_do_with_a_message_stands_at_one_height(desk: Any, address: str) -> None:
    desk.goto(f"{address}/ticket-3.html")
    gaps = desk.evaluate(
        """() => [...document.querySelectorAll(".t-flow .msg")].map((one) =>
          Math.round(one.querySelector(".msg-acts time").getBoundingClientRect().top - one.getBoundingClientRect().top))"""
    )
    assert len(gaps) > 2
    assert max(gaps) - min(gaps) <= 1, gaps  # a chip's words sit a pixel lower


def test_many_filters_are_one_line_in_a_hand(hand: Any, address: str) -> None:
    hand.goto(f"{address}/notices.html")
    height = hand.evaluate("document.querySelector('.toolbar').getBoundingClientRect().height")
    assert FINGER <= height < 2 * FINGER


def test_the_mark_of_a_status_is_a_dot_wherever_it_stands(desk: Any, address: str) -> None:
    desk.goto(f"{address}/desk/overview/tickets/index.html")
    sizes = desk.evaluate(
        "() => [...document.querySelectorAll('td .dot')].map((one) => one.getBoundingClientRect()).map((box) => [box.width, box.height])"
    )
    assert sizes
    assert all(size == [9, 9] for size in sizes)


def test_a_long_word_for_a_deed_stays_in_its_card(hand: Any, address: str) -> None:
    hand.goto(f"{address}/settings-ai-contradictions.html")
    edges = hand.evaluate(
        "() => [...document.querySelectorAll('.section .btn')].map((one) => one.getBoundingClientRect().right)"
    )
    assert edges
    assert max(edges) < HAND["width"] - 16
