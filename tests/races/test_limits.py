"""The last place in a status that is full: two who take it at once do not both get it."""

from __future__ import annotations

import pytest

from core.desk import selectors as desk
from core.desk import services as arrange
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.races.conftest import together


@pytest.mark.parametrize("_", range(3))
def test_one_of_two_takes_the_last_place(world, _):
    people = world.people
    row = desk.status("in_progress")
    arrange.save_status(row, by=people.olivia.actor, wip_limit=1, wip_is_hard=True)
    words, carla = Words("Help."), people.carla
    one, other = (
        services.open_ticket(carla, subject, words, channel="mail", by=carla.actor)[0] for subject in "ab"
    )

    def move(ticket, by):
        return lambda: services.change(ticket, by=by.actor, status=desk.status("in_progress"))

    answers = together(move(one, people.ana), move(other, people.ben))
    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [
        services.ColumnFull
    ]
    assert Ticket.objects.filter(status__key="in_progress").count() == 1
