"""Putting a ticket aside as an agent does it: a key, a reason, a moment, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.tickets import services
from core.tickets.models import Ticket
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 10, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday():
    with clock.at(FRIDAY):
        yield


def test_the_dialog_offers_moments_in_the_readers_zone(htmx, people, wrote) -> None:
    people.ana.time_zone = "Europe/Berlin"
    people.ana.save(update_fields=["time_zone"])
    shown = htmx.get(f"/desk/tickets/{wrote().number}/snooze/").content.decode()
    for when in ("Fri 20 Nov 2026, 15:00", "Sat 21 Nov 2026, 09:00", "Mon 23 Nov 2026, 09:00"):
        assert when in shown
    with clock.at(FRIDAY + timedelta(hours=9)):
        assert "Later today" not in htmx.get("/desk/tickets/1/snooze/").content.decode()


def test_a_moment_puts_it_aside_and_one_click_takes_it_up(htmx, people, wrote) -> None:
    ticket = wrote()
    url = f"/desk/tickets/{ticket.number}/"
    said = {"status": "on_hold", "reason": "The <b>part</b>", "until": "monday", "at": ""}
    head = htmx.post(f"{url}snooze/", said).content.decode()
    assert "Put aside until" in head
    assert "The &lt;b&gt;part&lt;/b&gt;" in head
    assert 'id="dialogs" hx-swap-oob' in head
    row = Ticket.objects.get()
    assert row.pending_until is not None
    assert row.pending_until.weekday() == 0
    assert ticket.label not in htmx.get("/desk/").content.decode()
    assert ticket.label in htmx.get("/desk/?view=snoozed").content.decode()
    page = htmx.get(url).content.decode()
    assert "put the ticket aside until Mon 23 Nov 2026" in page
    assert "Put aside until" not in htmx.post(f"{url}unsnooze/").content.decode()
    assert ticket.label in htmx.get("/desk/").content.decode()


def test_what_is_missing_is_said_in_the_dialog(htmx, wrote) -> None:
    url = f"/desk/tickets/{wrote().number}/snooze/"
    refused = htmx.post(url, {"status": "on_hold", "reason": "", "until": "tomorrow", "at": ""})
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#dialogs")
    assert "Say what it waits for." in refused.content.decode()
    for at in ("", "nonsense", "2020-01-01T09:00"):
        refused = htmx.post(url, {"status": "waiting", "reason": "", "until": "", "at": at})
        assert "Choose a moment to come, within a year." in refused.content.decode()
    assert Ticket.objects.get().pending_until is None
    typed = {"status": "waiting", "reason": "", "until": "", "at": "2026-12-01T08:30"}
    assert htmx.post(url, typed).status_code == 200
    assert Ticket.objects.get().status.key == "waiting"


def test_the_status_menu_asks_why_before_it_puts_on_hold(htmx, wrote) -> None:
    ticket = wrote()
    menu = htmx.get(f"/desk/tickets/{ticket.number}/choices/status/").content.decode()
    assert f'hx-get="/desk/tickets/{ticket.number}/snooze/?status=on_hold"' in menu
    refused = htmx.post(f"/desk/tickets/{ticket.number}/change/", {"status": "on_hold"})
    assert refused.status_code == 400


def test_without_script_it_is_a_page(agent_client, wrote) -> None:
    url = f"/desk/tickets/{wrote().number}/snooze/"
    assert "<dialog" not in agent_client.get(url).content.decode().split("<main")[1].split("</main")[0]
    answer = agent_client.post(url, {"status": "waiting", "until": "tomorrow"})
    assert answer.status_code == 302
    assert "is put aside." in agent_client.get(answer["Location"]).content.decode()


def test_a_finished_ticket_is_not_put_aside(htmx, people, wrote) -> None:
    ticket = wrote()
    services.reply(ticket, "So.", author=people.ben, by=people.ben.actor, then="resolved")
    assert htmx.get(f"/desk/tickets/{ticket.number}/snooze/").status_code == 404


def test_the_bell_rings_when_it_is_back(htmx, people, wrote, drain) -> None:
    ticket = services.assign(wrote(), people.ana, by=people.ben.actor)
    services.reply(ticket, "So.", author=people.ana, by=people.ana.actor)
    services.snooze(ticket, FRIDAY + timedelta(days=1), by=people.ana.actor)
    with clock.at(FRIDAY + timedelta(days=1)):
        services.wake(ticket.pk)
        drain(FRIDAY + timedelta(days=1))
        assert f"Back: {ticket.label}" in htmx.get("/desk/notifications/").content.decode()
        assert "Back since" in htmx.get(f"/desk/tickets/{ticket.number}/").content.decode()
