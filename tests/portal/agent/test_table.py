"""A list as a table: chosen columns, own fields, order; and views in one's own order."""

from __future__ import annotations

import pytest

from core.accounts.models import User
from core.desk import services as arrange
from core.tickets import services
from core.tickets.models import Ticket
from tenants.events.bus import hushed
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(wrote):
    with hushed():
        return wrote()


def chosen(client, *names, **more):
    return client.post("/desk/look/", {"query": "", "layout": "table", "columns": list(names), **more})


def heads(client):
    page = client.get("/desk/?layout=table").content.decode()
    row = page.partition("<thead>")[2].partition("</thead>")[0]
    return [
        part.partition(">")[2].partition("</span>")[0] for part in row.split('<span class="one-line"')[1:]
    ]


def test_columns_are_chosen_in_an_order_with_widths(agent_client, people, ticket):
    assert heads(agent_client)[:3] == ["Number", "Subject", "Customer"]
    chosen(agent_client, "due", "subject", **{"width-due": "wide"})
    assert heads(agent_client) == ["Due", "Subject"]
    assert "w-col-wide" in agent_client.get("/desk/?layout=table").content.decode()
    agent_client.post("/desk/look/", {"query": "", "usual": "1"})
    assert heads(agent_client)[:3] == ["Number", "Subject", "Customer"]
    assert chosen(agent_client, "hacked").status_code == 400


def test_own_fields_are_columns_and_go_with_the_field(agent_client, people, ticket):
    field = arrange.save_field(None, by=people.olivia.actor, key="order", kind="text", label="Order number")
    who = arrange.save_field(None, by=people.olivia.actor, key="who", kind="person", label="Whose")
    values = {"order": "4711", "who": people.ben.pk}
    services.change(Ticket.objects.get(), by=people.ana.actor, fields=values)
    chosen(agent_client, "subject", "fields.order", "fields.who")
    assert heads(agent_client) == ["Subject", "Order number", "Whose"]
    page = agent_client.get("/desk/?layout=table").content.decode()
    assert "4711" in page
    assert "Ben Agent" in page.partition("<tbody")[2]
    for row in (field, who):
        arrange.save_field(row, by=people.olivia.actor, is_hidden=True)
    assert heads(agent_client) == ["Subject"]


@pytest.mark.parametrize("rows", [3, 60])
def test_a_table_costs_the_same_for_every_number_of_rows(rows, agent_client, wrote):
    with hushed():
        for number in range(rows):
            wrote(f"Request {number}")
    agent_client.post("/desk/look/", {"query": "", "layout": "table"})
    assert len(queries(agent_client, "/desk/")) == 5
    page = agent_client.get("/desk/").content.decode()
    assert page.count("grid-row") == min(rows, 50)
    assert ("part=table" in page.partition("data-more")[2]) == (rows > 50)


def test_rows_come_alone(htmx, ticket):
    page = htmx.get("/desk/?layout=table&part=table").content.decode()
    assert "grid-row" in page
    assert "<thead" not in page


def test_an_empty_table_says_what_will_be_here(agent_client):
    assert "Nothing waits here" in agent_client.get("/desk/?layout=table").content.decode()


def test_views_stand_in_ones_own_order(agent_client, people):
    page = agent_client.get("/desk/views/list/").content.decode()
    assert "Order in your sidebar" in page
    agent_client.post("/desk/views/order/", {"order": "spam,waiting,nothing"})
    assert User.objects.get(pk=people.ana.pk).workspace["order"][:2] == ["spam", "waiting"]
    nav = agent_client.get("/desk/").content.decode().partition('id="nav-views"')[2]
    assert nav.index("view=spam") < nav.index("view=waiting") < nav.index("view=my-open")
    agent_client.post("/desk/views/order/", {"down": "spam"})
    assert User.objects.get(pk=people.ana.pk).workspace["order"][:2] == ["waiting", "spam"]
    agent_client.post("/desk/views/order/", {"usual": "1"})
    assert User.objects.get(pk=people.ana.pk).workspace == {}
