"""A list as a calendar: days of the reader's zone, what is cut, and a day that people set is moved."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from core.accounts.models import User
from core.tickets import services
from core.tickets.models import Ticket
from tenants.events.bus import hushed
from tenants.kernel import clock
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOVE = "/desk/calendar/move/"


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def tickets(wrote):
    with hushed():
        return [wrote(f"Request {number}") for number in range(3)]


def due(ticket, at):
    Ticket.objects.filter(pk=ticket.pk).update(due_at=at)


def shown(client, **asked):
    query = "&".join(f"{name}={value}" for name, value in {"layout": "calendar", **asked}.items())
    return client.get(f"/desk/?{query}").content.decode()


def held(page, day):
    """Labels of the cards of one day."""
    cell = page.partition(f'data-col="{day}"')[2].partition("</ul>")[0]
    return [part.partition('"')[0] for part in cell.split('data-label="')[1:]]


def test_days_are_those_of_the_reader(agent_client, people, tickets):
    due(tickets[0], datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    User.objects.filter(pk=people.ana.pk).update(time_zone="Asia/Tokyo")
    page = shown(agent_client)
    assert held(page, "2026-11-24") == ["T-0001"]
    assert ">08:30<" in page
    User.objects.filter(pk=people.ana.pk).update(time_zone="UTC")
    assert held(shown(agent_client), "2026-11-23") == ["T-0001"]


def test_a_month_begins_on_monday_and_can_be_left(agent_client, tickets):
    page = shown(agent_client)
    assert "November 2026" in page
    assert page.count("data-cell") == 42
    assert 'data-col="2026-10-26"' in page
    assert "Nothing is due in this time." in page
    assert "at=2026-12-01" in page
    assert "at=2026-10-01" in page
    assert shown(agent_client, span="week", at="2026-11-20").count("data-cell") == 7
    assert shown(agent_client, span="day", at="2026-11-20").count("data-cell") == 1
    assert shown(agent_client, at="nonsense").count("data-cell") == 42
    assert shown(agent_client, at="9999-12-31").count("data-cell") > 0


def test_a_card_says_who_holds_it_and_can_show_who_is_there(agent_client, people, tickets):
    with hushed():
        services.assign(tickets[0], people.ana, by=people.ana.actor)
    due(tickets[0], NOW + timedelta(days=1))
    page = shown(agent_client)
    card = page.partition(f'data-id="{tickets[0].pk}"')[2].partition("</li>")[0]
    assert ">AA</span>" in card.partition("data-face")[2]
    assert "avatar-none" not in card
    assert 'data-there="is here"' in page


def test_a_card_of_nobody_says_so(agent_client, tickets):
    due(tickets[0], NOW + timedelta(days=1))
    card = shown(agent_client).partition(f'data-id="{tickets[0].pk}"')[2].partition("</li>")[0]
    assert '<span class="avatar avatar-none" title="Unassigned">' in card.partition("data-face")[2]


@pytest.mark.parametrize("number", [3, 40])
def test_a_day_that_is_full_says_how_many_more_and_costs_no_more(number, agent_client, wrote):
    with hushed():
        for at in range(number):
            due(wrote(f"Request {at}"), NOW + timedelta(minutes=at))
    agent_client.post("/desk/look/", {"query": "", "layout": "calendar"})
    seen = queries(agent_client, "/desk/")
    page = shown(agent_client)
    assert len(seen) == 5, seen
    assert len(held(page, "2026-11-20")) == min(number, 4)
    assert (f"{number - 4} more" in page) == (number > 4)
    assert len(held(shown(agent_client, span="day", at="2026-11-20"), "2026-11-20")) == number


def test_it_may_go_by_when_they_came_or_come_back(agent_client, people, tickets):
    services.snooze(tickets[1], NOW + timedelta(days=2), by=people.ana.actor, reason="A part")
    agent_client.post("/desk/look/", {"query": "", "layout": "calendar", "dates": "snoozed"})
    assert held(shown(agent_client), "2026-11-22") == ["T-0002"]
    agent_client.post("/desk/look/", {"query": "", "dates": "created"})
    assert held(shown(agent_client), "2026-11-20") == ["T-0001", "T-0003"]


def test_what_comes_back_is_put_on_another_day_at_the_same_hour(htmx, people, tickets):
    services.snooze(tickets[0], NOW + timedelta(days=2), by=people.ana.actor, reason="A part")
    row = Ticket.objects.get(number=1)
    answer = htmx.post(MOVE, {"number": 1, "version": row.version, "day": "2026-11-30"})
    told = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 204
    moved = Ticket.objects.get(number=1)
    assert moved.pending_until == NOW + timedelta(days=10)
    assert moved.pending_reason == "A part"
    assert told["card-moved"] == {"number": 1, "version": moved.version, "target": "body"}
    undo = told["toast"]["undo"]
    htmx.post(undo["url"], {"told": undo["told"]})
    assert Ticket.objects.get(number=1).pending_until == NOW + timedelta(days=2)


@pytest.mark.parametrize(("day", "status"), [("2026-11-01", 400), ("2030-01-01", 400), ("nonsense", 400)])
def test_a_day_that_is_none_is_refused(htmx, people, tickets, day, status):
    services.snooze(tickets[0], NOW + timedelta(days=2), by=people.ana.actor, reason="A part")
    assert htmx.post(MOVE, {"number": 1, "day": day}).status_code == status
    assert Ticket.objects.get(number=1).pending_until == NOW + timedelta(days=2)


def test_a_day_nobody_sets_is_not_moved(htmx, people, tickets):
    due(tickets[0], NOW + timedelta(days=1))
    assert htmx.post(MOVE, {"number": 1, "day": "2026-11-30"}).status_code == 409
    assert 'draggable="true"' not in shown(htmx)
    services.snooze(tickets[1], NOW + timedelta(days=2), by=people.ana.actor, reason="A part")
    assert htmx.post(MOVE, {"number": 2, "version": 1, "day": "2026-11-30"}).status_code == 412
