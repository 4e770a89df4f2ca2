"""Time on tickets and tasks: one timer each, what is written down, and whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import Queue
from core.tickets import services as tickets
from core.tickets.events import TicketPurged
from core.tickets.models import Ticket
from core.tickets.selectors.access import NoSuchTicket
from core.tickets.services.words import Words
from core.work import services as work
from core.work.models import Task, TimeEntry
from core.work.selectors import time as reading
from core.work.services import entries, timers
from core.work.timing import LONGEST_ENTRY
from tenants.events.bus import publish
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refused
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


def run(person, **on):
    return timers.start(person, by=person.actor, **on)


def test_one_timer_runs_and_another_stops_it(people, ticket, task, hours):
    first, stopped = run(people.ana, ticket=ticket)
    assert (stopped, first.billable, first.activity) == (None, True, "support")
    assert run(people.ana, ticket=ticket) == (first, None)
    with hours(1.5):
        second, stopped = run(people.ana, task=task())
    assert (stopped.pk, stopped.minutes, stopped.is_running) == (first.pk, 90, False)
    assert (second.billable, reading.running_of(people.ana.pk).entry) == (False, second.pk)
    assert [one.action for one in trail.history(first)] == ["timer.started", "timer.stopped"]
    assert reading.running_of(people.ben.pk) is None


def test_the_database_knows_it_too(people, ticket):
    run(people.ana, ticket=ticket)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.create(person=people.ana, ticket=ticket, started_at=ticket.created_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.create(person=people.ben, started_at=ticket.created_at)


def test_a_switch_is_taken_back(people, ticket, task, hours):
    first, _ = run(people.ana, ticket=ticket)
    with hours(1):
        run(people.ana, task=task())
        timers.go_on(first, by=people.ana.actor)
    row = TimeEntry.objects.get()
    assert (row.pk, row.is_running, row.minutes) == (first.pk, True, 0)


def test_only_its_person_lets_it_go_on(people, ticket, task):
    first, _ = run(people.ana, ticket=ticket)
    timers.stop(people.ana, by=people.ana.actor)
    now, _ = run(people.ana, task=task())
    with pytest.raises(entries.NotYourTime):
        timers.go_on(first, by=people.olivia.actor)
    first.refresh_from_db()
    assert (first.is_running, reading.running_of(people.ana.pk).entry) == (False, now.pk)


def test_what_was_written_down_by_hand_or_ran_beside_does_not_go_on(people, ticket, task, hours):
    by_hand = entries.log(people.ana, 25, by=people.ana.actor, ticket=ticket)
    now, _ = run(people.ana, task=task())
    with pytest.raises(timers.CannotGoOn):
        timers.go_on(by_hand, by=people.ana.actor)
    with hours(1):
        other, _ = run(people.ana, ticket=ticket)
        timers.stop(people.ana, by=people.ana.actor)
        TimeEntry.objects.filter(pk=now.pk).update(ended_at=None, minutes=0, after_hours=0)
        with pytest.raises(timers.CannotGoOn):
            timers.go_on(other, by=people.ana.actor)
    by_hand.refresh_from_db()
    assert (by_hand.minutes, TimeEntry.objects.count()) == (25, 3)


def test_a_timer_counts_a_day_at_most(people, ticket, hours):
    run(people.ana, ticket=ticket)
    with hours(100):
        assert timers.stop(people.ana, by=people.ana.actor, until="now").minutes == LONGEST_ENTRY


def test_a_timer_that_ran_long_asks_instead_of_counting(people, ticket, hours):
    run(people.ana, ticket=ticket)
    with hours(6):
        with pytest.raises(timers.TimerRanLong) as refusal:
            timers.stop(people.ana, by=people.ana.actor)
        assert (refusal.value.data["minutes"], refusal.value.data["all"]) == (240, 360)
        assert timers.stop(people.ana, by=people.ana.actor, until="asked").minutes == 240
    run(people.ben, ticket=ticket)
    with hours(3):
        timers.confirm(people.ben, by=people.ben.actor)
    with hours(6):
        assert timers.stop(people.ben, by=people.ben.actor).minutes == 360
    with pytest.raises(timers.NoTimer):
        timers.stop(people.ben, by=people.ben.actor)


def test_closing_a_ticket_stops_the_timer_of_who_closes_it(people, ticket, drain, hours):
    run(people.ana, ticket=ticket)
    run(people.ben, ticket=ticket)
    with hours(0.5):
        tickets.change(ticket, by=people.ana.actor, status=desk.status("resolved"))
        drain()
    assert reading.running_of(people.ana.pk) is None
    assert reading.running_of(people.ben.pk).on == ticket.label
    with hours(0.75):
        tickets.change(ticket, by=people.ben.actor, status=desk.status("open"))
        tickets.reply(ticket, "So.", author=people.ben, by=people.ben.actor, then="resolved")
        drain()
    assert sorted(TimeEntry.objects.values_list("minutes", flat=True)) == [30, 45]


def test_it_is_written_down_put_otherwise_and_taken_away_by_its_owner(people, ticket):
    row = entries.log(people.ana, 25, by=people.ana.actor, ticket=ticket, note="  A call  ")
    assert (row.minutes, row.note, row.ended_at - row.started_at) == (25, "A call", timedelta(minutes=25))
    row = entries.change(row, by=people.ana.actor, minutes=90, activity="meeting")
    assert (row.minutes, row.activity, row.version) == (90, "meeting", 2)
    assert entries.change(row, by=people.ana.actor, minutes=90).version == 2
    with pytest.raises(entries.StaleEntry):
        entries.change(row, by=people.ana.actor, seen=1, note="x")
    for act in (entries.change, entries.delete):
        with pytest.raises(entries.NotYourTime):
            act(row, by=people.olivia.actor)
    entries.delete(row, by=people.ana.actor)
    entries.delete(row, by=people.ana.actor)
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"minutes": 0}, entries.BadLength),
        ({"minutes": 1441}, entries.BadLength),
        ({"activity": "golf"}, entries.NoSuchActivity),
        ({"ticket": None}, entries.OfOneThing),
    ],
)
def test_what_is_refused_writes_nothing(people, ticket, values, refusal):
    given = {"minutes": 5, "ticket": ticket, **values}
    with pytest.raises(refusal):
        entries.log(people.ana, given.pop("minutes"), by=people.ana.actor, **given)
    assert not TimeEntry.objects.exists()


def test_who_leads_sees_the_time_of_others_and_nobody_else_does(people, ticket, task):
    mine = entries.log(people.ana, 20, by=people.ana.actor, ticket=ticket)
    others = entries.log(people.ben, 40, by=people.ben.actor, task=task())
    assert list(reading.visible(people.ana.actor)) == [mine]
    assert set(reading.visible(people.olivia.actor)) == {mine, others}
    with pytest.raises(reading.NoSuchEntry):
        reading.entry_for(people.ana.actor, others.pk)
    with pytest.raises(Refused):
        reading.all_running(people.ana.actor)
    run(people.ana, ticket=ticket)
    assert [row.name for row in reading.all_running(people.olivia.actor)] == [people.ana.name]
    spent = reading.spent_on(people.ben.actor, ticket)
    assert (spent.total, spent.billable, spent.mine) == (20, 20, 0)


def test_what_moved_out_of_sight_is_not_among_the_timers(people, ticket):
    run(people.ana, ticket=ticket)
    assert [row.on for row in reading.all_running(people.olivia.actor)] == [ticket.label]
    Ticket.every.filter(pk=ticket.pk).update(subject="Renamed")
    assert [row.title for row in reading.all_running(people.olivia.actor)] == ["Renamed"]
    vault = Queue.objects.create(name="Vault")
    lena = bound(people.lena, **{f"q{vault.pk}": "none"}).actor
    assert len(reading.all_running(lena)) == 1
    Ticket.every.filter(pk=ticket.pk).update(queue=vault)
    assert reading.all_running(lena) == []
    Ticket.every.filter(pk=ticket.pk).update(deleted_at=ticket.created_at)
    assert reading.all_running(people.olivia.actor) == []


def test_a_merge_leads_nobody_past_a_queue(people, ticket):
    vault = Queue.objects.create(name="Vault")
    said = Words("x")
    hidden, _ = tickets.open_ticket(people.carla, "Secret", said, channel="mail", by=SYSTEM, queue=vault)
    tickets.merge(ticket, into=hidden, by=people.ana.actor)
    ana = people.ana.actor
    assert reading.item_named(ana, ticket.label) == {"ticket": hidden}
    ben = bound(people.ben, **{f"q{vault.pk}": "none"}).actor
    with pytest.raises(NoSuchTicket):
        reading.item_named(ben, ticket.label)
    with pytest.raises(NoSuchTicket):
        reading.thing_for(ben, "ticket", ticket.number)
    with pytest.raises(NoSuchTicket):
        entries.log(people.ben, 5, by=ben, ticket=Ticket.every.get(pk=ticket.pk))
    assert not TimeEntry.objects.exists()


def test_time_keeps_a_task_and_goes_with_an_erased_ticket(people, ticket, task, drain):
    one = task()
    entries.log(people.ana, 5, by=people.ana.actor, task=one)
    with pytest.raises(work.HasTime):
        work.delete(one, by=people.lena.actor)
    assert (Task.objects.count(), TimeEntry.objects.count()) == (1, 1)
    run(people.ana, ticket=ticket)
    assert reading.running_of(people.ana.pk)
    publish(TicketPurged(ticket.pk, SYSTEM.ref))
    TimeEntry.objects.filter(ticket=ticket).delete()
    drain()
    assert reading.running_of(people.ana.pk) is None


def test_it_goes_along_with_a_merge_and_comes_back(people, ticket, drain):
    other, _ = tickets.open_ticket(people.carla, "More", Words("x"), channel="mail", by=people.carla.actor)
    row = entries.log(people.ana, 20, by=people.ana.actor, ticket=ticket)
    own = entries.log(people.ana, 5, by=people.ana.actor, ticket=other)
    merge = tickets.merge(ticket, into=other, by=people.ana.actor)
    drain()
    assert reading.spent_on(people.ana.actor, other).total == 25
    tickets.unmerge(merge, by=people.ana.actor)
    drain()
    assert {one.pk: one.ticket_id for one in TimeEntry.objects.all()} == {row.pk: ticket.pk, own.pk: other.pk}


def test_a_timer_runs_over_closing_time(people, ticket):
    assert desk.calendars(), "every organization starts with working hours"
    run(people.ana, ticket=ticket)
    row = TimeEntry.objects.get()
    row.ended_at, row.minutes = row.started_at + timedelta(days=7), 7 * 1440
    assert 0 < entries.outside_hours(row) < row.minutes
