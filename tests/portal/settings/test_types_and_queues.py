"""Types and queues as an administrator arranges them."""

from __future__ import annotations

import pytest

from core.desk import selectors
from core.desk.kinds import kinds
from core.desk.models import Calendar, Queue, TicketType
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(browser, acme, people):
    return browser(acme, people.adam)


def test_a_type_is_added_changed_and_taken_out_of_use(admin_client) -> None:
    page = "/settings/types/"
    assert "Incident" in admin_client.get(page).content.decode()
    assert admin_client.post(page, {"name": ""}).status_code == 422
    admin_client.post(page, {"name": "Idée", "description": "x"})
    row = TicketType.objects.latest("pk")
    assert (row.name, row.position, row.key) == ("Idée", 5, row.key)
    there = f"{page}{row.pk}/"
    admin_client.post(there, {"action": "save", "name": "Idea", "description": ""})
    admin_client.post(there, {"action": "hide"})
    assert "Idea" not in [one.name for one in kinds()]
    assert "out of use" in admin_client.get(page).content.decode()
    admin_client.post(there, {"action": "show"})
    assert "Idea" in [one.name for one in kinds()]
    assert admin_client.post(f"{page}99999/", {"action": "hide"}).status_code == 404


def test_what_people_call_a_type_is_never_markup_or_a_format(admin_client) -> None:
    page = "/settings/types/"
    admin_client.post(page, {"name": "<i>50 % off</i>", "description": "100 % <script>"})
    shown = admin_client.get(page).content.decode()
    assert "&lt;i&gt;50 % off&lt;/i&gt;" in shown
    assert "<i>50" not in shown
    assert "100 % &lt;script&gt;" in shown


def test_a_queue_says_what_becomes_of_answered_tickets(admin_client) -> None:
    page = "/settings/queues/"
    assert "Reopens for some days" in admin_client.get(page).content.decode()
    said = {"name": "Returns", "follow_up": "new", "grace_days": "3", "team": "", "description": ""}
    admin_client.post(page, said)
    row = Queue.objects.latest("pk")
    assert (row.name, row.follow_up, row.grace_days, row.keeps_owner) == ("Returns", "new", 3, False)
    there = f"{page}{row.pk}/"
    admin_client.post(there, said | {"action": "save", "follow_up": "reopen", "keeps_owner": "yes"})
    row.refresh_from_db()
    assert (row.follow_up, row.keeps_owner) == ("reopen", True)
    assert admin_client.post(page, said | {"follow_up": "never"}).status_code == 422
    assert admin_client.post(page, said | {"team": "999"}).status_code == 404
    assert admin_client.post(page, said | {"calendar": "999"}).status_code == 404
    night = Calendar.objects.create(name="Nights", week=[[] for _ in range(7)], time_zone="UTC")
    admin_client.post(there, said | {"action": "save", "calendar": str(night.pk)})
    row.refresh_from_db()
    assert row.calendar == night
    assert f'<option value="{night.pk}" selected>Nights' in admin_client.get(page).text
    admin_client.post(there, {"action": "default"})
    assert selectors.default_queue() == row
    admin_client.post(there, {"action": "remove"})
    assert "default queue cannot be removed" in admin_client.get(page).content.decode()


def test_an_agent_chooses_a_type_from_the_head(agent_client, people) -> None:
    services.open_ticket(people.carla, "x", Words("x"), channel="mail", by=people.carla.actor)
    assert "Incident" in agent_client.get("/desk/tickets/1/choices/type/").content.decode()
    agent_client.post("/desk/tickets/1/change/", {"type": "incident"}, headers={"HX-Request": "true"})
    assert Ticket.objects.get().type.key == "incident"
    page = agent_client.get("/desk/tickets/1/").content.decode()
    assert "set type to Incident" in page
    assert len(agent_client.get("/desk/?type=incident").content.decode().split('id="row-')) == 2
    agent_client.post("/desk/tickets/1/change/", {"type": "none"}, headers={"HX-Request": "true"})
    assert Ticket.objects.get().type is None
