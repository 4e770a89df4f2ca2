"""Filters, orders and pages of tasks."""

from __future__ import annotations

from datetime import date

import pytest

from core.work import selectors, services
from core.work.selectors import BadFilter, TaskFilters, listed, page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 1)


@pytest.fixture
def several(people, task, ticket):
    task("Old", due_on=date(2026, 11, 30), assignee=people.ana)
    task("Now", due_on=TODAY, assignee=people.ben, priority=4)
    task("Soon", due_on=date(2026, 12, 7), ticket=ticket)
    task("Later", due_on=date(2026, 12, 8), priority=1)
    task("Some day")
    services.change(task("Over", due_on=date(2026, 11, 1)), by=people.ana.actor, status="done")


def titles(actor, **asked):
    filters = TaskFilters.read(asked)
    return [row.title for row in page(listed(actor, filters, TODAY), filters.order)[0]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Old", "Now", "Soon", "Later", "Some day"]),
        ({"state": "finished"}, ["Over"]),
        ({"status": "done,todo", "due": "late"}, ["Old"]),
        ({"due": "today"}, ["Now"]),
        ({"due": "week"}, ["Now", "Soon"]),
        ({"due": "none"}, ["Some day"]),
        ({"assignee": "me"}, ["Old"]),
        ({"assignee": "none", "priority": "low"}, ["Later"]),
        ({"priority": ["urgent"]}, ["Now"]),
        ({"ticket": "T-0001"}, ["Soon"]),
        ({"creator": "me", "q": "so"}, ["Soon", "Some day"]),
        ({"q": "day some"}, ["Some day"]),
        ({"q": "TASK-0004"}, ["Later"]),
        ({"order": "priority"}, ["Now", "Old", "Soon", "Some day", "Later"]),
        ({"order": "newest", "state": "all"}, ["Over", "Some day", "Later", "Soon", "Now", "Old"]),
        ({"order": "title"}, ["Later", "Now", "Old", "Some day", "Soon"]),
    ],
)
def test_lists(people, several, asked, found):
    assert titles(people.ana.actor, **asked) == found


@pytest.mark.parametrize("order", selectors.ORDERS)
def test_pages_leave_nothing_out(people, several, order):
    filters = TaskFilters(state="all", order=order)
    whole = [row.pk for row in listed(people.ana.actor, filters, TODAY)]
    found, cursor = [], ""
    while True:
        rows, cursor = page(listed(people.ana.actor, filters, TODAY), order, cursor, size=2)
        found += [row.pk for row in rows]
        if not cursor:
            break
    assert found == whole
    assert len(found) == 6


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "merged"}, {"priority": "huge"}, {"assignee": "x"}, {"creator": "-1"}, {"due": "x"},
        {"order": "x"}, {"state": "x"}, {"team": "x"}, {"ticket": "x"},
    ],
)  # fmt: skip
def test_filters_that_make_no_sense(asked):
    with pytest.raises(BadFilter):
        TaskFilters.read(asked)


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwgMSwgMV0", "W251bGwsMSwxXQ", "é"])
def test_cursors_made_by_hand(people, several, cursor):
    with pytest.raises(BadFilter):
        page(listed(people.ana.actor, TaskFilters(), TODAY), "due", cursor)
