"""The API of changing many tasks: what it answers, what is put back, and whom it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.accounts.models import User
from core.desk.models import Queue, Team
from core.tickets import services as tickets
from core.tickets.services.words import Words
from core.work import services
from core.work.models import Task, TaskBulk
from tenants import remembered
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.support.callers import Caller, said
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
START = "/tasks/bulk/"
LOW = {"priority": "low"}


def priorities():
    return dict(Task.every.values_list("number", "priority"))


@pytest.fixture
def two(task):
    return task("One", due_on=date(2026, 3, 1)), task("Two")


def test_done_looked_at_and_undone(callers, people, two):
    shop = services.open_project("Shop", by=people.ana.actor)
    do = {"status": "blocked", **LOW, "assignee": people.ben.pk, "due_on": None, "project": shop.pk}
    answer = callers.ana.call("POST", START, {"tasks": [1, 2, 77], "do": do})
    told = answer.json()
    assert answer.status_code == 201
    assert (told["state"], told["total"], told["done"], told["failed"], told["not_done"], told["do"]) == (
        "done", 2, 2, 0, [], do,
    )  # fmt: skip
    for row in Task.objects.all():
        assert (row.status, row.priority, row.assignee, row.due_on, row.project) == (
            "blocked", 1, people.ben, None, shop,
        )  # fmt: skip
    one = f"{START}{told['id']}/"
    assert callers.ana.read(one).json() == told
    assert told["undo_until"] > told["created_at"]
    services.change(two[1], by=people.ben.actor, status="done")

    undone = callers.ana.call("POST", f"{one}undo/")
    assert undone.status_code == 200
    body = undone.json()
    assert (body["state"], body["done"], body["undone"], body["kept"], body["undo_until"]) == (
        "undone", 0, 1, 1, None,
    )  # fmt: skip
    assert body["not_done"] == [{"task": 2, "why": "Changed since: status."}]
    assert (Task.objects.get(number=1).due_on, Task.objects.get(number=2).status) == (
        date(2026, 3, 1),
        "done",
    )
    assert callers.ana.call("POST", f"{one}undo/").json() == body


def test_what_cannot_be_done_is_told_with_its_reason(callers, people, two):
    services.save_limit("in_progress", by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
    told = callers.ana.call("POST", START, {"tasks": [1, 2], "do": {"status": "in_progress"}}).json()
    assert (told["done"], told["failed"]) == (1, 1)
    assert [(one["task"], "is full" in one["why"]) for one in told["not_done"]] == [(2, True)]


def test_a_list_is_named_by_its_filters(callers, people, task):
    for number in range(3):
        task(f"No {number}", assignee=people.ben if number else None)
    told = callers.ana.call("POST", START, {"filters": {"assignee": "none"}, "do": LOW}).json()
    assert (told["total"], priorities()) == (1, {1: 1, 2: 2, 3: 2})
    found = callers.ana.call("POST", START, {"filters": {"search": "No 2"}, "do": LOW}).json()
    assert (found["total"], priorities()) == (1, {1: 1, 2: 2, 3: 1})


def test_into_the_bin_and_out_of_it(callers, two):
    assert said(callers.ana.call("POST", START, {"tasks": [1], "do": {"delete": True}})) == (403, "forbidden")
    done = callers.lena.call("POST", START, {"tasks": [1, 2], "do": {"delete": True}}).json()
    assert (done["done"], Task.objects.count()) == (2, 0)
    back = callers.lena.call("POST", START, {"filters": {"state": "bin"}, "do": {"restore": True}})
    assert (back.json()["done"], Task.objects.count()) == (2, 2)
    answer = callers.lena.call("POST", START, {"tasks": [1], "do": {"delete": False}})
    assert said(answer) == (400, "bulk.nothing")
    assert Task.objects.count() == 2


def test_the_same_key_does_it_once(callers, two):
    body = {"tasks": [1], "do": LOW}
    one, again = (callers.ana.call("POST", START, body, Idempotency_Key="once") for _ in range(2))
    assert (one.json(), again.status_code) == (again.json(), 201)
    assert TaskBulk.objects.count() == 1
    other = callers.ana.call("POST", START, {"tasks": [2], "do": LOW}, Idempotency_Key="once")
    assert said(other)[1] == "idempotency.other_body"


@pytest.mark.parametrize(
    ("body", "no"),
    [
        ({"tasks": [1], "do": {}}, (400, "bulk.nothing")),
        ({"tasks": [1]}, (400, "invalid")),
        ({"do": LOW}, (400, "bulk.nobody_chosen")),
        ({"tasks": [99], "do": LOW}, (400, "bulk.nobody_chosen")),
        ({"tasks": ["x"], "do": LOW}, (400, "invalid")),
        ({"tasks": [10**30], "do": LOW}, (400, "invalid")),
        ({"tasks": list(range(1, 202)), "do": LOW}, (400, "invalid")),
        ({"tasks": [1], "filters": {}, "do": LOW}, (400, "invalid")),
        ({"filters": {"asignee": "none"}, "do": LOW}, (400, "invalid")),
        ({"filters": {"order": "x"}, "do": LOW}, (400, "invalid")),
        ({"filters": {"status": "merged"}, "do": LOW}, (400, "filter.invalid")),
        ({"filters": "all", "do": LOW}, (400, "invalid")),
        ({"filters": {"state": "bin"}, "do": {"delete": True}}, (400, "bulk.nobody_chosen")),
        ({"tasks": [1], "do": {"title": "x"}}, (400, "invalid")),
        ({"tasks": [1], "do": {"status": "merged"}}, (400, "invalid")),
        ({"tasks": [1], "do": {"due_on": "tomorrow"}}, (400, "invalid")),
        ({"tasks": [1], "do": {"assignee": 10**30}}, (404, "people.not_found")),
        ({"tasks": [1], "do": {"project": 999}}, (404, "project.not_found")),
        ({"tasks": [1], "do": {"delete": True, **LOW}}, (400, "bulk.only_alone")),
    ],
)
def test_refusals_and_their_codes(callers, two, body, no):
    answer = callers.lena.call("POST", START, body)
    assert said(answer) == no
    assert not TaskBulk.objects.exists()
    assert priorities() == {1: 2, 2: 2}


def test_who_may_not(callers, two):
    body = {"tasks": [1], "do": LOW}
    for who in (callers.lars, callers.bea, callers.carla):  # a light agent only looks
        assert said(who.call("POST", START, body)) == (403, "forbidden")
    assert said(callers.stranger.call("POST", START, body))[0] == 401
    assert priorities()[1] == 2
    one = f"{START}{callers.ana.call('POST', START, body).json()['id']}/"
    for who in (callers.ben, callers.olivia):
        assert said(who.read(one)) == (404, "bulk.not_found")
        assert said(who.call("POST", f"{one}undo/")) == (404, "bulk.not_found")
    assert said(callers.lars.read(one)) == (403, "forbidden")
    assert priorities()[1] == 1


def test_after_a_week_it_stands(callers, two):
    one = f"{START}{callers.ana.call('POST', START, {'tasks': [1], 'do': LOW}).json()['id']}/"
    row = TaskBulk.objects.get()
    TaskBulk.objects.filter(pk=row.pk).update(created_at=clock.now() - timedelta(days=8))
    assert callers.ana.read(one).json()["undo_until"] is None
    assert said(callers.ana.call("POST", f"{one}undo/")) == (409, "bulk.too_late")
    assert priorities()[1] == 1


@pytest.fixture
def vault(people, task, two):
    """A task about a ticket of a queue that Ben is not bound to: TASK-0003."""
    team = Team.objects.create(name="Keepers")
    queue = Queue.objects.create(name="Vault", team=team)
    remembered.forget()
    secret, _ = tickets.open_ticket(people.carla, "Secret", Words("x"), channel="api", by=SYSTEM, queue=queue)
    return task("Shred it", ticket=secret)


def test_who_is_bound_to_queues_changes_only_what_they_see(acme, people, vault):
    bound(people.ben, **{f"q{vault.ticket.queue_id}": "none"})
    ben = Caller(acme, User.objects.get(pk=people.ben.pk))
    assert said(ben.call("POST", START, {"tasks": [3], "do": LOW})) == (400, "bulk.nobody_chosen")
    told = ben.call("POST", START, {"tasks": [1, 3], "do": LOW}).json()
    assert (told["total"], told["done"], told["not_done"]) == (1, 1, [])
    assert ben.call("POST", START, {"filters": {}, "do": LOW}).json()["total"] == 2
    assert priorities() == {1: 1, 2: 1, 3: 2}


def test_looking_costs_the_same_however_many_they_are(callers, two):
    one = f"{START}{callers.ana.call('POST', START, {'tasks': [1, 2], 'do': LOW}).json()['id']}/"
    with statements(2):  # who asks, and the change
        assert callers.ana.read(one).json()["done"] == 2
