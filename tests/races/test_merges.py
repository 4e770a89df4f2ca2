"""Merges against each other and against what customers and agents do at the same moment."""

from __future__ import annotations

import pytest

from core.tickets import services
from core.tickets.models import Message, Ticket, TicketMerge
from core.tickets.services.words import Words
from tests.races.conftest import together


@pytest.fixture
def three(world):
    carla = world.people.carla
    return [
        services.open_ticket(carla, f"No {number}", Words(f"Word {number}"), channel="mail", by=carla.actor)[
            0
        ]
        for number in range(3)
    ]


@pytest.mark.parametrize("_", range(3))
def test_two_people_merge_the_same_pair_in_both_directions(world, three, _):
    first, second, _third = three
    by = world.people.ana.actor

    answers = together(
        lambda: services.merge(second, into=first, by=by),
        lambda: services.merge(first, into=second, by=by),
    )

    assert sum(isinstance(one, TicketMerge) for one in answers) == 1, answers
    assert sum(isinstance(one, services.TicketIsMerged) for one in answers) == 1, answers
    alive = Ticket.objects.get(pk__in=[first.pk, second.pk], merged_into=None)
    assert alive.messages.count() == 2


@pytest.mark.parametrize("_", range(3))
def test_the_same_merge_twice_at_once_is_one(world, three, _):
    first, second, _third = three
    by = world.people.ana.actor

    answers = together(*[lambda: services.merge(second, into=first, by=by)] * 3)

    assert {one.pk for one in answers} == {TicketMerge.objects.get().pk}


@pytest.mark.parametrize("_", range(3))
def test_a_chain_made_at_once_ends_in_living_tickets(world, three, _):
    first, second, third = three
    by = world.people.ana.actor

    answers = together(
        lambda: services.merge(third, into=second, by=by),
        lambda: services.merge(second, into=first, by=by),
    )

    assert isinstance(answers[1], TicketMerge), answers
    gone = Ticket.objects.exclude(merged_into=None)
    assert not gone.filter(merged_into__merged_into__isnull=False).exists()
    assert Message.objects.filter(ticket__merged_into=None).count() == 3


@pytest.mark.parametrize("_", range(4))
def test_words_that_come_while_it_is_merged_are_never_left_behind(world, three, _):
    first, second, _third = three
    carla, by = world.people.carla, world.people.ana.actor

    answers = together(
        lambda: services.merge(second, into=first, by=by),
        lambda: services.hear(second, Words("Hello?"), contact=carla, channel="mail", by=carla.actor),
        lambda: services.hear(second, Words("Anybody?"), contact=carla, channel="mail", by=carla.actor),
    )

    assert not [one for one in answers if isinstance(one, Exception)], answers
    assert second.messages.count() == 0
    first.refresh_from_db()
    assert (first.messages.count(), first.message_count) == (4, 4)
