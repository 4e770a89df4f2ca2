"""When a ticket is due, set by hand on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.sla.models import Course
from core.tickets.models import Ticket
from portal.agent import moments

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(wrote, drain):
    row = wrote()
    drain()
    row.refresh_from_db()
    return row


def here(ticket):
    return f"/desk/tickets/{ticket.number}/due/"


def test_it_is_set_moved_and_taken_away(htmx, ticket, drain):
    assert here(ticket) in htmx.get(f"/desk/tickets/{ticket.number}/").text
    dialog = htmx.get(here(ticket)).text
    assert ("When is" in dialog, "Take it away" in dialog) == (True, False)
    answer = htmx.post(here(ticket), {"until": "tomorrow", "at": ""})
    assert (answer.status_code, 'id="ticket-head"' in answer.text, answer["HX-Trigger"]) == (
        200,
        True,
        "ticket-changed",
    )
    drain()
    by_hand = Course.objects.get(ticket=ticket).by_hand
    assert timedelta(0) < by_hand - timezone.now() < timedelta(days=2)
    assert "Take it away" in htmx.get(here(ticket)).text
    page = htmx.get(f"/desk/tickets/{ticket.number}/").text
    assert ("set the due date to" in page, "Set by hand" in page) == (True, True)
    htmx.post(here(ticket), {"until": "none", "at": ""})
    drain()
    assert Course.objects.get(ticket=ticket).by_hand is None
    assert "took the due date away" in htmx.get(f"/desk/tickets/{ticket.number}/").text


def test_a_day_of_ones_own_in_ones_own_zone(htmx, ticket, people, drain):
    people.ana.time_zone = "Asia/Tokyo"
    people.ana.save()
    htmx.post(here(ticket), {"until": "", "at": "2030-01-15T09:30"})
    drain()
    assert Course.objects.get(ticket=ticket).by_hand.isoformat() == "2030-01-15T00:30:00+00:00"
    assert 'value="2030-01-15T09:30"' in htmx.get(here(ticket)).text


def test_what_is_no_moment_is_said_in_the_dialog(htmx, ticket):
    for until, at in (("", ""), ("", "soon"), ("never", ""), ("", "2020-01-01T10:00")):
        refused = htmx.post(here(ticket), {"until": until, "at": at})
        assert (refused.status_code, refused["HX-Retarget"], 'role="alert"' in refused.text) == (
            422,
            "#dialogs",
            True,
        )
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_a_plain_browser_gets_a_page(agent_client, ticket):
    assert "<h1>When is" in agent_client.get(here(ticket)).text
    assert (
        agent_client.post(here(ticket), {"until": "week", "at": ""})["Location"]
        == f"/desk/tickets/{ticket.number}/"
    )


def test_evening_is_six(settings):
    assert moments.evening(1, moments.ZoneInfo("Europe/Berlin")).hour == 18
