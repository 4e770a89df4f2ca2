"""Two workers look at the same tickets, and people decide while they do."""

from __future__ import annotations

import threading
import time

import pytest

from ai.models import Incident, IncidentTicket, Sketch
from ai.services import incidents
from ai.services.incidents import letters
from core.contacts.services import contact_for
from core.tickets import services as tickets
from core.tickets.models import Message
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tests.ai.incidents.outages import CHECKOUT
from tests.races.conftest import together


@pytest.fixture
def come(world):
    """come(CHECKOUT[:5]): tickets of customers, each of somebody else."""

    def opened(said):
        rows = []
        for place, (subject, text) in enumerate(said):
            who = contact_for(f"c{place}-{len(subject)}@home.example", f"Customer {place}")
            with hushed():
                by = who.actor
                rows.append(tickets.open_ticket(who, subject, Words(text), channel="mail", by=by)[0])
        return rows

    return opened


@pytest.mark.parametrize("_", range(3))
def test_two_workers_find_one_incident(world, come, _):
    come(CHECKOUT[:6])
    answers = together(incidents.look, incidents.look, incidents.look)
    assert sorted(answers) == [0, 0, 6]
    found = Incident.objects.get()
    assert (found.size, IncidentTicket.objects.count(), Sketch.objects.count()) == (6, 6, 6)


@pytest.mark.parametrize("_", range(3))
def test_a_ticket_joins_while_a_person_dismisses(world, come, _):
    come(CHECKOUT[:5])
    incidents.look()
    come(CHECKOUT[7:8])
    row, by = Incident.objects.get(), world.people.ana.actor
    answers = together(incidents.look, lambda: incidents.dismiss(row, by=by))
    assert not [one for one in answers if isinstance(one, Exception)], answers
    row.refresh_from_db()
    assert row.state == "dismissed"
    assert not IncidentTicket.objects.filter(state="in").exists()


@pytest.mark.parametrize("_", range(3))
def test_two_people_decide_at_once(world, come, _):
    come(CHECKOUT[:5])
    incidents.look()
    row = Incident.objects.get()
    ana, ben = world.people.ana.actor, world.people.ben.actor
    answers = together(lambda: incidents.confirm(row, by=ana), lambda: incidents.dismiss(row, by=ben))
    refused = [one for one in answers if isinstance(one, incidents.IncidentOver)]
    row.refresh_from_db()
    assert (row.state, len(refused) <= 1) == ("dismissed", True)


@pytest.mark.parametrize("_", range(2))
def test_two_workers_and_a_second_click_send_each_letter_once(world, come, _):
    come(CHECKOUT[:6])
    incidents.look()
    by = world.people.ana.actor
    row = incidents.confirm(Incident.objects.get(), by=by)
    chosen = [link.ticket for link in row.links.all()]
    answers = together(
        *[lambda: incidents.answer(row, "You can pay again.", chosen, then="waiting", by=by, key="k").pk] * 2
    )
    assert len(set(answers)) == 1, answers
    sent = together(*[lambda: incidents.send(answers[0])] * 3)
    assert sum(sent) == 6, sent
    said = Message.objects.filter(kind="reply").values_list("ticket", flat=True)
    assert sorted(said) == sorted(one.pk for one in chosen)


def test_a_letter_that_is_being_written_is_taken_back_too(world, come, monkeypatch):
    come(CHECKOUT[:6])
    incidents.look()
    by = world.people.ana.actor
    row = incidents.confirm(Incident.objects.get(), by=by)
    chosen = [row.links.first().ticket]
    reply = incidents.answer(row, "You can pay again.", chosen, then="waiting", by=by)
    write, is_written = letters._write, threading.Event()

    def slowly(letter):
        message = write(letter)
        is_written.set()
        time.sleep(0.7)  # the other one waits for the row by now
        return message

    def back():
        is_written.wait(10)
        return incidents.take_back(reply, by=by)

    monkeypatch.setattr(letters, "_write", slowly)
    assert together(lambda: letters._next(reply.pk), back) == [1, 1]
    assert Message.objects.get(kind="reply").withdrawn_at
