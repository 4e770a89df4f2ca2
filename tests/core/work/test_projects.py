"""Projects: how far they are, milestones on the way, and the tickets they come from."""

from __future__ import annotations

from datetime import date

import pytest

from core.accounts.models import User
from core.audit.models import Record
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.services.words import Words
from core.work import selectors, services
from core.work.models import Milestone, Project, ProjectTicket, Task
from tenants import remembered
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, Refused
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(people):
    return services.open_project("New  shop", by=people.ana.actor, end_on=date(2026, 12, 31))


def shown(people, project):
    return selectors.project_for(people.ana.actor, project.pk)


def test_progress_is_what_is_done_of_tasks_and_milestones(people, project, task):
    assert selectors.progress(shown(people, project)) == 0
    by = people.ana.actor
    one, _, three = (task(f"No {n}", project=project) for n in range(3))
    stone = services.add_milestone(project, "Opening", by=by, due_on=date(2026, 12, 24))
    services.change(one, by=by, status="done")
    services.change(three, by=by, status="cancelled")
    assert selectors.progress(shown(people, project)) == 33
    services.change_milestone(stone, by=by, is_done=True)
    services.change_milestone(stone, by=by, is_done=True)
    assert selectors.progress(shown(people, project)) == 66
    done = services.change_project(project, by=by, status="completed")
    assert done.completed_at
    assert selectors.progress(shown(people, project)) == 100
    assert services.change_project(project, by=by, status="active").completed_at is None
    told = Record.objects.filter(action="project.milestone").order_by("pk")
    assert [row.after["what"] for row in told] == ["added", "done"]


def test_stale_and_senseless_changes_are_refused(people, project):
    by = people.ana.actor
    services.change_project(project, by=by, seen=1, name="Newer shop")
    with pytest.raises(services.StaleProject):
        services.change_project(project, by=by, seen=1, name="x")
    for wrong in ({"name": " "}, {"status": "merged"}, {"start_on": date(2027, 1, 1)}):
        with pytest.raises(Invalid):
            services.change_project(project, by=by, **wrong)
    with pytest.raises(Invalid):
        services.add_milestone(project, "", by=by)
    assert Project.objects.values_list("name", "version").get() == ("Newer shop", 2)


def test_a_task_lies_in_a_milestone_of_its_own_project(people, project, task):
    by = people.ana.actor
    other = services.open_project("Other", by=by)
    stone, foreign = (services.add_milestone(one, "M", by=by) for one in (project, other))
    one = task(milestone=stone)
    assert one.project == project
    with pytest.raises(services.WrongMilestone):
        services.change(one, by=by, project=project, milestone=foreign)
    one = services.change(one, by=by, milestone=foreign)
    assert (one.project, one.milestone) == (other, foreign)
    one = services.change(one, by=by, project=project)
    assert (one.project, one.milestone) == (project, None)
    services.change(one, by=by, milestone=stone)
    services.delete_milestone(stone, by=by)
    assert Task.objects.values_list("project", "milestone").get() == (project.pk, None)
    services.delete_project(project, by=by)
    services.delete_project(project, by=by)
    assert Task.objects.values_list("project", "milestone").get() == (None, None)


def test_a_ticket_belongs_to_one_project(people, project, ticket):
    by = people.ana.actor
    other = services.open_project("Other", by=by)
    services.put_ticket(project, ticket, by=by)
    services.put_ticket(project, ticket, by=by)
    services.put_ticket(other, ticket, by=by)
    assert selectors.project_of(by, ticket) == other
    assert selectors.tickets_in(by, project) == []
    services.take_out(ticket, by=by, of=project)
    assert ProjectTicket.objects.get().project == other
    services.take_out(ticket, by=by)
    services.take_out(ticket, by=by)
    assert selectors.project_of(by, ticket) is None
    assert Record.objects.filter(action="ticket.project").count() == 3


def test_merging_keeps_the_project(people, project, ticket, drain):
    other, _ = tickets.open_ticket(people.carla, "Same", Words("x"), channel="mail", by=people.carla.actor)
    services.put_ticket(project, ticket, by=people.ana.actor)
    tickets.merge(ticket, into=other, by=people.ana.actor)
    drain()
    assert selectors.tickets_in(people.ana.actor, project) == [other]


def test_only_tickets_and_tasks_that_one_may_see(people, project, task):
    vault = Queue.objects.create(name="Vault")
    secret, _ = tickets.open_ticket(people.carla, "Secret", Words("x"), channel="api", by=SYSTEM, queue=vault)
    task("Shred it", ticket=secret, project=project)
    services.put_ticket(project, secret, by=SYSTEM)
    User.objects.filter(pk=people.ben.pk).update(reach={str(vault.pk): "none"})
    remembered.forget()
    ben = User.objects.get(pk=people.ben.pk).actor
    assert (selectors.tickets_in(ben, project), list(selectors.tasks_in(ben, project))) == ([], [])
    assert len(selectors.tickets_in(people.ana.actor, project)) == 1
    assert shown(people, project).task_count == 1


def test_who_may(people, project):
    assert selectors.project_for(people.lars.actor, project.pk) == project
    with pytest.raises(Refused):
        selectors.project_for(people.lars.actor, project.pk, to="tasks.change")
    with pytest.raises(selectors.NoSuchProject):
        selectors.project_for(people.carla.actor, project.pk)


def test_lists(people, project, task):
    by = people.ana.actor
    services.open_project("Old shop", by=by, status="completed")
    services.open_project("Waiting", by=by, status="on_hold")

    def names(**asked):
        return [row.name for row in selectors.projects(by, **asked)]

    assert names() == ["New shop", "Waiting"]
    assert names(state="over") == ["Old shop"]
    assert names(state="on_hold") == ["Waiting"]
    assert names(state="all", q="shop new") == ["New shop"]
    with pytest.raises(selectors.BadFilter):
        names(state="x")
    for number in range(3):
        services.add_milestone(project, f"M{number}", by=by)
        task(f"No {number}", project=project)
    with statements(1):
        counted = {row.name: (row.task_count, row.milestone_count) for row in selectors.projects(by)}
    assert counted == {"New shop": (3, 3), "Waiting": (0, 0)}
    with statements(1):
        assert [row.task_count for row in selectors.milestones_of(project)] == [0, 0, 0]
    assert Milestone.objects.count() == 3


def test_what_a_timeline_spans(people, project, task):
    by = people.ana.actor
    stone = services.add_milestone(project, "Opening", by=by, due_on=date(2027, 1, 10))
    assert selectors.span(project, [], [stone]) == (date(2026, 12, 31), date(2027, 1, 10))
    assert selectors.span(services.open_project("Empty", by=by), [task()], []) is None
