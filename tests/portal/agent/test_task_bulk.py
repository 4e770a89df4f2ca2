"""Many tasks of the list at once: the bar, its menus, the card with its undo, and the bin."""

from __future__ import annotations

import json

import pytest

from core.work import services
from core.work.models import Task

pytestmark = pytest.mark.django_db
LIST, BULK = "/desk/tasks/", "/desk/tasks/bulk/"


@pytest.fixture
def task(people):
    return lambda title="Call the bank", **said: services.open_task(title, by=people.ana.actor, **said)


def body(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_the_bar_and_what_its_menus_offer(htmx, agent_client, people, task):
    task()
    services.open_project("Shop", by=people.ana.actor)
    page = body(agent_client.get(f"{LIST}?who=all"))
    assert ("data-pick-bar" in page, 'data-pick="1"' in page, 'data-total="1"' in page) == (True, True, True)
    assert 'name="delete"' not in page  # Ana may not
    for field, words in (
        ("status", "Blocked"), ("priority", "Urgent"), ("assignee", people.ben.name), ("due_on", "Tomorrow"), ("project", "Shop"),
    ):  # fmt: skip
        offered = body(htmx.get(f"{BULK}choices/{field}/"))
        assert (words in offered, "data-pick-send" in offered) == (True, True), field
    assert htmx.get(f"{BULK}choices/title/").status_code == 404


def test_a_change_its_card_and_its_undo(browser, acme, htmx, people, task):
    for title in ("One", "Two"):
        task(title)
    sent = {"tickets": "1,2", "key": "k", "due_on": "2026-12-24"}
    answer = htmx.post(BULK, sent)
    card = body(answer)
    assert ("2 tasks changed." in card, "24 Dec 2026" in card, "Undo" in card) == (True, True, True)
    assert {"bulk-begun", "tasks-changed"} <= json.loads(answer["HX-Trigger"]).keys()
    address = card.partition('data-bulk="')[2].partition('"')[0]
    assert "2 tasks are as before." in body(htmx.post(address, {"action": "undo"}))
    assert not Task.objects.exclude(due_on=None).exists()
    plain = browser(acme, people.ana)
    assert "No task was left out" in body(plain.get(address))
    assert plain.post(address, {"action": "cancel"}).status_code == 400


def test_all_that_match_by_the_query_of_the_list(htmx, people, task):
    task("Mine", assignee=people.ana)
    task("Theirs", assignee=people.ben)
    assert "1 task changed." in body(htmx.post(BULK, {"all": "1", "query": "?who=me", "assignee": "none"}))
    assert Task.objects.get(title="Theirs").assignee == people.ben
    assert Task.objects.get(title="Mine").assignee is None


def test_what_is_refused_is_said_in_a_toast(htmx, people, task):
    task()
    for values in (
        {"status": "done"},
        {"tickets": "1"},
        {"tickets": "1", "due_on": "soon"},
        {"tickets": "1", "project": "x"},
    ):
        answer = htmx.post(BULK, values)
        assert (answer.status_code, "toast" in answer["HX-Trigger"]) == (400, True), values
    assert htmx.post(BULK, {"tickets": "1", "delete": "yes"}).status_code == 403


def test_the_bin_of_tasks(browser, acme, agent_client, people, task):
    lena, one = browser(acme, people.lena), task("Old")
    assert "In the bin" not in body(agent_client.get(LIST))
    assert lena.post(f"{LIST}{one.number}/delete/").status_code == 302
    assert "lies in the bin for 30 days" in (page := body(lena.get(f"{LIST}?state=bin")))
    assert ("Old" in page, 'name="restore"' in page, f"{LIST}1/restore/" in page) == (True, True, True)
    assert agent_client.get(f"{LIST}?state=bin").status_code == 403
    assert agent_client.post(f"{LIST}1/restore/").status_code == 403
    assert lena.post(f"{LIST}1/restore/")["Location"] == f"{LIST}1/"
    page = body(lena.get(f"{LIST}1/"))
    assert ("put it into the bin" in page, "took it out of the bin" in page) == (True, True)
    assert lena.post(f"{LIST}1/restore/").status_code == 404


def test_nobody_elses_change_is_there(browser, acme, htmx, people, task):
    task()
    address = (
        body(htmx.post(BULK, {"tickets": "1", "status": "done"}))
        .partition('data-bulk="')[2]
        .partition('"')[0]
    )
    ben = browser(acme, people.ben)
    assert ben.get(address).status_code == 404
    assert ben.post(address, {"action": "undo"}).status_code == 404
