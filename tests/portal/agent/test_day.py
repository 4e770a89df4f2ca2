"""The end of a day on its page, and how time is kept in the settings."""

from __future__ import annotations

import pytest

from core.desk.models import Team
from core.notifications.services.summaries import PAGE as MAILED
from core.work.models import DailySummary
from core.work.selectors import days as reading
from core.work.selectors import time as times
from tenants.kernel import clock
from tests.portal.agent.test_counts import queries

pytestmark = pytest.mark.django_db
PAGE, RULES = "/desk/time/day/", "/settings/time/"


@pytest.fixture
def team(people):
    row = Team.objects.create(name="North", manager=people.lena)
    row.members.add(people.ana)
    return row


def test_told_sent_and_read_by_who_leads(agent_client, browser, acme, people, team):
    assert MAILED == PAGE
    page = agent_client.get(PAGE).text
    assert f"Save and send to {people.lena.name}" in page
    sent = agent_client.post(PAGE, {"completed": "Much", "hours": "7.5", "do": "send"})
    assert sent.status_code == 302
    row = DailySummary.objects.get()
    assert (row.minutes, row.sent_at is not None) == (450, True)
    lead = browser(acme, people.lena)
    assert people.ana.name in lead.get(PAGE).text
    theirs = {"person": people.ana.pk, "day": row.day.isoformat()}
    assert "Much" in lead.get(PAGE, theirs).text
    assert browser(acme, people.ben).get(PAGE, theirs).status_code == 404


def test_what_is_no_length_of_time_is_said_at_the_field(agent_client, team):
    bad = agent_client.post(PAGE, {"completed": "Much", "hours": "long", "do": "send"})
    assert (bad.status_code, "Give hours such as" in bad.text, "Much" in bad.text) == (422, True, True)
    empty = agent_client.post(PAGE, {"completed": "", "do": "send"})
    assert (empty.status_code, "Say something of the day" in empty.text) == (422, True)


def test_the_rules_of_time(browser, acme, people):
    olivia = browser(acme, people.olivia)
    assert "Support" in olivia.get(RULES).text
    said = {"activities": "Support\nWalks", "idle_hours": "2", "summary_hour": "18"}
    bad = olivia.post(RULES, said | {"idle_hours": "x"})
    assert (bad.status_code, "from 1 to 24" in bad.text) == (422, True)
    assert olivia.post(RULES, said).status_code == 302
    assert [one["label"] for one in times.activities()] == ["Support", "Walks"]
    assert browser(acme, people.ana).get(RULES).status_code == 403


def test_a_day_costs_the_same_however_many_tell(browser, acme, people, agent_client):
    lead, day = browser(acme, people.lena), reading.today_of(people.lena)
    costs = []
    for someone in (people.ana, people.ben, people.adam, people.olivia):
        DailySummary.objects.create(person=someone, day=day, completed="x", sent_at=clock.now())
        costs.append(len(queries(lead, PAGE)))
    assert len(set(costs)) == 1
