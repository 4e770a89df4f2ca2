"""Columns of the board of tasks that hold a number at most, and changes that are taken back."""

from __future__ import annotations

from datetime import date

import pytest

from core.audit.models import Record
from core.desk.services import NoLimitHere
from core.work import selectors, services
from core.work.services.limits import TaskColumnFull
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def hard(people):
    return services.save_limit("in_progress", by=people.olivia.actor, wip_limit=1, wip_is_hard=True)


def test_a_hard_limit_refuses_one_more_and_says_what_to_do(people, task, hard):
    task("First", status="in_progress")
    second = task("Second")
    with pytest.raises(TaskColumnFull) as full:
        services.change(second, by=people.ana.actor, status="in_progress")
    assert full.value.data == {"status": "In progress", "limit": 1}
    assert "Finish one of them or move it on first." in full.value.message
    second.refresh_from_db()
    assert (second.status, second.version) == ("todo", 1)
    with pytest.raises(TaskColumnFull):
        task("Third", status="in_progress")
    services.change(second, by=SYSTEM, status="in_progress")
    services.change(second, by=people.ana.actor, title="Named anew")
    assert selectors.standing(["in_progress"]) == {"in_progress": 2}


def test_a_soft_limit_lets_all_through(people, task, hard):
    services.save_limit("in_progress", by=people.olivia.actor, wip_is_hard=False)
    for number in range(2):
        task(f"No {number}", status="in_progress")
    assert selectors.limits()["in_progress"].wip_limit == 1


def test_twice_is_once_and_what_is_no_limit_is_refused(people, hard):
    services.save_limit("in_progress", by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
    assert Record.objects.filter(action="task.limit_changed").count() == 1
    with pytest.raises(Invalid):
        services.save_limit("blocked", by=people.olivia.actor, wip_limit=0)
    with pytest.raises(NoLimitHere):
        services.save_limit("todo", by=people.olivia.actor, wip_limit=3)
    services.save_limit("in_progress", by=people.olivia.actor, wip_limit=None)
    assert selectors.limits() == {}


def test_what_still_is_as_the_change_left_it_goes_back(people, task, hard):
    one, before = task("One", status="in_progress", due_on=date(2026, 3, 1)), None
    before = services.stand(one)
    fresh = services.change(one, by=people.ana.actor, status="done", due_on=None, priority=4)
    moved = services.difference(before, services.stand(fresh))
    task("In its place", status="in_progress")
    services.change(one, by=people.ben.actor, priority=1)
    assert services.give_back(one, moved, by=people.ana.actor) == ["priority"]
    one.refresh_from_db()
    assert (one.status, one.due_on, one.priority) == ("in_progress", date(2026, 3, 1), 1)
    assert services.difference(before, before) is None


def test_lanes_are_counted_with_as_many_questions(people, task, django_assert_num_queries):
    shop = services.open_project("Shop", by=people.ana.actor)
    task("One", assignee=people.ana, project=shop)
    task("Two", assignee=people.ben, priority=4)
    task("Three", priority=4)
    for lanes, counts in (
        ("", {("todo", None): 3}),
        ("assignee", {("todo", people.ana.pk): 1, ("todo", people.ben.pk): 1, ("todo", None): 1}),
        ("priority", {("todo", 2): 1, ("todo", 4): 2}),
        ("project", {("todo", shop.pk): 1, ("todo", None): 2}),
    ):
        with django_assert_num_queries(3):
            found = selectors.board(people.ana.actor, selectors.TaskFilters(), selectors.today(), lanes=lanes)
        assert found.counts == counts, lanes
        assert {selectors.lane_of(one, lanes) for one in found.cards["todo"]} == {key[1] for key in counts}
    with pytest.raises(selectors.BadFilter):
        selectors.board(people.ana.actor, selectors.TaskFilters(), selectors.today(), lanes="team")
    none = selectors.TaskFilters.read({"project": "none"})
    assert [one.title for one in selectors.listed(people.ana.actor, none)] == ["Three", "Two"]
