"""The menu of one's own state, taking by opening, and why a ticket is whose it is."""

from __future__ import annotations

import pytest

from core.assignment import services
from core.assignment.models import Availability
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(people):
    carla = people.carla
    return tickets.open_ticket(carla, "It broke", Words("Help!"), channel="mail", by=carla.actor)[0]


def arrange(people, **values):
    others = [getattr(people, name).pk for name in ("olivia", "adam", "lena", "ben")]
    queue = Queue.objects.get(is_default=True)
    return services.save_policy(queue, by=people.adam.actor, excluded=others, **values)


def test_away_and_back(agent_client, people):
    answer = agent_client.post("/desk/availability/", {"state": "away"}, headers=HTMX)
    assert answer.status_code == 200
    assert "presence-away" in answer.content.decode()
    assert '"text": "Away"' in answer.headers["HX-Trigger"]
    assert Availability.objects.get(pk=people.ana.pk).state == "away"
    assert "You: Away" in agent_client.get("/desk/").content.decode()
    assert agent_client.post("/desk/availability/", {"state": "available"}).status_code == 302
    assert agent_client.post("/desk/availability/", {"state": "asleep"}, headers=HTMX).status_code == 400


def test_who_answers_nobody_has_no_menu(browser, acme, people):
    lars = browser(acme, people.lars)
    assert 'id="availability"' not in lars.get("/desk/").content.decode()
    assert lars.post("/desk/availability/", {"state": "away"}).status_code == 403


def test_tickets_come_back_with_me(agent_client, people, ticket):
    arrange(people, mode="round")
    tickets.assign(ticket, people.ana, by=people.ana.actor)
    agent_client.post("/desk/availability/", {"state": "reassign"}, headers=HTMX)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    answer = agent_client.post("/desk/availability/", {"state": "back"}, headers=HTMX)
    assert "1 ticket is yours again." in answer.headers["HX-Trigger"]
    assert Ticket.objects.get(pk=ticket.pk).assignee == people.ana


def test_opening_takes_by_a_word_of_the_page(agent_client, people, ticket):
    url = f"/desk/tickets/{ticket.number}/"
    assert "/take/" not in agent_client.get(url).content.decode()
    arrange(people, mode="off", takes_on_open=True)
    assert f"{url}take/" in agent_client.get(url).content.decode()
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    answer = agent_client.post(f"{url}take/", headers=HTMX)
    assert "because you opened it" in answer.headers["HX-Trigger"]
    assert Ticket.objects.get(pk=ticket.pk).assignee == people.ana
    assert agent_client.post(f"{url}take/", headers=HTMX).status_code == 204


def test_who_may_only_look_is_told_nothing_when_the_page_asks(browser, acme, people, ticket):
    arrange(people, mode="off", takes_on_open=True)
    lars, url = browser(acme, people.lars), f"/desk/tickets/{ticket.number}/"
    assert f"{url}take/" not in lars.get(url).content.decode()
    answer = lars.post(f"{url}take/", headers=HTMX)
    assert (answer.status_code, "HX-Trigger" in answer.headers) == (204, False)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_why_it_is_mine_in_words(agent_client, people, ticket):
    url = f"/desk/tickets/{ticket.number}/assignment/"
    assert "hands nothing out by itself" in agent_client.get(url).content.decode()
    arrange(people, mode="balanced")
    services.save_availability(people.ana, by=people.ana.actor, state="away")
    said = agent_client.get(url).content.decode()
    assert "Why does nobody hold it?" in said
    assert "is away" in said
    services.save_availability(people.ana, by=people.ana.actor, state="available")
    services.look(ticket.pk)
    said = agent_client.get(url).content.decode()
    assert "Given to Ana Agent. Nobody else could take it then." in said
