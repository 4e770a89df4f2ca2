"""Homes and the feed: what waits stands in front, numbers open their tickets, and the cost stays as it is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from ai.models import Correction
from core.desk import selectors as arranged
from core.reports import services as reports
from core.tickets import services
from core.tickets.models import Ticket
from core.work import services as work
from core.work.selectors import today
from tenants.kernel import clock
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(acme: Any, people: Any, browser: Any) -> Any:
    return browser(acme, people.lena)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_empty_desk_feels_good(agent_client) -> None:
    page = text_of(agent_client.get("/desk/home/"))
    for words in ("All done.", "No clock is ticking", "Everybody has an answer", "Nothing new on your desk"):
        assert words in page


def test_what_waits_stands_in_its_list(agent_client, people, wrote) -> None:
    given, waits, other = wrote("Given to Ana"), wrote("Answered once"), wrote("Of the pool")
    for ticket in (given, waits):
        services.assign(ticket, people.ana, by=people.lena.actor)
    services.reply(waits, "So.", author=people.ana, by=people.ana.actor)
    services.set_due(services.locked_all([given.pk])[given.pk], clock.now() + timedelta(minutes=30))

    page = text_of(agent_client.get("/desk/home/"))

    assert page.count("Given to Ana") >= 4  # next, due, waiting for a reply, recently assigned
    assert page.count("Answered once") == 1
    assert "Of the pool" not in page
    assert f'class="next-up" href="/desk/tickets/{given.number}/"' in page
    services.assign(given, None, by=people.ana.actor)
    again = text_of(agent_client.get("/desk/home/?part=work"))
    assert f'class="next-up" href="/desk/tickets/{other.number}/"' in again or "nobody holds it" in again
    assert "<html" not in again


def test_ones_own_tasks_are_there(agent_client, people) -> None:
    assert "Tasks that you are given wait here." in text_of(agent_client.get("/desk/home/"))
    for who, title in ((people.ana, "Call the bank"), (people.ben, "Of Ben")):
        work.open_task(title, by=people.lena.actor, assignee=who, due_on=today() - timedelta(days=1))
    page = text_of(agent_client.get("/desk/home/"))
    assert "Call the bank" in page
    assert "overdue" in page
    assert "Of Ben" not in page


def test_what_one_confirmed_is_no_change(agent_client, people, wrote) -> None:
    ticket = wrote("Charged twice")
    values = {"ticket": ticket, "user": people.ana, "field": "category", "source": "header"}
    Correction.objects.create(**values, was="billing.refund", value="billing.refund")
    page = text_of(agent_client.get("/desk/home/"))
    assert (", confirmed" in page, re.search(r"(\w+) → \1", page)) == (True, None)


def test_the_sidebar_asks_for_its_views_where_no_list_was_seen_yet(agent_client) -> None:
    cold = text_of(agent_client.get("/desk/activity/"))
    assert 'hx-trigger="refresh, load"' in cold
    agent_client.get("/desk/")
    assert 'hx-trigger="refresh, load"' not in text_of(agent_client.get("/desk/activity/"))


def test_what_one_taught_the_ai_is_there(agent_client, people, wrote, triaged) -> None:
    ticket = wrote()
    triaged(ticket)
    agent_client.post(
        f"/desk/tickets/{ticket.number}/correct/", {"field": "category", "value": "billing.invoice"}
    )
    page = text_of(agent_client.get("/desk/home/"))
    assert "What you taught the AI" in page


@pytest.mark.parametrize("rows", [3, 30])
def test_a_home_costs_the_same_for_every_number_of_tickets(rows, agent_client, people, wrote) -> None:
    for number in range(rows):
        services.assign(wrote(f"Request {number}"), people.ana, by=people.lena.actor)
    assert len(queries(agent_client, "/desk/home/")) == HOME


@pytest.mark.parametrize("rows", [3, 30])
def test_an_overview_costs_the_same_for_every_number_of_tickets(rows, lead, people, wrote) -> None:
    for number in range(rows):
        services.assign(wrote(f"Request {number}"), people.ana, by=people.lena.actor)
    reports.count_anew()
    assert len(queries(lead, "/desk/overview/")) == OVERVIEW


@pytest.mark.parametrize("rows", [3, 30])
def test_the_feed_costs_the_same_for_every_number_of_acts(rows, agent_client, people, wrote) -> None:
    for number in range(rows):
        services.assign(wrote(f"Request {number}"), people.ana, by=people.lena.actor)
    assert len(queries(agent_client, "/desk/activity/")) == FEED


HOME, OVERVIEW, FEED = 11, 8, 7


def test_numbers_of_the_overview_open_their_tickets(lead, people, wrote) -> None:
    ticket = wrote("Opened today")
    services.change(ticket, by=people.ana.actor, status=arranged.status("resolved"))
    wrote("Still open")
    reports.count_anew()

    page = text_of(lead.get("/desk/overview/?days=7"))

    assert "/desk/overview/tickets/?what=opened&amp;days=7" in page
    assert "/desk/?assignee=none" in page
    found = text_of(lead.get("/desk/overview/tickets/?what=solved&days=7"))
    assert "Opened today" in found
    assert "Still open" not in found


def test_the_overview_is_for_who_may_see_reports(agent_client, people) -> None:
    assert agent_client.get("/desk/overview/").status_code == 403
    assert agent_client.get("/desk/overview/tickets/?what=opened").status_code == 403
    assert agent_client.get(f"/desk/overview/tickets/?what=opened&agent={people.ben.pk}").status_code == 403
    assert agent_client.get("/desk/overview/tickets/?what=solved&agent=me").status_code == 200
    assert "/desk/overview/" not in text_of(agent_client.get("/desk/"))


@pytest.mark.parametrize(
    "query",
    [
        "days=x",
        "first=2026-13-01&last=x",
        "queue=-1&team=99999",
        "first=2026-11-20&last=2026-11-01",
        "days=90",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_usual(lead, query) -> None:
    assert lead.get(f"/desk/overview/?{query}").status_code == 200


def test_what_is_unknown_is_not_there(lead) -> None:
    assert lead.get("/desk/overview/tickets/?what=gossip").status_code == 404
    assert lead.get("/desk/activity/?ticket=4711").status_code == 404


def test_repeated_acts_are_one_group(agent_client, people, wrote) -> None:
    for number in range(5):
        services.change(wrote(f"Request {number}"), by=people.ben.actor, priority=4)
    page = text_of(agent_client.get("/desk/activity/?kind=changes"))
    assert "Ben Agent changed 5 tickets" in page
    assert page.count("Ben Agent set priority to Urgent") == 5
    lines = text_of(agent_client.get("/desk/activity/?kind=changes&part=lines"))
    assert "Ben Agent changed 5 tickets" in lines
    assert "<html" not in lines
    assert "Nothing like that" in text_of(agent_client.get(f"/desk/activity/?person={people.lars.pk}"))


def test_words_of_customers_are_no_code(agent_client, wrote) -> None:
    wrote("<script>alert(1)</script>")
    for path in ("/desk/activity/", "/desk/home/"):
        assert "<script>alert" not in text_of(agent_client.get(path))


def test_figures_of_a_hundred_rows_come_in_pages(lead, wrote) -> None:
    for number in range(52):
        wrote(f"Request {number}")
    reports.count_anew()
    first = text_of(lead.get("/desk/overview/tickets/?what=opened"))
    assert first.count('class="main-link"') == 50
    assert text_of(lead.get("/desk/overview/tickets/?what=opened&page=2")).count('class="main-link"') == 2
    assert Ticket.objects.count() == 52
