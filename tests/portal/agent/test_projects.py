"""Projects at the desk: the list, and one with its milestones, tasks, tickets and timeline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.work import services
from core.work.models import Milestone, Project, ProjectTicket, Task
from core.work.selectors import today
from portal.agent import project_timeline
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
LIST = "/desk/projects/"


@pytest.fixture
def project(people):
    return services.open_project("New shop", by=people.ana.actor)


def body(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_opened_found_and_filtered(agent_client, people):
    answer = agent_client.post(LIST, {"name": " New  shop "})
    assert answer["Location"] == f"{LIST}{Project.objects.get().pk}/"
    assert "Give it a name." in body(agent_client.post(LIST, {"name": " "}), 422)
    assert "New shop" in body(agent_client.get(LIST))
    assert "New shop" not in body(agent_client.get(f"{LIST}?state=over"))
    assert "No project is called so" in body(agent_client.get(f"{LIST}?q=zebra"))
    body(agent_client.get(f"{LIST}?state=x"), 400)


def test_everything_of_a_project(agent_client, people, project, wrote):
    url, ticket = f"{LIST}{project.pk}/", wrote()

    def do(action, **said):
        answer = agent_client.post(url, {"action": action, **said})
        assert answer.status_code == 302, answer.content.decode()[:300]

    do("milestone", name="Opening", due_on="2026-12-24")
    stone = Milestone.objects.get()
    do("task", title="Lamps", milestone=stone.pk)
    assert Task.objects.get().milestone == stone
    do("reach", milestone=stone.pk)
    do("put", ticket=ticket.label)
    do(
        "save",
        name="Newer shop",
        description="*Soon*",
        status="on_hold",
        team="",
        start_on="2026-12-01",
        end_on="",
    )
    page = body(agent_client.get(url))
    for words in ("Newer shop", "Opening", "Lamps", ticket.subject, "On hold", "50 %", "24 Dec 2026"):
        assert words in page, words
    do("unreach", milestone=stone.pk)
    do("take", ticket=ticket.label)
    do("drop", milestone=stone.pk)
    assert not ProjectTicket.objects.exists()
    assert Task.objects.get().project == project
    assert agent_client.post(url, {"action": "delete"}).status_code == 403
    assert agent_client.post(url, {"action": "eat"}).status_code == 400


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"action": "milestone", "name": ""}, "Give it a name."),
        ({"action": "milestone", "name": "x", "due_on": "soon"}, "Write a day as in"),
        ({"action": "task", "title": ""}, "Say what there is to do."),
        ({"action": "put", "ticket": "T-9999"}, "no such ticket"),
        ({"action": "save", "name": "x", "status": "active", "start_on": "2026-12-02", "end_on": "2026-12-01"}, "or later"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said(agent_client, project, said, told):
    answer = agent_client.post(f"{LIST}{project.pk}/", said)
    assert answer.status_code in (404, 422)
    assert told in answer.content.decode()
    assert not Milestone.objects.exists()


def test_a_milestone_that_is_gone_is_said_on_the_page(agent_client, project):
    url = f"{LIST}{project.pk}/"
    answer = agent_client.post(url, {"action": "reach", "milestone": "999999"}, follow=True)
    assert "There is no such milestone." in body(answer)


def test_deleting_and_looking(browser, acme, people, project):
    lars, lena = browser(acme, people.lars), browser(acme, people.lena)
    assert "New shop" in body(lars.get(f"{LIST}{project.pk}/"))
    assert lars.post(f"{LIST}{project.pk}/", {"action": "milestone", "name": "x"}).status_code == 403
    assert lars.post(LIST, {"name": "x"}).status_code == 403
    assert lena.post(f"{LIST}{project.pk}/", {"action": "delete"})["Location"] == LIST
    assert not Project.objects.exists()


def test_it_costs_the_same_however_much_there_is(agent_client, people, project, wrote):
    def more(count):
        for number in range(count):
            stone = services.add_milestone(project, f"M{number}", by=people.ana.actor, due_on=today())
            services.open_task(f"No {number}", by=people.ana.actor, milestone=stone, due_on=today())
            services.put_ticket(project, wrote(f"Request {number}"), by=people.ana.actor)

    more(2)
    few = len(queries(agent_client, f"{LIST}{project.pk}/"))
    more(5)
    assert len(queries(agent_client, f"{LIST}{project.pk}/")) == few


def test_a_timeline_lies_within_its_days(people, project):
    project.start_on, project.end_on = date(2026, 12, 1), date(2026, 12, 10)
    stone = Milestone(project=project, name="M", due_on=date(2026, 12, 10))
    task = services.open_task("T", by=people.ana.actor, project=project, due_on=date(2026, 12, 5))
    task.created_at = task.created_at.replace(year=2026, month=12, day=3)
    found = project_timeline.of(project, [task], [stone], date(2026, 12, 6))
    assert [(row["kind"], row["x"]) for row in found["rows"]] == [
        ("project", 0.0),
        ("milestone", 95.0),
        ("task", 20.0),
    ]
    assert [row.get("width") for row in found["rows"]] == [100.0, 10.0, 30.0]
    assert found["today"] == 50.0
    assert project_timeline.of(Project(name="x"), [], [], date(2026, 12, 6)) is None


def test_a_task_without_a_day_is_on_no_timeline(people, project):
    services.open_task("T", by=people.ana.actor, project=project)
    soon = services.open_task("S", by=people.ana.actor, project=project, due_on=today() + timedelta(days=3))
    rows = project_timeline.of(project, list(Task.objects.all()), [], today())["rows"]
    assert [row["name"] for row in rows] == [soon.title]


def test_a_timeline_reaches_the_last_day_there_is(agent_client, people, project):
    """Such days may stand there since before they were bound."""
    Project.objects.update(start_on=date(2026, 12, 1), end_on=date.max)
    Milestone.objects.create(project=project, name="Never", due_on=date.max)
    assert "Never" in body(agent_client.get(f"{LIST}{project.pk}/"))


def test_two_who_save_at_once_do_not_undo_each_other(agent_client, people, project):
    said = {"action": "save", "name": "Mine", "status": "active", "version": str(project.version)}
    services.change_project(project, by=people.ben.actor, name="Ben's")
    assert agent_client.post(f"{LIST}{project.pk}/", said).status_code == 412
    assert Project.objects.get().name == "Ben's"
