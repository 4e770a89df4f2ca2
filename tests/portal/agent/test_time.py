"""The timer in the head of every page, time beside a ticket, and the week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.work.models import TimeEntry
from core.work.services import entries, timers
from portal.agent import time_page, time_words
from tenants import services, switches
from tenants.kernel import clock, memory
from tenants.kernel.actor import SYSTEM
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
TIMER, WEEK = "/desk/time/timer/", "/desk/time/"


@pytest.fixture
def ticket(wrote, drain):
    row = wrote()
    drain()
    row.refresh_from_db()
    return row


def on(ticket):
    return f"/desk/time/on/ticket/{ticket.number}/"


def test_a_timer_runs_from_the_ticket_and_stands_in_every_head(htmx, ticket, people):
    assert on(ticket) in htmx.get(f"/desk/tickets/{ticket.number}/").text
    assert "Nothing is counted yet" in htmx.get(on(ticket)).text
    answer = htmx.post(on(ticket), {"do": "start"})
    assert (answer.status_code, "timer-changed" in answer["HX-Trigger"]) == (200, True)
    assert ticket.label in htmx.get(TIMER).text
    assert "data-since" in htmx.get("/desk/home/").text
    answer = htmx.post(TIMER, {"do": "stop"})
    assert ("1m counted" in answer["HX-Trigger"], ticket.label in answer.text) == (True, False)
    answer = htmx.post(f"{TIMER}?do=back", {"told": str(TimeEntry.objects.get().pk)})
    assert ticket.label in answer.text
    assert TimeEntry.objects.get().is_running


def test_one_that_ran_long_asks_in_a_dialog(htmx, ticket, people):
    timers.start(people.ana, by=people.ana.actor, ticket=ticket)
    TimeEntry.objects.update(started_at=clock.now() - timedelta(hours=6))
    answer = htmx.post(TIMER, {"do": "stop"})
    assert ("Count all 6h" in answer.text, answer["HX-Retarget"]) == (True, "#dialogs")
    htmx.post(TIMER, {"do": "asked"})
    assert TimeEntry.objects.get().minutes == 240


def test_a_line_by_hand_and_what_is_no_length(htmx, ticket):
    assert "25m" in htmx.post(on(ticket), {"text": "25m called the bank"}).text
    row = TimeEntry.objects.get()
    assert (row.minutes, row.note, row.billable) == (25, "called the bank", True)
    refused = htmx.post(on(ticket), {"text": "called the bank"})
    assert ("Give a length of time" in refused.text, TimeEntry.objects.count()) == (True, 1)
    assert htmx.get("/desk/time/on/ticket/999/").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("25m call", (25, "call")), ("1h 30m call", (90, "call")), ("1.5 call me", (90, "call me")),
        ("25 min call", (25, "call")), ("2h", (120, "")), ("call", (None, "call")), ("", (None, "")),
    ],
)  # fmt: skip
def test_what_people_type(text, told):
    assert time_words.typed(text) == told


def test_the_week_takes_shows_and_gives_away(agent_client, ticket, people):
    sent = agent_client.post(WEEK, {"item": ticket.label, "text": "1h 30m =cmd", "day": ""})
    assert sent.status_code == 303
    page = agent_client.get(WEEK).text
    assert ("1h 30m" in page, ticket.subject in page, "Everybody" in page) == (True, True, False)
    sheet = agent_client.get("/desk/time/csv/").text
    assert (f",{ticket.label}," in sheet, "'=cmd" in sheet) == (True, True)
    bad = agent_client.post(WEEK, {"item": "T-999", "text": "1h", "day": ""})
    assert (bad.status_code, "There is no such ticket or task" in bad.text) == (422, True)
    assert agent_client.get(f"{WEEK}?person=all").status_code == 403


def test_who_leads_sees_the_team(browser, acme, ticket, people):
    owner_client = browser(acme, people.lena)
    entries.log(people.ana, 90, by=people.ana.actor, ticket=ticket)
    timers.start(people.ben, by=people.ben.actor, ticket=ticket)
    page = owner_client.get(f"{WEEK}?person=all").text
    assert (people.ana.name in page, "1h 30m" in page) == (True, True)
    team = owner_client.get("/desk/time/team/").text
    assert (people.ben.name in team, "data-since" in team) == (True, True)


def test_a_line_is_changed_and_taken_away_by_its_owner(htmx, ticket, people):
    row = entries.log(people.ana, 25, by=people.ana.actor, ticket=ticket)
    here = f"/desk/time/{row.pk}/"
    assert 'value="25m"' in htmx.get(here).text
    said = {
        "length": "40m",
        "note": "Met",
        "activity": "meeting",
        "started_at": "2026-11-20T09:00",
        "do": "save",
    }
    bad = htmx.post(here, said | {"length": "soon"})
    assert (bad.status_code, "Give a length of time" in bad.text) == (422, True)
    assert htmx.post(here, said | {"started_at": clock.now().strftime("%Y-%m-%dT%H:%M")}).status_code == 200
    row.refresh_from_db()
    assert (row.minutes, row.note, row.activity, row.billable) == (40, "Met", "meeting", False)
    htmx.post(here, said | {"do": "remove"})
    assert not TimeEntry.objects.exists()
    others = entries.log(people.ben, 5, by=people.ben.actor, ticket=ticket)
    assert htmx.get(f"/desk/time/{others.pk}/").status_code == 404


def test_todays_time_at_home(agent_client, ticket, people):
    assert "/desk/time/today/" in agent_client.get("/desk/home/").text
    assert "Nothing counted today" in agent_client.get("/desk/time/today/").text
    entries.log(people.ana, 25, by=people.ana.actor, ticket=ticket)
    assert "25m" in agent_client.get("/desk/time/today/").text


def test_more_lines_cost_no_more(agent_client, ticket, people):
    costs = []
    for number in (3, 20):
        for _ in range(number):
            entries.log(people.ana, 5, by=people.ana.actor, ticket=ticket)
        costs.append([len(queries(agent_client, path)) for path in (WEEK, on(ticket), "/desk/time/today/")])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 9


def test_an_organization_may_do_without(agent_client, acme, ticket):
    services.change_profile(acme, by=SYSTEM, on={switches.TIME: False})
    memory.forget()
    assert agent_client.get(WEEK).status_code == 403
    assert on(ticket) not in agent_client.get(f"/desk/tickets/{ticket.number}/").text
    assert "/desk/time/" not in agent_client.get("/desk/home/").text


@pytest.mark.parametrize(
    "path", [f"{WEEK}?week=9999-12-31", f"{WEEK}?week=0001-01-01", "/desk/time/day/?day=0001-01-01"]
)
def test_days_at_the_end_of_calendars(agent_client, path):
    assert agent_client.get(path).status_code == 200


def test_sums_and_the_file_have_what_the_page_leaves_out(
    browser, agent_client, acme, ticket, people, monkeypatch
):
    monkeypatch.setattr(time_page, "MOST_ROWS", 2)
    for _ in range(3):
        entries.log(people.ana, 20, by=people.ana.actor, started_at=clock.now(), ticket=ticket)
    page = agent_client.get(WEEK).text
    assert ("The newest 2 lines" in page, ">1h<" in page) == (True, True)
    assert agent_client.get("/desk/time/csv/").text.count(ticket.label) == 3
    assert ">1h<" in browser(acme, people.lena).get(f"{WEEK}?person=all").text


def test_it_belongs_to_nobody(browser, acme, people, ticket):
    entries.log(people.ana, 90, by=people.ana.actor, ticket=ticket)
    assert "1h 30m" not in browser(acme, people.lena).get(f"{WEEK}?person=0").text
