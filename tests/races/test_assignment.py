"""Two workers hand out at once: no ticket is given twice, and nobody gets more than they can hold."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from core.assignment import services
from core.assignment.models import Handing
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.races.conftest import together


@pytest.fixture
def waiting(world):
    """Twelve tickets that nobody holds; Ana and Ben can hold three each."""
    people = world.people
    others = [getattr(people, name).pk for name in ("olivia", "adam", "lena")]
    queue, by = Queue.objects.get(is_default=True), people.adam.actor
    services.save_policy(queue, by=by, mode="balanced", excluded=others)
    services.save_policy(None, by=by, capacity=3)
    rows = [
        tickets.open_ticket(people.carla, f"No {n}", Words("x"), channel="mail", by=people.carla.actor)[0]
        for n in range(12)
    ]
    Ticket.objects.update(created_at=clock.now() - timedelta(minutes=2))
    return rows


def test_four_workers_give_each_ticket_once_and_nobody_too_much(world, waiting):
    answers = together(services.drain, services.drain, *[lambda: services.look(waiting[11].pk)] * 2)
    assert answers == [None] * 4
    held = Counter(Ticket.objects.values_list("assignee__name", flat=True))
    assert held == {"Ana Agent": 3, "Ben Agent": 3, None: 6}
    given = Counter(Handing.objects.values_list("ticket_id", flat=True))
    assert set(given.values()) == {1}
    assert len(given) == 6


def test_a_person_takes_one_while_a_worker_gives_it(world, waiting):
    people = world.people
    row = waiting[0]
    answers = together(
        services.drain, lambda: tickets.assign(row, people.lena, by=people.lena.actor, seen=row.version)
    )
    fresh = Ticket.objects.get(pk=row.pk)
    given = Handing.objects.filter(ticket=row).values_list("user_id", flat=True)
    if isinstance(answers[1], tickets.StaleTicket):
        assert list(given) == [fresh.assignee_id]
    else:
        assert fresh.assignee_id == people.lena.pk or list(given) == []


def test_away_and_back_while_workers_hand_out(world, waiting):
    people = world.people
    answers = together(
        services.drain,
        lambda: services.save_availability(people.ana, by=people.ana.actor, state="reassign"),
        services.drain,
        lambda: services.come_back(people.ana, by=people.ana.actor),
    )
    assert not [one for one in answers if isinstance(one, Exception)], answers
    held = Counter(Ticket.objects.exclude(assignee=None).values_list("assignee__name", flat=True))
    assert held.get("Ben Agent", 0) <= 3
