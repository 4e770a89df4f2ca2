"""Macros as an agent uses and writes them: the menu on a ticket, on a selection, and the page of settings."""

from __future__ import annotations

import json

import pytest

from core.automation import services
from core.automation.models import Macro
from core.desk import services as arrange
from core.tickets.models import Ticket
from tests.portal.agent.test_counts import queries
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def macro(people):
    actions = [{"do": "status", "value": "waiting"}, {"do": "priority", "value": "high"}]
    values = {
        "name": "Ask and wait",
        "actions": actions,
        "draft": "Hello {{ customer.first_name }}",
        "then": "next",
    }
    return services.save_macro(None, by=people.ana.actor, **values)


def test_the_menu_narrows_and_says_what_each_does(htmx, wrote, macro):
    wrote()
    html = htmx.get("/desk/tickets/1/macros/").content.decode()
    assert "Take it" in html
    assert "Set the status: Waiting" in html
    narrowed = htmx.get("/desk/tickets/1/macros/?q=ask and").content.decode()
    assert "Ask and wait" in narrowed
    assert "Take it" not in narrowed
    assert "No macro is called so." in htmx.get("/desk/tickets/1/macros/?q=zzz").content.decode()


def test_one_runs_and_is_taken_back(htmx, wrote, macro, people):
    wrote()
    answer = htmx.post(f"/desk/tickets/1/macros/{macro.pk}/")
    events = json.loads(answer["HX-Trigger"])
    assert events["macro-ran"] == {"draft": "Hello Carla", "then": "next", "target": "body"}
    assert events["toast"]["text"] == "T-0001: Ask and wait"
    ticket = Ticket.objects.select_related("status").get()
    assert (ticket.status.key, ticket.priority) == ("waiting", 3)
    undo = events["toast"]["undo"]
    htmx.post(undo["url"], {"told": undo["told"]})
    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.priority) == ("new", 2)


def test_taking_it_back_says_what_stays(htmx, wrote, people):
    actions = [{"do": "priority", "value": "high"}, {"do": "note", "value": "Called them."}]
    row = services.save_macro(None, by=people.ana.actor, name="Called", actions=actions)
    wrote()
    undo = json.loads(htmx.post(f"/desk/tickets/1/macros/{row.pk}/")["HX-Trigger"])["toast"]["undo"]
    answer = htmx.post(undo["url"], {"told": undo["told"]})
    said = json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert said.startswith("Its values are as before. What else was done")
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.messages.filter(kind="note").count()) == (2, 1)


def test_what_is_missing_is_named(htmx, wrote, people, macro):
    wrote()
    arrange.save_field(
        None, by=people.adam.actor, key="cause", kind="text", label="Cause",
        rules=[{"effect": "require", "at": "resolve", "conditions": []}],
    )  # fmt: skip
    row = Macro.objects.get(seed_key="resolve")
    answer = htmx.post(f"/desk/tickets/1/macros/{row.pk}/")
    assert answer.status_code == 400
    assert "Fill in “Cause” first." in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert Ticket.objects.get().status.key == "new"


def test_on_a_selection(htmx, wrote, macro, drain):
    for number in range(2):
        wrote(f"Request {number}")
    drain()
    html = htmx.get("/desk/bulk/choices/macro/").content.decode()
    assert "data-pick-send" in html
    card = htmx.post("/desk/bulk/", {"tickets": "1,2", "macro": str(macro.pk)}).content.decode()
    assert "Macro “Ask and wait”" in card
    drain()
    assert {one.status.key for one in Ticket.objects.all()} == {"waiting"}


def test_written_changed_moved_and_removed(agent_client, acme, people):
    sent = {
        "do": "save", "name": "Close it", "whose": "me", "then": "list", "is_active": "1",
        "a0-do": "status", "a0-was": "status", "a0-value": "resolved",
    }  # fmt: skip
    assert agent_client.post("/settings/macros/new/", sent).status_code == 302
    row = Macro.objects.get(name="Close it")
    assert (row.owner, row.actions, row.then) == (people.ana, [{"do": "status", "value": "resolved"}], "list")
    page = agent_client.get("/settings/macros/").content.decode()
    assert "Close it" in page
    assert "It is yours, and open." not in page, "shared ones are for who arranges the desk"
    wrong = agent_client.post(f"/settings/macros/{row.pk}/", {**sent, "name": ""})
    assert (wrong.status_code, "Give it a name." in wrong.content.decode()) == (422, True)
    more = agent_client.post(f"/settings/macros/{row.pk}/", {**sent, "do": "deed"}, HTTP_HX_REQUEST="true")
    assert 'name="a1-do"' in more.content.decode()
    shared = agent_client.post(f"/settings/macros/{row.pk}/", {**sent, "whose": "all"})
    assert shared.status_code == 403
    admin = SiteClient(acme).sign_in(people.adam)
    listed = admin.get("/settings/macros/").content.decode()
    assert "Take it" in listed
    assert "Close it" not in listed
    agent_client.post(f"/settings/macros/{row.pk}/", {"do": "remove"})
    assert not Macro.objects.filter(name="Close it").exists()
    assert admin.get(f"/settings/macros/{row.pk}/").status_code == 404


def test_the_menu_asks_once_what_its_actions_offer(htmx, wrote, people):
    def more(number):
        actions = [{"do": "call", "value": ["lead"]}, {"do": "watch", "value": ["assignee"]}]
        services.save_macro(None, by=people.ana.actor, name=f"Call {number}", actions=actions)

    wrote()
    more(0)
    paths = ("/desk/tickets/1/macros/", "/settings/macros/")
    once = [len(queries(htmx, path)) for path in paths]
    for number in range(1, 5):
        more(number)
    assert [len(queries(htmx, path)) for path in paths] == once


@pytest.mark.parametrize(("whose", "words"), [("team", "This team is gone"), ("role", "This role is gone")])
def test_a_macro_for_whom_is_gone_meanwhile_is_told_beside_the_choice(acme, people, whose, words):
    admin = SiteClient(acme).sign_in(people.adam)
    sent = {
        "do": "save", "name": "Close it", "whose": f"{whose}:999999", "then": "stay", "is_active": "1",
        "a0-do": "status", "a0-was": "status", "a0-value": "resolved",
    }  # fmt: skip
    answer = admin.post("/settings/macros/new/", sent)
    assert answer.status_code == 422
    assert words in answer.text.split('id="whose-err"')[1].split("</p>")[0]
    assert 'value="Close it"' in answer.text
    assert not Macro.objects.filter(name="Close it").exists()
