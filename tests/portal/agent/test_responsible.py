"""Who answers for a ticket and how long it may take, on its page, in tables and in the search box."""

from __future__ import annotations

import pytest

from core.tickets import services
from core.tickets.models import Ticket
from tests.portal.agent.test_counts import queries
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(wrote, drain):
    row = wrote()
    drain()
    row.refresh_from_db()
    return row


def page_of(ticket):
    return f"/desk/tickets/{ticket.number}/"


def test_chosen_from_a_menu_and_told_in_the_history(htmx, ticket, people):
    assert f"{page_of(ticket)}choices/responsible/" in htmx.get(page_of(ticket)).text
    assert people.ben.name in htmx.get(f"{page_of(ticket)}choices/responsible/").text
    answer = htmx.post(
        f"{page_of(ticket)}change/", {"responsible": str(people.ben.pk), "version": ticket.version}
    )
    assert (answer.status_code, "Responsible: Ben" in answer["HX-Trigger"]) == (200, True)
    assert f"made {people.ben.name} responsible" in htmx.get(page_of(ticket)).text
    assert people.ben.name in htmx.get(f"{page_of(ticket)}part/details/").text
    stale = htmx.post(f"{page_of(ticket)}change/", {"responsible": "none", "version": ticket.version})
    assert (stale.status_code, people.ben.name in stale.text) == (412, True)
    htmx.post(f"{page_of(ticket)}change/", {"responsible": "none"})
    assert Ticket.objects.get().responsible is None


def test_the_estimate_is_typed_as_people_say_it(htmx, ticket):
    here = f"{page_of(ticket)}estimate/"
    assert "How long may" in htmx.get(here).text
    answer = htmx.post(here, {"length": "1.5"})
    assert (answer.status_code, "1h 30m" in answer["HX-Trigger"]) == (200, True)
    assert 'value="1h 30m"' in htmx.get(here).text
    refused = htmx.post(here, {"length": "soon"})
    assert (refused.status_code, "Give a length of time" in refused.text) == (422, True)
    page = htmx.get(page_of(ticket)).text
    assert ("estimated the work at 1h 30m" in page, "set-estimate" in page) == (True, True)
    htmx.post(here, {"length": ""})
    assert Ticket.objects.get().estimated_minutes is None


def test_a_table_shows_both_and_the_search_box_asks_for_them(agent_client, ticket, people):
    services.change(ticket, by=people.ana.actor, responsible=people.ben, estimated_minutes=90)
    columns = ["number", "subject", "responsible", "estimate"]
    agent_client.post("/desk/look/", {"query": "", "layout": "table", "columns": columns})
    page = agent_client.get("/desk/").text
    assert (people.ben.name in page, "1h 30m" in page) == (True, True)
    word = people.ben.email.partition("@")[0]
    assert ticket.subject in agent_client.get("/desk/search/", {"q": f"responsible:{word}"}).text
    assert ticket.subject not in agent_client.get("/desk/search/", {"q": "responsible:me"}).text
    assert ticket.subject in agent_client.get("/desk/search/", {"q": "estimate:>60"}).text


def test_it_costs_no_query(agent_client, ticket, people):
    before = len(queries(agent_client, page_of(ticket)))
    services.change(ticket, by=people.ana.actor, responsible=people.ben, estimated_minutes=90)
    after = queries(agent_client, page_of(ticket))
    assert len(after) <= before + 1  # the history names a colleague, as for assignments


def test_the_filter_menu_offers_it_and_a_chip_says_it(htmx, agent_client, ticket, people):
    services.change(ticket, by=people.ana.actor, responsible=people.ben)
    offered = htmx.get("/desk/options/responsible/").text
    assert [name in offered for name in ("Me", "Nobody", people.ben.name)] == [True] * 3
    assert "Nobody" not in htmx.get("/desk/options/responsible/", {"find": people.ben.name}).text
    page = agent_client.get("/desk/", {"responsible": people.ben.pk}).text
    assert (ticket.subject in page, f"Responsible: {people.ben.name}" in page) == (True, True)
    page = agent_client.get("/desk/", {"responsible": "me"}).text
    assert (ticket.subject in page, "Responsible: Me" in page) == (False, True)


def test_a_new_ticket_is_opened_with_it(agent_client, browser, acme, people):
    body = {
        "email": people.carla.email,
        "subject": "A call",
        "body": "It broke",
        "responsible": people.ben.pk,
    }
    assert 'name="responsible"' in agent_client.get("/desk/tickets/new/").text
    there = agent_client.post("/desk/tickets/new/", body)["Location"]
    assert f"made {people.ben.name} responsible" in agent_client.get(there).text
    queue = Ticket.objects.get().queue_id
    bound(people.ben, **{f"q{queue}": "none"})
    refused = agent_client.post("/desk/tickets/new/", body)
    assert (refused.status_code, "could not open it" in refused.text) == (409, True)
    assert body["body"] in refused.text
    assert Ticket.objects.count() == 1
