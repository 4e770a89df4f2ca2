"""Many tasks at once: done in one go, told where it could not be, undone as far as it still stands; and the bin."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.audit.models import Record
from core.tickets.services.bulk import NothingToDo, OnlyAlone, TooLateToUndo, UnknownAct
from core.work import selectors, services
from core.work.models import Task, TaskBulk
from core.work.services import bin as task_bin
from core.work.services import bulk, entries
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def fresh(task):
    return Task.every.get(pk=task.pk)


def alarms(kind):
    return Alarm.objects.filter(kind=kind).count()


class TestChange:
    def test_all_of_it_is_done_and_undone(self, people, task):
        shop = services.open_project("Shop", by=people.ana.actor)
        one, two = task("One", due_on=date(2026, 3, 1)), task("Two", assignee=people.ben, priority=4)
        what = {
            "status": "blocked",
            "priority": "low",
            "assignee": people.ana.pk,
            "due_on": None,
            "project": shop.pk,
        }
        row = bulk.start(what, by=people.ana.actor, numbers=[1, 2], key="k")
        assert ([one["task"] for one in row.done], row.missed) == ([one.pk, two.pk], [])
        for each in (fresh(one), fresh(two)):
            assert (each.status, each.priority, each.assignee, each.due_on, each.project) == (
                "blocked", 1, people.ana, None, shop,
            )  # fmt: skip
        assert bulk.start(what, by=people.ana.actor, numbers=[1, 2], key="k").pk == row.pk
        bulk.undo(row, by=people.ana.actor)
        assert (fresh(one).status, fresh(one).due_on, fresh(one).assignee) == ("todo", date(2026, 3, 1), None)
        assert (fresh(two).assignee, fresh(two).priority, fresh(two).project) == (people.ben, 4, None)
        before = fresh(two).version
        assert bulk.undo(row, by=people.ana.actor).undone_at
        assert fresh(two).version == before
        lines = Record.objects.filter(action__startswith="task.bulk").order_by("pk")
        assert [line.action for line in lines] == ["task.bulk_changed", "task.bulk_undone"]

    def test_one_that_cannot_be_changed_keeps_none_of_the_others(self, people, task):
        services.save_limit("in_progress", by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
        first, second = task("First"), task("Second")
        row = bulk.start({"status": "in_progress"}, by=people.ana.actor, numbers=[1, 2])
        assert (fresh(first).status, fresh(second).status) == ("in_progress", "todo")
        assert [(one["number"], "is full" in one["why"]) for one in row.missed] == [(2, True)]

    def test_what_somebody_changed_since_stays(self, people, task):
        one = task("One")
        row = bulk.start({"status": "blocked", "priority": "urgent"}, by=people.ana.actor, numbers=[1])
        services.change(one, by=people.ben.actor, priority=1)
        row = bulk.undo(row, by=people.ana.actor)
        assert (fresh(one).status, fresh(one).priority) == ("todo", 1)
        assert row.missed[0]["why"] == "Changed since: priority."

    def test_what_is_out_of_sight_is_not_told_as_put_back(self, people, task):
        one, two = task("One"), task("Two")
        row = bulk.start({"priority": "urgent"}, by=people.ana.actor, numbers=[1, 2])
        services.delete(two, by=people.lena.actor)
        row = bulk.undo(row, by=people.ana.actor)
        assert fresh(one).priority == one.priority
        assert [one["task"] for one in row.done] == [one.pk]
        assert [(one["number"], one["title"]) for one in row.missed] == [(2, "")]

    def test_all_that_a_list_shows(self, people, task):
        for number in range(3):
            task(f"No {number}", assignee=people.ben if number else None)
        filters = selectors.TaskFilters.read({"assignee": "none"})
        bulk.start({"status": "done"}, by=people.ana.actor, filters=filters)
        assert [row.number for row in Task.objects.filter(status="done")] == [1]

    def test_what_makes_no_sense_is_refused(self, people, task, monkeypatch):
        task()
        for what, wrong in (
            ({}, NothingToDo), ({"title": "x"}, UnknownAct), ({"delete": True, "status": "done"}, OnlyAlone),
            ({"status": "merged"}, Invalid), ({"priority": "5"}, Invalid),
        ):  # fmt: skip
            with pytest.raises(wrong):
                bulk.start(what, by=people.lena.actor, numbers=[1])
        with pytest.raises(bulk.NoTaskChosen):
            bulk.start({"status": "done"}, by=people.ana.actor, numbers=[77])
        for number in range(bulk.MOST_AT_ONCE):
            Task.objects.create(number=100 + number, title="x")
        with pytest.raises(bulk.TooManyTasks):
            bulk.start({"status": "done"}, by=people.ana.actor, filters=selectors.TaskFilters())
        assert not Task.objects.filter(status="done").exists()

    def test_after_a_week_it_stands(self, people, task):
        task()
        row = bulk.start({"status": "done"}, by=people.ana.actor, numbers=[1])
        with clock.at(clock.now() + timedelta(days=8)), pytest.raises(TooLateToUndo):
            bulk.undo(row, by=people.ana.actor)
        bulk.forget(row.pk)
        assert not TaskBulk.objects.exists()


class TestBin:
    def test_into_the_bin_and_out_of_it(self, people, task):
        one = task("Old", due_on=selectors.today() + timedelta(days=3))
        with pytest.raises(Refused):
            bulk.start({"delete": True}, by=people.ana.actor, numbers=[1])
        row = bulk.start({"delete": True}, by=people.lena.actor, numbers=[1])
        assert not selectors.visible(people.lena.actor).exists()
        assert (alarms(task_bin.ALARM), alarms("work.task_due")) == (1, 0)
        in_bin = selectors.TaskFilters(state="bin")
        assert [each.title for each in selectors.listed(people.lena.actor, in_bin)] == ["Old"]
        with pytest.raises(Refused):
            selectors.listed(people.ana.actor, in_bin)
        bulk.undo(row, by=people.lena.actor)
        assert selectors.task_for(people.ana.actor, 1) == one
        assert (alarms(task_bin.ALARM), alarms("work.task_due")) == (0, 1)

    def test_restoring_many_can_be_taken_back_unless_somebody_works_on_them(self, people, task):
        one, two = task("One"), task("Two")
        for each in (one, two):
            services.delete(each, by=people.lena.actor)
        row = bulk.start({"restore": True}, by=people.lena.actor, numbers=[1, 2])
        services.change(two, by=people.ana.actor, status="done")
        row = bulk.undo(row, by=people.lena.actor)
        assert (bool(fresh(one).deleted_at), fresh(two).deleted_at) == (True, None)
        assert [each["number"] for each in row.missed] == [2]

    def test_after_thirty_days_it_goes_for_good(self, people, task):
        one = task("Old")
        services.comment(one, "Said", by=people.ana.actor)
        services.erase(one.pk)
        assert fresh(one)  # it is not in the bin
        services.delete(one, by=people.lena.actor)
        services.delete(one, by=people.lena.actor)
        assert Record.objects.filter(action="task.deleted").count() == 1
        services.erase(one.pk)
        assert not Task.every.exists()
        with pytest.raises(selectors.NoSuchTask):
            services.restore(one, by=people.lena.actor)

    def test_time_that_was_spent_on_it_is_not_lost(self, people, task):
        one = task("Timed")
        entries.log(people.ana, 5, by=people.ana.actor, task=one)
        row = bulk.start({"delete": True}, by=people.lena.actor, numbers=[1])
        assert (fresh(one).deleted_at, row.missed[0]["why"][:18]) == (None, "Time was spent on ")
