"""The type of a new ticket, and the type and the bin for many at once, as the pages offer them."""

from __future__ import annotations

import pytest

from core.tickets.models import BulkChange, Ticket
from tenants.events.bus import hushed

pytestmark = pytest.mark.django_db
NEW = {"email": "neu@kunde.example", "subject": "S", "body": "Words", "queue": "", "priority": ""}


@pytest.fixture
def ticket(wrote):
    with hushed():
        return wrote()


def test_a_new_ticket_may_have_a_type(agent_client):
    assert 'name="type"' in agent_client.get("/desk/tickets/new/").content.decode()
    agent_client.post("/desk/tickets/new/", {**NEW, "type": "problem"})
    assert Ticket.objects.select_related("type").get().type.key == "problem"
    assert agent_client.post("/desk/tickets/new/", {**NEW, "type": "nothing"}).status_code == 404
    assert Ticket.objects.count() == 1


def test_many_get_a_type_in_the_dialog(agent_client, ticket):
    assert 'name="type"' in agent_client.get("/desk/bulk/more/").content.decode()
    agent_client.post("/desk/bulk/", {"tickets": "1", "key": "k", "type": "problem"})
    assert BulkChange.objects.get().what == {"type": "problem"}


def test_who_may_delete_is_offered_the_bin_with_an_undo(browser, acme, people, agent_client, ticket, drain):
    olivia = browser(acme, people.olivia)
    assert 'name="delete"' in olivia.get("/desk/").content.decode()
    assert 'name="delete"' not in agent_client.get("/desk/").content.decode()
    assert agent_client.post("/desk/bulk/", {"tickets": "1", "key": "a", "delete": "yes"}).status_code == 403
    olivia.post("/desk/bulk/", {"tickets": "1", "key": "k", "delete": "yes"})
    drain()
    assert not Ticket.objects.exists()
    row = BulkChange.objects.get()
    assert "Into the bin" in olivia.get(f"/desk/bulk/{row.pk}/").content.decode()
    olivia.post(f"/desk/bulk/{row.pk}/", {"action": "undo"})
    drain()
    assert Ticket.objects.exists()
