"""What sort of matter a ticket is: the organization's own words, chosen, listed and asked for."""

from __future__ import annotations

import pytest

from core.desk import services as arranging
from core.desk.kinds import kind, kinds
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel.actor import AI

pytestmark = pytest.mark.django_db


def test_everybody_starts_with_five(acme):
    assert [row.key for row in kinds()] == ["question", "problem", "incident", "request", "task"]


def test_a_persons_word_stands_and_is_told_by_its_key(ticket, people):
    row = services.change(ticket, by=people.ana.actor, type=kind("incident"))
    assert (row.type.name, row.chosen) == ("Incident", {"type": people.ana.actor.ref})
    assert services.change(row, by=AI, type=kind("task")).type.key == "incident"
    assert services.change(row, by=people.ana.actor, type=None).type is None


def test_out_of_use_it_stays_on_its_tickets_and_removed_it_leaves_them(ticket, people):
    services.change(ticket, by=people.ana.actor, type=kind("task"))
    arranging.save_type(kind("task"), by=people.olivia.actor, is_active=False)
    assert "task" not in [row.key for row in kinds()]
    assert Ticket.objects.get().type.key == "task"
    arranging.delete_type(kind("task"), by=people.olivia.actor)
    assert Ticket.objects.get().type is None


def test_a_merge_fills_it_in_and_undoing_empties_it(ticket, people):
    other, _ = services.open_ticket(people.carla, "More", Words("x"), channel="mail", by=people.carla.actor)
    services.change(ticket, by=people.ana.actor, type=kind("problem"))
    merge = services.merge(ticket, into=other, by=people.ana.actor)
    assert Ticket.objects.get(pk=other.pk).type.key == "problem"
    services.unmerge(merge, by=people.ana.actor)
    assert Ticket.objects.get(pk=other.pk).type is None
    assert Ticket.objects.get(pk=ticket.pk).type.key == "problem"


def test_the_api_takes_shows_and_asks_for_it(callers, ticket):
    path = f"/tickets/{ticket.number}/"
    assert callers.ana.call("PATCH", path, {"type": "nothing"}).status_code == 404
    assert callers.ana.call("PATCH", path, {"type": "request"}).json()["type"]["label"] == "Request"
    assert len(callers.ana.read("/tickets/", type="request").json()["results"]) == 1
    assert callers.ana.read("/tickets/", type="task").json()["results"] == []
    where = '{"all": [{"field": "type", "op": "is_not", "value": ["task"]}]}'
    assert len(callers.ana.read("/tickets/", where=where).json()["results"]) == 1
    opened = {"subject": "x", "body": "x", "email": "new@x.example", "type": "task"}
    assert callers.ana.call("POST", "/tickets/", opened).json()["type"]["key"] == "task"
    assert len(callers.ana.read("/types/").json()) == 5
    made = callers.olivia.call("POST", "/types/", {"key": "idea", "name": "Idea"}).json()
    there = f"/types/{made['id']}/"
    assert callers.ana.call("DELETE", there).status_code == 403
    assert callers.olivia.call("PATCH", there, {"is_active": False}).json()["is_active"] is False
    assert callers.olivia.call("DELETE", there).status_code == 204


@pytest.mark.parametrize(
    ("keeps", "is_active", "holder"), [(True, True, "ben"), (False, True, None), (True, False, None)]
)
def test_who_held_it_holds_it_again_as_the_queue_says(ticket, people, keeps, is_active, holder):
    arranging.save_queue(ticket.queue, by=people.olivia.actor, keeps_owner=keeps)
    services.assign(ticket, people.ben, by=people.ben.actor)
    services.hear(ticket, Words("?"), contact=people.carla, channel="mail", by=people.carla.actor)
    assert Ticket.objects.get().assignee == people.ben  # it was not finished
    services.reply(ticket, "So.", author=people.ben, by=people.ben.actor, then="resolved")
    people.ben.is_active = is_active
    people.ben.save(update_fields=["is_active"])
    services.answer(ticket, Words("No!"), contact=people.carla, channel="portal", by=people.carla.actor)
    row = Ticket.objects.get()
    assert row.reopen_count == 1
    assert row.assignee == (getattr(people, holder) if holder else None)
    assert selectors.open_counts(people.ana.actor)["unassigned"] == (0 if holder else 1)
