"""The board of tasks: lanes that a person keeps, limits of its columns, cards that are moved and taken back."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, unquote

import pytest

from core.accounts.models import User
from core.work import services
from core.work.models import Task

pytestmark = pytest.mark.django_db
BOARD, MOVE = "/desk/tasks/?who=all&layout=board", "/desk/tasks/move/"


@pytest.fixture
def task(people):
    return lambda title="Call the bank", **said: services.open_task(title, by=people.ana.actor, **said)


def body(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_lanes_are_kept_for_each_person(agent_client, people, task):
    shop = services.open_project("Shop & Co", by=people.ana.actor)
    task("In the shop", project=shop, assignee=people.ben)
    task("Elsewhere")
    assert "lane-head" not in body(agent_client.get(BOARD))
    answer = agent_client.post("/desk/tasks/lanes/", {"lanes": "project", "query": BOARD.partition("?")[2]})
    assert answer["Location"] == BOARD
    page = body(agent_client.get(BOARD))
    assert ("Shop &amp; Co" in page, "No project" in page) == (True, True)
    assert f'data-lane="{shop.pk}"' in page
    assert User.objects.get(pk=people.ana.pk).workspace == {"looks": {"work:tasks": {"lanes": "project"}}}
    agent_client.post("/desk/tasks/lanes/", {"lanes": "assignee"})
    page = body(agent_client.get(BOARD))
    assert ("Unassigned" in page, people.ben.name in page) == (True, True)
    assert agent_client.post("/desk/tasks/lanes/", {"lanes": "team"}).status_code == 400
    refused = agent_client.post("/desk/look/", {"query": "", "lanes": "project"})
    assert refused.status_code == 400  # lanes of tickets are others


def test_a_card_goes_to_another_lane_and_is_taken_back(htmx, people, task):
    shop, one = services.open_project("Shop", by=people.ana.actor), task(priority=4)
    sent = {"number": one.number, "version": 1}
    for values, said in (
        ({"project": str(shop.pk), "was_project": "none"}, "Shop"),
        ({"assignee": str(people.ben.pk), "was_assignee": "none"}, people.ben.name),
        ({"priority": "low", "was_priority": "urgent", "status": "blocked", "was_status": "todo"}, "Blocked, Low"),
    ):  # fmt: skip
        moved = htmx.post(MOVE, sent | values)
        assert moved.status_code == 204
        told = json.loads(moved["HX-Trigger"])
        assert told["toast"]["text"] == f"TASK-0001: {said}"
    one.refresh_from_db()
    assert (one.project, one.assignee, one.priority, one.status) == (shop, people.ben, 1, "blocked")
    undo = told["toast"]["undo"]
    assert htmx.post(undo["url"], {"told": undo["told"]}).status_code == 204
    one.refresh_from_db()
    assert (one.priority, one.status, one.project) == (4, "todo", shop)
    other = task("Another")
    assert htmx.post(f"/desk/tasks/{other.number}/back/", {"told": undo["told"]}).status_code == 400
    for wrong in ({"assignee": "x"}, {"project": "9" * 20}, {"priority": "5"}):
        assert htmx.post(MOVE, sent | wrong).status_code == 400
    assert htmx.post(MOVE, sent | {"project": "424242", "was_project": str(shop.pk)}).status_code == 404


def test_the_rest_of_a_cell_is_still_what_one_opened_oneself(agent_client, people):
    agent_client.post("/desk/tasks/lanes/", {"lanes": "assignee"})
    rows = [
        Task(number=n, title=f"No {n}", creator=people.ana, assignee=who)
        for n, who in enumerate([people.ben] * 60 + [None] * 60, start=1)
    ]
    Task.objects.bulk_create(rows)

    page = body(agent_client.get("/desk/tasks/?who=created&layout=board")).replace("&amp;", "&")
    rest = {unquote(one) for one in re.findall(r'href="[^"?]*\?([^"]*state=all[^"]*)"', page)}
    assert len(rest) == 2
    assert all("who=created" in one for one in rest), rest
    assert {parse_qs(one)["assignee"][0] for one in rest} == {"none", str(people.ben.pk)}


def test_a_full_column_shows_it_and_refuses_in_words(htmx, agent_client, people, task):
    services.save_limit("in_progress", by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
    services.save_limit("blocked", by=people.olivia.actor, wip_limit=1)
    for status in ("in_progress", "blocked", "blocked"):
        task(f"Is {status}", status=status)
    page = body(agent_client.get(BOARD))
    assert ("1/1" in page, "2/1" in page, "one more is refused" in page) == (True, True, True)
    waits = task("Waits")
    refused = htmx.post(MOVE, {"number": waits.number, "version": 1, "status": "in_progress"})
    assert refused.status_code == 409
    assert "“In progress” is full" in json.loads(refused["HX-Trigger"])["toast"]["text"]
    assert Task.objects.get(pk=waits.pk).status == "todo"
    assert htmx.post(MOVE, {"number": waits.number, "version": 1, "status": "blocked"}).status_code == 204
