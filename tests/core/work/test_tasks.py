"""The life of a task, and who may see it."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import User
from core.audit.models import Record
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.selectors import NoSuchTicket
from core.tickets.services.words import Words
from core.work import selectors, services
from core.work.models import Task, TaskComment
from core.work.services import comments
from tenants import context, remembered
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, Refused
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


def told(task):
    return list(
        Record.objects.filter(object_type="work.task", object_id=task.pk)
        .order_by("pk")
        .values_list("action", flat=True)
    )


def test_opened_changed_finished_and_opened_again(people, task, ticket):
    one = task(
        "  Call   the bank ", assignee=people.ben, ticket=ticket, due_on=date(2026, 12, 3), estimate=30
    )
    assert (one.label, one.title, one.creator_id, one.version) == (
        "TASK-0001",
        "Call the bank",
        people.ana.pk,
        1,
    )
    assert task("Another").label == "TASK-0002"

    by = people.ben.actor
    one = services.change(one, by=by, seen=1, status="done", priority=4)
    assert (one.is_finished, one.completed_at is not None, one.version) == (True, True, 2)
    assert services.change(one, by=by, status="done").version == 2
    one = services.change(one, by=by, status="in_progress")
    assert (one.is_finished, one.completed_at) == (False, None)
    assert told(one) == ["task.opened", "task.changed", "task.changed"]
    line = Record.objects.filter(action="task.changed").order_by("pk").first()
    assert (line.before, line.after) == ({"status": "todo", "priority": 2}, {"status": "done", "priority": 4})


def test_who_was_slower_changes_nothing(people, task):
    one = task()
    services.change(one, by=people.ben.actor, seen=1, title="Call the other bank")
    with pytest.raises(services.StaleTask) as no:
        services.change(one, by=people.ana.actor, seen=1, title="Write to the bank")
    assert no.value.data == {"version": 2}
    assert Task.objects.get().title == "Call the other bank"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "   "}, "title"),
        ({"description": "x" * 20_001}, "description"),
        ({"status": "merged"}, "status"),
        ({"priority": 5}, "priority"),
        ({"estimate": 600_000}, "estimate"),
    ],
)
def test_what_makes_no_sense_is_refused(people, task, said, field):
    one = task()
    with pytest.raises(Invalid) as no:
        services.change(one, by=people.ana.actor, **said)
    assert list(no.value.data["fields"]) == [field]
    with pytest.raises(Invalid):
        task(**said)
    assert Task.objects.values_list("number", "version").get() == (1, 1)


def test_it_is_given_to_who_may_see_it_and_to_nobody_else(people, task, ticket):
    one = services.assign(task(ticket=ticket), people.lars, by=people.ana.actor)
    assert one.assignee == people.lars
    assert services.assign(one, None, by=people.ana.actor).assignee is None
    User.objects.filter(pk=people.ben.pk).update(is_active=False)
    with pytest.raises(services.CannotDo) as no:
        services.assign(one, User.objects.get(pk=people.ben.pk), by=people.ana.actor)
    assert no.value.data["reason"] == "inactive"


def test_a_task_is_deleted_with_its_comments_and_its_number_stays_gone(people, task):
    one = task()
    services.comment(one, "Hm", by=people.ben.actor)
    services.delete(one, by=people.lena.actor)
    services.delete(one, by=people.lena.actor)
    assert (Task.objects.exists(), TaskComment.objects.count()) == (False, 1)  # in the bin
    services.erase(one.pk)
    assert not TaskComment.objects.exists()
    assert task().number == 2
    assert Record.objects.filter(action="task.deleted").get().before == {
        "number": 1,
        "title": "Call the bank",
    }


class TestWhoSeesIt:
    @pytest.fixture
    def hidden(self, people, task):
        """A task about a ticket in a queue that Ben may not see."""
        vault = Queue.objects.create(name="Vault")
        User.objects.filter(pk=people.ben.pk).update(reach={str(vault.pk): "none"})
        remembered.forget()
        people.ben = User.objects.get(pk=people.ben.pk)
        secret, _ = tickets.open_ticket(
            people.carla, "Secret", Words("x"), channel="api", by=SYSTEM, queue=vault
        )
        return task("Shred it", ticket=secret)

    def test_who_may_not_read_the_ticket_does_not_see_the_task(self, people, task, hidden):
        task("Plain")
        seen = [row.title for row in selectors.listed(people.ben.actor, selectors.TaskFilters())]
        assert seen == ["Plain"]
        with pytest.raises(selectors.NoSuchTask):
            selectors.task_for(people.ben.actor, hidden.number)
        with pytest.raises(services.CannotDo) as no:
            services.assign(hidden, people.ben, by=people.ana.actor)
        assert no.value.data["reason"] == "not_in_queue"
        assert people.ben not in selectors.doers(hidden.ticket)
        assert people.ben in selectors.doers()

    def test_a_comment_tells_nobody_who_may_not_see_the_task(self, people, hidden, monkeypatch):
        facts = []
        monkeypatch.setattr(comments, "publish", facts.append)
        said = services.comment(hidden, "@ben and @lena look, @ana too", by=people.ana.actor)
        services.edit_comment(said, "@lena and @lars look", by=people.ana.actor)
        assert [fact.mentioned for fact in facts] == [[people.lena.pk], [people.lars.pk]]

    def test_while_the_ticket_lies_in_the_bin_there_is_no_task(self, people, task, ticket):
        one = task(ticket=ticket)
        tickets.delete(ticket, by=people.olivia.actor)
        with pytest.raises(selectors.NoSuchTask):
            selectors.task_for(people.olivia.actor, one.number)
        tickets.restore(ticket, by=people.olivia.actor)
        assert selectors.task_for(people.olivia.actor, "TASK-0001") == one
        tickets.delete(ticket, by=people.olivia.actor)
        tickets.erase_now(ticket, by=people.olivia.actor)
        assert not Task.objects.exists()

    def test_light_agents_see_and_customers_do_not(self, people, task):
        one = task()
        assert selectors.task_for(people.lars.actor, one.number) == one
        with pytest.raises(Refused):
            selectors.task_for(people.lars.actor, one.number, to="tasks.change")
        with pytest.raises(selectors.NoSuchTask):
            selectors.task_for(people.carla.actor, one.number)

    @pytest.mark.parametrize("name", ["", "x", "TASK-", "TASK-0002", "9" * 30])
    def test_odd_numbers_lead_nowhere(self, people, task, name):
        task()
        with pytest.raises((selectors.NoSuchTask, NoSuchTicket)):
            selectors.task_for(people.ana.actor, name)

    def test_the_neighbour_sees_none(self, people, task, globex):
        task()
        with context.tenant(globex):
            assert not selectors.visible(SYSTEM).exists()


def test_comments_are_their_authors(people, task):
    one = task()
    said = services.comment(one, "  Who does it?\r\n", by=people.ben.actor)
    assert (said.text, said.author_name) == ("Who does it?", people.ben.name)
    with pytest.raises(services.NotYourComment):
        services.edit_comment(said, "x", by=people.ana.actor)
    with pytest.raises(services.NotYourComment):
        services.delete_comment(said, by=people.lena.actor)
    with pytest.raises(services.EmptyComment):
        services.edit_comment(said, "  ", by=people.ben.actor)
    assert services.edit_comment(said, "I do", by=people.ben.actor).edited_at
    assert Task.objects.values_list("comment_count", "version").get() == (1, 1)
    services.delete_comment(said, by=people.ben.actor)
    assert Task.objects.get().comment_count == 0
    with pytest.raises(selectors.NoSuchComment):
        services.delete_comment(said, by=people.ben.actor)


def test_tasks_go_along_with_a_merge_and_back(people, task, ticket, drain):
    other, _ = tickets.open_ticket(people.carla, "Same", Words("x"), channel="mail", by=people.carla.actor)
    one, two, binned = task(ticket=ticket), task(ticket=other), task(ticket=ticket)
    services.delete(binned, by=people.lena.actor)
    merge = tickets.merge(ticket, into=other, by=people.ana.actor)
    drain()
    assert Task.every.get(pk=binned.pk).ticket == other
    assert {row.pk for row in selectors.tasks_of(people.ana.actor, other)} == {one.pk, two.pk}
    services.follow_merge(other.pk, ticket.pk)
    tickets.unmerge(merge, by=people.ana.actor)
    drain()
    assert selectors.tasks_of(people.ana.actor, ticket) == [one]
    assert selectors.tasks_of(people.ana.actor, other) == [two]
    assert Task.every.get(pk=binned.pk).ticket == ticket


def test_a_ticket_and_a_task_are_work(people, task, ticket):
    one = selectors.item_for(people.ana.actor, "task-0001" if task() else "")
    assert (one.kind, one.label, one.title) == ("task", "TASK-0001", "Call the bank")
    two = selectors.item_for(people.ana.actor, ticket.label)
    assert (two.kind, two.label, two.title) == ("ticket", ticket.label, "Invoice is wrong")


def test_reading_costs_one_statement(people, task, ticket):
    for number in range(3):
        task(f"No {number}", assignee=people.ben, ticket=ticket)
    ana, label = people.ana.actor, ticket.label
    with statements(1):
        rows, _ = selectors.page(selectors.listed(ana, selectors.TaskFilters()), "due")
        assert {(row.assignee.name, row.ticket.label) for row in rows} == {(people.ben.name, label)}
    with statements(1):
        found = selectors.beside(ana, ticket)
        assert (found.tasks[0].assignee.name, found.tasks[0].label) == (people.ben.name, "TASK-0001")
        assert found.project is None
    with statements(1):
        assert [row.assignee.name for row in selectors.tasks_of(ana, ticket)] == [people.ben.name] * 3
