"""Being away: nothing new, or others take over; and coming back."""

from __future__ import annotations

import pytest

from core.assignment import services
from core.assignment.models import Availability, Handing
from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Stale
from tests.core.assignment.conftest import drained, holders, later
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


def write_again(people, row, text="Once more"):
    tickets.hear(row, Words(text), contact=people.carla, channel="mail", by=people.carla.actor)


def test_who_is_away_gets_nothing_and_keeps_what_they_hold(people, hands_out, opened):
    hands_out("ana", "ben")
    held = opened("Held")
    tickets.assign(held, people.ana, by=people.ana.actor)
    services.save_availability(people.ana, by=people.ana.actor, state="away")
    rows = [opened("One"), opened("Two")]
    drained()
    assert holders(held, *rows) == ["Ana", "Ben", "Ben"]


def test_others_take_over_what_waits_for_an_answer(people, hands_out, opened):
    hands_out("ana", "ben")
    rows = [opened("Waits"), opened("Answered")]
    for row in rows:
        tickets.assign(row, people.ana, by=people.ana.actor)
    tickets.reply(rows[1], "Here you are", author=people.ana, by=people.ana.actor)
    services.save_availability(people.ana, by=people.ana.actor, state="reassign")
    assert holders(*rows) == [None, "Ana"]
    drained()
    assert holders(*rows) == ["Ben", "Ana"]
    assert list(Handing.objects.order_by("pk").values_list("kind", "user__name")) == [
        ("away", "Ana Agent"), ("given", "Ben Agent"),
    ]  # fmt: skip


def test_a_customer_who_writes_to_who_gave_up_is_given_to_others(people, hands_out, opened, drain):
    hands_out("ana", "ben")
    row = opened()
    tickets.assign(row, people.ana, by=people.ana.actor)
    tickets.reply(row, "Here you are", author=people.ana, by=people.ana.actor)
    services.save_availability(people.ana, by=people.ana.actor, state="reassign")
    drain(later())
    assert holders(row) == ["Ana"]
    write_again(people, row)
    drain(later(minutes=2))
    assert holders(row) == ["Ben"]


@pytest.mark.parametrize(("state", "holder"), [("available", "Ana"), ("away", "Ben"), ("reassign", "Ben")])
def test_a_ticket_is_opened_again_while_its_owner_is_away(people, hands_out, opened, drain, state, holder):
    hands_out("ana", "ben")
    row = opened()
    tickets.assign(row, people.ana, by=people.ana.actor)
    tickets.change(row, by=people.ana.actor, status=desk.status("resolved"))
    services.save_availability(people.ana, by=people.ana.actor, state=state)
    drain(later())
    write_again(people, row, "It is broken again")
    drain(later(minutes=2))
    drained(later(minutes=3))
    assert holders(row) == [holder]


def test_where_the_queue_says_so_it_stays_with_its_owner(people, hands_out, opened, drain):
    hands_out("ana", "ben", reassigns_reopened=False)
    row = opened()
    tickets.assign(row, people.ana, by=people.ana.actor)
    tickets.change(row, by=people.ana.actor, status=desk.status("resolved"))
    services.save_availability(people.ana, by=people.ana.actor, state="away")
    write_again(people, row, "It is broken again")
    drain(later(minutes=2))
    assert holders(row) == ["Ana"]


def test_second_thoughts_bring_back_what_nobody_has(people, hands_out, opened):
    hands_out("ana", "ben")
    rows = [opened("One"), opened("Two")]
    for row in rows:
        tickets.assign(row, people.ana, by=people.ana.actor)
    services.save_availability(people.ana, by=people.ana.actor, state="reassign")
    tickets.assign(rows[1], people.ben, by=people.ben.actor)
    assert services.come_back(people.ana, by=people.ana.actor) == 1
    assert holders(*rows) == ["Ana", "Ben"]
    assert Availability.objects.get(pk=people.ana.pk).state == "available"
    assert services.come_back(people.ana, by=people.ana.actor) == 0


def test_second_thoughts_bring_back_nothing_that_one_may_answer_no_more(people, hands_out, opened):
    hands_out("ana", "ben")
    row = opened("One")
    tickets.assign(row, people.ana, by=people.ana.actor)
    services.save_availability(people.ana, by=people.ana.actor, state="reassign")
    ana = bound(people.ana, own="read", others="read")
    assert services.come_back(ana, by=ana.actor) == 0
    assert Availability.objects.get(pk=ana.pk).state == "available"


def test_back_again_the_pool_drains(people, hands_out, opened, drain):
    hands_out("ana")
    services.save_availability(people.ana, by=people.ana.actor, state="away")
    row = opened()
    drain(later())
    assert holders(row) == [None]
    services.save_availability(people.ana, by=people.ana.actor, state="available")
    drain(later(seconds=55))
    assert holders(row) == ["Ana"]


def test_saying_it_twice_is_saying_it_once(people):
    for _ in range(2):
        services.save_availability(people.ana, by=people.ana.actor, state="away")
    assert Record.objects.filter(action="assignment.availability_changed").count() == 1


def test_what_is_wrong_is_refused_and_nothing_moves(people):
    by = people.adam.actor
    for wrong in ({"state": "asleep"}, {"capacity": 5000}, {"languages": ["klingon!"]}):
        with pytest.raises(Invalid):
            services.save_availability(people.ana, by=by, **wrong)
    row = services.save_availability(people.ana, by=by, capacity=3)
    with pytest.raises(Stale):
        services.save_availability(people.ana, by=by, seen=row.version - 1, capacity=4)
    assert Availability.objects.get(pk=people.ana.pk).capacity == 3


class TestRelease:
    def test_without_work_it_goes_to_somebody_else(self, people, hands_out, opened):
        hands_out("ana", "ben", release_after=30)
        row = opened()
        drained()
        assert holders(row) == ["Ana"]
        drained(later(minutes=29))
        assert holders(row) == ["Ana"]
        drained(later(minutes=32))
        assert holders(row) == ["Ben"]
        drained(later(minutes=64))  # both had it within the day
        assert holders(row) == [None]

    def test_work_on_it_keeps_it(self, people, hands_out, opened):
        hands_out("ana", "ben", release_after=30)
        row = opened()
        drained()
        with_note = later(minutes=20)

        with clock.at(with_note):
            tickets.note(row, "I am on it", author=people.ana, by=people.ana.actor)
        drained(later(minutes=32))
        assert holders(row) == ["Ana"]

    def test_an_answered_one_is_kept(self, people, hands_out, opened):
        hands_out("ana", "ben", release_after=30)
        row = opened()
        drained()
        tickets.reply(row, "Here you are", author=people.ana, by=people.ana.actor)
        drained(later(hours=5))
        assert holders(row) == ["Ana"]

    def test_a_customer_who_writes_again_has_waited_for_nobody_yet(self, people, hands_out, opened):
        hands_out("ana", "ben", release_after=30)
        row = opened()
        drained()
        tickets.reply(row, "Here you are", author=people.ana, by=people.ana.actor, then="open")
        with clock.at(later(hours=3)):
            write_again(people, row)
        drained(later(hours=3, minutes=2))
        assert holders(row) == ["Ana"]
        drained(later(hours=3, minutes=32))
        assert holders(row) == ["Ben"]

    def test_what_was_finished_without_an_answer_waits_from_its_reopening_on(self, people, hands_out, opened):
        hands_out("ana", "ben", release_after=30, reassigns_reopened=False)
        row = opened()
        drained()
        tickets.change(row, by=people.ana.actor, status=desk.status("resolved"))
        with clock.at(later(hours=3)):
            write_again(people, row)
        drained(later(hours=3, minutes=2))
        assert holders(row) == ["Ana"]
        drained(later(hours=3, minutes=32))
        assert holders(row) == ["Ben"]

    def test_also_where_nothing_is_handed_out(self, people, hands_out, opened):
        hands_out("ana", mode="off", release_after=30)
        row = opened()
        tickets.assign(row, people.ana, by=people.ana.actor)
        drained(later(minutes=31))
        assert holders(row) == [None]


class TestTakingByOpening:
    def test_the_first_who_opens_it_holds_it(self, people, hands_out, opened):
        hands_out("ana", "ben", mode="off", takes_on_open=True)
        row = opened()
        assert services.take_on_open(row, by=people.ana.actor) is not None
        assert services.take_on_open(Ticket.objects.get(pk=row.pk), by=people.ben.actor) is None
        assert services.take_on_open(row, by=people.ben.actor) is None  # an older sight of it
        assert holders(row) == ["Ana"]
        assert list(Handing.objects.values_list("kind", flat=True)) == ["opened"]

    def test_not_for_those_who_only_look(self, people, hands_out, opened):
        hands_out("ana", mode="off", takes_on_open=True)
        row = opened()
        for who in (people.lena, people.lars):
            assert services.take_on_open(row, by=who.actor) is None
        assert holders(row) == [None]

    def test_not_where_the_queue_does_not_say_so(self, people, opened):
        assert services.take_on_open(opened(), by=people.ana.actor) is None
