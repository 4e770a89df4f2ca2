"""Many tickets at once: into the bin and back, and their type."""

from __future__ import annotations

import pytest

from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.services import bulk
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tenants.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(people):
    with hushed():
        return [
            services.open_ticket(
                people.carla, f"No {at}", Words("Help."), channel="mail", by=people.carla.actor
            )[0]
            for at in range(3)
        ]


def begin(people, tickets, who="olivia", **what):
    return bulk.start(what, by=getattr(people, who).actor, numbers=[one.number for one in tickets])


def test_they_go_into_the_bin_and_come_back(people, three, drain):
    row = begin(people, three[:2], delete=True)
    drain()
    assert selectors.progress(row).counts == {"done": 2}
    assert list(Ticket.objects.values_list("number", flat=True)) == [3]
    bulk.undo(row, by=people.olivia.actor)
    drain()
    assert selectors.progress(row).counts == {"undone": 2}
    assert Ticket.objects.count() == 3


def test_only_who_may_delete_and_nothing_beside_it(people, three):
    with pytest.raises(Refused):
        begin(people, three, who="ana", delete=True)
    with pytest.raises(bulk.OnlyAlone):
        begin(people, three, delete=True, priority="high")
    with pytest.raises(Invalid):
        begin(people, three, delete=False)


def test_their_type_is_set_taken_away_and_undone(people, three, drain):
    row = begin(people, three, who="ana", type="problem")
    drain()
    assert {one.type.key for one in Ticket.objects.all()} == {"problem"}
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert {one.type for one in Ticket.objects.all()} == {None}
    with pytest.raises(NotFound):
        begin(people, three, type="nothing")
