"""Tasks and projects over the API: what it answers, whom it refuses, what it costs."""

from __future__ import annotations

import pytest

from core.work import services
from core.work.models import Project, Task, TaskComment
from tests.support.callers import said
from tests.support.counting import statements

pytestmark = pytest.mark.django_db
TASKS, PROJECTS = "/tasks/", "/projects/"


def test_a_task_is_opened_read_changed_given_and_deleted(callers, people, ticket):
    body = {"title": "Call the bank", "ticket": ticket.number, "priority": "high", "due_on": "2026-12-24"}
    made = callers.ana.call("POST", TASKS, body)
    assert made.status_code == 201
    row = made.json()
    assert (row["type"], row["label"], row["priority"], row["due_on"], row["version"]) == (
        "task", "TASK-0001", "high", "2026-12-24", 1,
    )  # fmt: skip
    assert (row["ticket"]["label"], row["creator"]["name"]) == (ticket.label, people.ana.name)

    one = f"{TASKS}1/"
    changed = callers.ben.call(
        "PATCH", one, {"status": "done", "due_on": None}, If_Match=made.headers["ETag"]
    )
    assert (changed.status_code, changed.json()["is_finished"], changed.json()["due_on"]) == (200, True, None)
    assert changed.headers["ETag"] == 'W/"2"'
    late = callers.ana.call("PATCH", one, {"title": "x"}, If_Match=made.headers["ETag"])
    assert said(late) == (412, "task.stale")

    given = callers.ana.call("POST", f"{one}assign/", {"agent": people.ben.pk})
    assert given.json()["assignee"] == {"id": people.ben.pk, "name": people.ben.name}
    assert callers.ana.call("POST", f"{one}assign/", {"agent": None}).json()["assignee"] is None
    done = [line["action"] for line in callers.lars.read(f"{one}activity/").json()]
    assert done == ["task.opened", "task.changed", "task.changed", "task.changed"]

    assert said(callers.ana.call("DELETE", one)) == (403, "forbidden")
    assert callers.lena.call("DELETE", one).status_code == 204
    assert said(callers.lena.read(one)) == (404, "task.not_found")
    assert [row["title"] for row in callers.lena.read(TASKS, state="bin").json()["results"]] == [
        "Call the bank"
    ]
    assert said(callers.ana.read(TASKS, state="bin")) == (403, "forbidden")
    assert said(callers.ana.call("POST", f"{one}restore/")) == (403, "forbidden")
    assert callers.lena.call("POST", f"{one}restore/").json()["status"] == "done"
    assert said(callers.lena.call("POST", f"{one}restore/")) == (404, "task.not_found")


def test_lists_pages_and_filters(callers, people, task, ticket):
    for number in range(5):
        task(f"No {number}", assignee=people.ben if number % 2 else None)
    whole = callers.lars.read(TASKS, page_size=2).json()
    assert [row["title"] for row in whole["results"]] == ["No 4", "No 3"]
    further = callers.lars.get(
        whole["next"], headers={"Authorization": f"Bearer {callers.lars.token}"}
    ).json()
    assert [row["title"] for row in further["results"]] == ["No 2", "No 1"]
    found = callers.ben.read(TASKS, assignee="me", order="oldest").json()["results"]
    assert [row["title"] for row in found] == ["No 1", "No 3"]
    assert said(callers.ana.read(TASKS, status="merged")) == (400, "filter.invalid")
    assert callers.ana.read(TASKS, search="TASK-0002").json()["results"][0]["title"] == "No 1"


def test_a_list_costs_the_same_however_long_it_is(callers, people, task, ticket):
    project = services.open_project("Shop", by=people.ana.actor)
    for number in range(3):
        task(f"No {number}", assignee=people.ben, ticket=ticket, project=project)
    callers.ana.read(TASKS)
    with statements(2):  # who asks, and the rows
        assert len(callers.ana.read(TASKS).json()["results"]) == 3


def test_comments(callers, task):
    task()
    where = f"{TASKS}1/comments/"
    made = callers.lars.call("POST", where, {"text": "Who does it?"})
    assert (made.status_code, made.json()["author"]["name"]) == (201, "Lars Light")
    one = f"{where}{made.json()['id']}/"
    assert said(callers.ana.call("PATCH", one, {"text": "x"})) == (403, "task.not_your_comment")
    assert callers.lars.call("PATCH", one, {"text": "I do"}).json()["text"] == "I do"
    assert [row["text"] for row in callers.ana.read(where).json()] == ["I do"]
    assert said(callers.lars.call("POST", where, {"text": " "})) == (400, "invalid")
    assert callers.lars.call("DELETE", one).status_code == 204
    assert said(callers.lars.call("DELETE", one)) == (404, "task.no_such_comment")
    assert not TaskComment.objects.exists()


def test_a_project_with_milestones_and_tickets(callers, ticket, task):
    made = callers.ana.call("POST", PROJECTS, {"name": "Shop", "end_on": "2026-12-31"})
    assert (made.status_code, made.json()["status"], made.json()["progress"]) == (201, "active", 0)
    one = f"{PROJECTS}{made.json()['id']}/"
    stone = callers.ana.call("POST", f"{one}milestones/", {"name": "Opening", "due_on": "2026-12-24"})
    assert stone.status_code == 201
    reached = callers.ana.call("PATCH", f"{one}milestones/{stone.json()['id']}/", {"is_done": True})
    assert reached.json()["is_done"]
    assert [row["name"] for row in callers.lars.read(f"{one}milestones/").json()] == ["Opening"]
    assert callers.lars.read(one).json()["progress"] == 100
    body = {"title": "Lamps", "project": made.json()["id"], "milestone": stone.json()["id"]}
    assert callers.ana.call("POST", TASKS, body).json()["milestone"]["name"] == "Opening"
    assert callers.lars.read(PROJECTS).json()["results"][0]["progress"] == 50

    assert callers.ana.call("POST", f"{one}tickets/", {"ticket": ticket.number}).status_code == 201
    assert [row["label"] for row in callers.lars.read(f"{one}tickets/").json()] == [ticket.label]
    assert callers.ana.call("DELETE", f"{one}tickets/{ticket.number}/").status_code == 204
    assert callers.lars.read(f"{one}tickets/").json() == []

    changed = callers.ana.call("PATCH", one, {"status": "on_hold"}, If_Match=made.headers["ETag"])
    assert changed.json()["status"] == "on_hold"
    late = callers.ana.call("PATCH", one, {"name": "x"}, If_Match=made.headers["ETag"])
    assert said(late) == (412, "project.stale")
    assert callers.ana.call("DELETE", f"{one}milestones/{stone.json()['id']}/").status_code == 204
    assert said(callers.ana.call("DELETE", one)) == (403, "forbidden")
    assert callers.lena.call("DELETE", one).status_code == 204
    assert Task.objects.get().project is None


@pytest.mark.parametrize(
    ("path", "body", "no"),
    [
        (TASKS, {}, (400, "invalid")),
        (TASKS, {"title": "   "}, (400, "invalid")),
        (TASKS, {"title": "x", "ticket": 99}, (404, "ticket.not_found")),
        (TASKS, {"title": "x", "assignee": 999_999}, (404, "people.not_found")),
        (TASKS, {"title": "x", "team": 999_999}, (404, "team.unknown")),
        (TASKS, {"title": "x", "project": 999_999}, (404, "project.not_found")),
        (TASKS, {"title": "x", "milestone": 999_999}, (404, "milestone.not_found")),
        (TASKS, {"title": "x", "status": "merged"}, (400, "invalid")),
        (TASKS, {"title": "x", "estimate": 10**9}, (400, "invalid")),
        (PROJECTS, {"name": "x", "start_on": "2026-12-02", "end_on": "2026-12-01"}, (400, "invalid")),
        (PROJECTS, {"name": ""}, (400, "invalid")),
    ],
)
def test_refusals_and_their_codes(callers, path, body, no):
    assert said(callers.ana.call("POST", path, body)) == no
    assert not Task.objects.exists()
    assert not Project.objects.exists()


def test_who_may_not(callers, people, task):
    one, project = task(), services.open_project("Shop", by=people.ana.actor)
    writes = [
        ("POST", TASKS, {"title": "x"}),
        ("PATCH", f"{TASKS}{one.number}/", {"title": "x"}),
        ("POST", f"{TASKS}{one.number}/assign/", {"agent": None}),
        ("POST", PROJECTS, {"name": "x"}),
        ("PATCH", f"{PROJECTS}{project.pk}/", {"name": "x"}),
        ("POST", f"{PROJECTS}{project.pk}/milestones/", {"name": "x"}),
        ("POST", f"{PROJECTS}{project.pk}/tickets/", {"ticket": 1}),
    ]
    for who, status in (("stranger", 401), ("carla", 403), ("bea", 403), ("lars", 403)):
        for method, path, body in writes:
            assert getattr(callers, who).call(method, path, body).status_code == status, (who, method, path)
        reads = 200 if who == "lars" else status
        for path in (TASKS, f"{TASKS}{one.number}/", PROJECTS, f"{PROJECTS}{project.pk}/"):
            assert getattr(callers, who).read(path).status_code == reads, (who, path)
    assert Task.objects.get().version == 1
