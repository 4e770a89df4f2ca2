"""Many tickets at once: into the bin and back, and their type."""

from __future__ import annotations

import pytest

from core.accounts import services as accounts
from core.accounts.models import Role, User
from core.desk import services as arrange
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.services import bulk
from core.tickets.services.words import Words
from tenants.events.bus import hushed
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, NotFound, Refused
from tests.support.reach import bound

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


def test_what_lies_where_one_may_no_more_stays_deleted(people, three, drain):
    row = begin(people, three[:2], who="adam", delete=True)
    drain()
    far = arrange.save_queue(None, by=people.olivia.actor, name="Far")
    Ticket.every.filter(pk=three[0].pk).update(queue=far)
    adam = bound(people.adam, **{f"q{far.pk}": "none"}, others="full", own="full")
    bulk.undo(row, by=adam.actor)
    drain()
    assert selectors.progress(row).counts == {"kept": 1, "undone": 1}
    assert Ticket.every.get(pk=three[0].pk).deleted_at is not None


def test_their_type_is_set_taken_away_and_undone(people, three, drain):
    row = begin(people, three, who="ana", type="problem")
    drain()
    assert {one.type.key for one in Ticket.objects.all()} == {"problem"}
    bulk.undo(row, by=people.ana.actor)
    drain()
    assert {one.type for one in Ticket.objects.all()} == {None}
    with pytest.raises(NotFound):
        begin(people, three, type="nothing")


@pytest.fixture
def binned(people, three):
    with hushed():
        for one in three:
            services.delete(one, by=people.olivia.actor)
    return three


def test_they_come_out_of_the_bin_and_go_back(people, binned, drain):
    row = begin(people, binned[:2], restore=True)
    drain()
    assert (selectors.progress(row).counts, Ticket.objects.count()) == ({"done": 2}, 2)
    bulk.undo(row, by=people.olivia.actor)
    drain()
    assert (selectors.progress(row).counts, Ticket.objects.count()) == ({"undone": 2}, 0)


def test_what_somebody_has_worked_on_since_does_not_go_back(people, binned, drain):
    row = begin(people, binned[:2], restore=True)
    drain()
    services.change(binned[0], by=people.ana.actor, priority=4)
    bulk.undo(row, by=people.olivia.actor)
    drain()
    assert selectors.progress(row).counts == {"undone": 1, "kept": 1}
    assert [one.pk for one in Ticket.objects.all()] == [binned[0].pk]


def test_who_may_not_delete_any_more_takes_nothing_back(people, binned, drain):
    row = begin(people, binned[:2], restore=True)
    drain()
    accounts.change_role(people.ben, Role.objects.get(key="owner"), by=SYSTEM)
    accounts.change_role(people.olivia, Role.objects.get(key="agent"), by=SYSTEM)
    bulk.undo(row, by=User.objects.get(pk=people.olivia.pk).actor)
    drain()
    assert (selectors.progress(row).counts, Ticket.objects.count()) == ({"kept": 2}, 2)


def test_they_are_erased_and_still_counted_and_nobody_undoes_it(people, binned, drain):
    row = begin(people, binned, erase=True)
    drain()
    assert not Ticket.every.exists()
    told = selectors.progress(row)
    assert (told.counts, told.state, told.undo_until) == ({"done": 3}, "done", None)
    with pytest.raises(bulk.GoneForGood):
        bulk.undo(row, by=people.olivia.actor)


def test_what_left_the_bin_meanwhile_stays(people, binned, drain):
    row = begin(people, binned, erase=True)
    with hushed():
        services.restore(binned[0], by=people.olivia.actor)
    drain()
    assert selectors.progress(row).counts == {"done": 2, "failed": 1}
    assert Ticket.objects.get().pk == binned[0].pk


def test_only_what_lies_in_the_bin_and_only_who_may_delete(people, three, binned, drain):
    with pytest.raises(Refused):
        begin(people, binned, who="ana", erase=True)
    with hushed():
        for one in binned:
            services.restore(one, by=people.olivia.actor)
    with pytest.raises(bulk.NobodyChosen):
        begin(people, binned, erase=True)
    assert Ticket.objects.count() == 3
