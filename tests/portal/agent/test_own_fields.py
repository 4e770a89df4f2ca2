"""The organization's own fields on agents' pages: changed in place, asked for, shown as rules say."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from core.desk import selectors as desk
from core.desk import services as arrange
from core.tickets import services
from core.tickets.models import Ticket

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}
COLOURS = [{"key": "red", "label": "Red"}, {"key": "blue", "label": "Sky <blue>"}]
RESOLVE = {"effect": "require", "at": "resolve", "conditions": []}


def rule(effect: str, fact: str, *values: str, at: str = "always") -> dict[str, Any]:
    return {"effect": effect, "at": at, "conditions": [{"fact": fact, "op": "is", "values": list(values)}]}


@pytest.fixture
def field(people):
    def make(key: str, kind: str = "text", **more: Any) -> None:
        arrange.save_field(
            None, by=people.adam.actor, key=key, kind=kind, label=more.pop("label", key.title()), **more
        )

    return make


def test_a_value_is_changed_in_place_and_told_in_the_conversation(agent_client, people, wrote, field) -> None:
    field("amount", "number", help="In euros.")
    field("colours", "multi", options=COLOURS)
    ticket = wrote()
    page = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f'hx-get="/desk/tickets/{ticket.number}/fields/amount/"' in page

    where = f"/desk/tickets/{ticket.number}/fields/"
    editing = agent_client.get(f"{where}amount/", headers=HTMX).content.decode()
    assert 'name="fields.amount"' in editing
    assert "In euros." in editing
    saved = agent_client.post(
        f"{where}amount/", {"version": ticket.version, "fields.amount": "1250,5"}, headers=HTMX
    ).content.decode()
    assert "1250.5" in saved
    assert 'id="ticket-details"' in saved

    version = Ticket.objects.get().version
    sent = {"version": version, "fields.colours": ["", "red", "blue"]}
    saved = agent_client.post(f"{where}colours/", sent, headers=HTMX).content.decode()
    assert "Red, Sky &lt;blue&gt;" in saved
    agent_client.post(f"{where}colours/", {"version": version + 1, "fields.colours": ""}, headers=HTMX)
    assert Ticket.objects.get().fields == {"amount": 1250.5}

    page = agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()
    for line in ("Ana Agent set Amount to 1250.5", "set Colours to Red, Sky &lt;blue&gt;", "emptied Colours"):
        assert line in page


def test_what_does_not_fit_is_told_beside_it_and_nothing_moves(agent_client, wrote, field) -> None:
    field("amount", "number")
    ticket = wrote()
    where = f"/desk/tickets/{ticket.number}/fields/amount/"
    bad = agent_client.post(where, {"version": "1", "fields.amount": "<b>much"}, headers=HTMX)
    assert (bad.status_code, bad["X-Fragment"]) == (422, "1")
    html = bad.content.decode()
    assert "Write a number, as in 1234 or 1234.5." in html
    assert 'value="&lt;b&gt;much"' in html

    late = agent_client.post(where, {"version": "7", "fields.amount": "5"}, headers=HTMX)
    assert late.status_code == 412
    assert "Somebody changed the ticket meanwhile" in late.content.decode()
    assert Ticket.objects.get().fields == {}
    other = agent_client.post(where, {"version": "7", "was": "4", "fields.amount": "5"}, headers=HTMX)
    assert other.status_code == 412  # it was empty, not 4
    alone = agent_client.post(where, {"version": "7", "was": "null", "fields.amount": "5"}, headers=HTMX)
    assert (alone.status_code, Ticket.objects.get().fields) == (
        200,
        {"amount": 5},
    )  # nobody touched the field
    assert agent_client.get(f"/desk/tickets/{ticket.number}/fields/nothing/", headers=HTMX).status_code == 404


def test_rules_show_lock_and_ask_and_the_details_follow_a_change(agent_client, people, wrote, field) -> None:
    field("cause", rules=[RESOLVE])
    field("hurry", rules=[rule("show", "priority", "urgent")])
    field("serial", rules=[{"effect": "read_only", "at": "always", "conditions": []}])
    ticket = wrote()
    where = f"/desk/tickets/{ticket.number}/"
    page = agent_client.get(where).content.decode()
    assert "Needed to resolve" in page
    assert "Hurry" not in page
    assert 'fields/serial/"' not in page
    assert 'hx-trigger="refresh, ticket-changed from:body"' in page

    changed = agent_client.post(f"{where}change/", {"priority": "urgent"}, headers=HTMX)
    assert "ticket-changed" in changed["HX-Trigger"]
    assert "Hurry" in agent_client.get(f"{where}part/details/", headers=HTMX).content.decode()

    refused = agent_client.post(f"{where}change/", {"status": "resolved"}, headers=HTMX)
    assert json.loads(refused["HX-Trigger"])["toast"]["text"] == "Fill in “Cause” first."
    assert refused.status_code == 400
    locked = agent_client.post(f"{where}fields/serial/", {"fields.serial": "1"}, headers=HTMX)
    assert locked.status_code == 409
    assert Ticket.objects.get().status.key == "new"


def test_a_colleague_is_chosen_and_named(agent_client, people, wrote, field) -> None:
    field("engineer", "person")
    ticket = wrote()
    where = f"/desk/tickets/{ticket.number}/fields/engineer/"
    assert "Lena Lead" in agent_client.get(where, headers=HTMX).content.decode()
    saved = agent_client.post(where, {"fields.engineer": people.lena.pk}, headers=HTMX).content.decode()
    assert "Lena Lead" in saved
    people.lena.is_active = False
    people.lena.save()
    assert "Lena Lead" in agent_client.get(f"/desk/tickets/{ticket.number}/").content.decode()


def test_who_may_not_change_tickets_reads_them(browser, acme, people, wrote, field) -> None:
    field("order")
    ticket = wrote()
    services.change(ticket, by=people.ana.actor, fields={"order": "4711"})
    lars = browser(acme, people.lars)
    page = lars.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert "4711" in page
    assert f"/desk/tickets/{ticket.number}/fields/order/" not in page
    assert lars.post(f"/desk/tickets/{ticket.number}/fields/order/", {"fields.order": "1"}).status_code == 403


def test_a_new_ticket_asks_for_what_its_queue_needs(agent_client, field) -> None:
    billing = next(one for one in desk.queues() if one.name == "Billing")
    always = {"effect": "require", "at": "always", "conditions": []}
    field("iban", label="IBAN", rules=[rule("show", "queue", str(billing.pk)), always])
    field("colour", "choice", options=COLOURS)
    field("shade", rules=[rule("show", "field.colour", "blue")])
    page = agent_client.get("/desk/tickets/new/").content.decode()
    assert "IBAN" not in page
    assert re.search(r'name="fields.colour"[^>]* data-steers', page)
    assert 'hx-get="/desk/tickets/new/fields/"' in page

    query = f"/desk/tickets/new/fields/?queue={billing.pk}&priority=&fields.colour=blue"
    part = agent_client.get(query, headers=HTMX).content.decode()
    assert 'name="fields.iban"' in part
    assert 'name="fields.shade"' in part
    assert '<option value="blue" selected>' in part

    body = {
        "email": "new@customer.example",
        "subject": "Pay",
        "body": "Where?",
        "queue": billing.pk,
        "priority": "",
    }
    refused = agent_client.post("/desk/tickets/new/", body | {"fields.colour": "red", "fields.iban": " "})
    assert refused.status_code == 422
    assert "Fill in “IBAN” first." in refused.content.decode()
    assert Ticket.objects.count() == 0
    made = agent_client.post("/desk/tickets/new/", body | {"fields.colour": "red", "fields.iban": "DE1"})
    assert made.status_code == 302
    assert Ticket.objects.get().fields == {"colour": "red", "iban": "DE1"}
