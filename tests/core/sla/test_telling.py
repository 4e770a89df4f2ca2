"""Warnings and breaches: each told once, whoever looks, and however late."""

from __future__ import annotations

import pytest

from core.sla import selectors, services
from core.sla.events import SlaBreached, SlaWarned
from core.sla.models import Clock, Policy
from core.tickets import services as tickets
from tenants.alarms.models import Alarm
from tenants.alarms.tasks import ring, sweep
from tenants.events import bus
from tenants.kernel import clock
from tests.core.sla.conftest import clocks, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """Every warning and breach that is stated, in order: (kind, percent or 100, to)."""
    found = []
    publish = bus.publish

    def heard(fact):
        if isinstance(fact, SlaWarned | SlaBreached):
            found.append((fact.kind, getattr(fact, "percent", 100), getattr(fact, "to", "")))
        publish(fact)

    monkeypatch.setattr("core.sla.services.telling.publish", heard)
    return found


def test_the_assignee_then_the_lead_then_both(desk, told):
    ticket = desk.ask(on(0, 9), priority=4).ticket  # half an hour until 9:30
    assert Alarm.objects.get(kind="sla.look", ref=str(ticket.pk)).at == on(0, 9, 22).replace(second=30)
    desk.drain(on(0, 9, 22))
    assert told == []
    desk.drain(on(0, 9, 23))
    desk.drain(on(0, 9, 28))
    desk.drain(on(0, 9, 31))
    assert told == [("first", 75, "assignee"), ("first", 90, "lead"), ("first", 100, "")]
    assert clocks(ticket)["first"].breached_at == on(0, 9, 30)


def test_after_an_hour_without_a_scheduler_the_breach_alone_is_told(desk, told):
    desk.ask(on(0, 9), priority=4)
    desk.drain(on(0, 10, 5))
    desk.drain(on(0, 10, 6))
    assert told == [("first", 100, "")]


def test_late_warnings_are_told_once_while_there_is_time_left(desk, told):
    desk.ask(on(0, 9), priority=4)
    desk.drain(on(0, 9, 29))
    desk.drain(on(0, 9, 29))
    assert told == [("first", 75, "assignee"), ("first", 90, "lead")]


def test_two_schedulers_ring_once(desk, told):
    desk.ask(on(0, 9), priority=4)
    alarm = Alarm.objects.get(kind="sla.look")
    with clock.at(on(0, 9, 31)):
        sweep()
        sweep()
        desk.drain()
        ring(alarm.pk)
    assert told == [("first", 100, "")]


def test_who_was_answered_in_time_is_not_told_late(desk, told):
    """The alarm rings before the workers have heard of the answer."""
    ticket = desk.ask(on(0, 9), priority=4).ticket
    with clock.at(on(0, 9, 20)):
        tickets.reply(ticket, "So.", author=desk.people.ana, by=desk.people.ana.actor)
    with clock.at(on(0, 9, 40)):
        services.look(ticket.pk)
    assert told == []
    assert clocks(ticket)["first"].state == "met"


def test_an_answer_that_came_too_late_is_one_breach(desk, told):
    ticket = desk.ask(on(0, 9), priority=4).ticket
    desk.answer(ticket, on(0, 9, 45))
    desk.drain(on(0, 10))
    assert told == [("first", 100, "")]


def test_a_pause_puts_the_warning_off(desk, told):
    ticket = desk.ask(on(0, 9), priority=4).ticket
    desk.answer(ticket, on(0, 9, 10))  # resolution rests: four hours
    assert not Alarm.objects.filter(kind="sla.look").exists()
    desk.ask(on(3, 9), ticket)
    desk.drain(on(3, 11, 51))
    assert ("resolution", 75, "assignee") in told


def test_percentages_of_nought_warn_nobody(desk, told):
    Policy.objects.update(warn_assignee=0, warn_lead=0)
    desk.ask(on(0, 9), priority=4)
    desk.drain(on(0, 9, 29))
    assert told == []


def test_the_bell_rings_for_the_assignee_and_for_the_lead(desk):
    people = desk.people
    ticket = desk.ask(on(0, 9), priority=4).ticket
    tickets.assign(ticket, people.ben, by=people.ana.actor)
    desk.drain(on(0, 9, 23))
    assert [row.kind for row in selectors.told_for(people.ben.actor)] == ["first"]
    assert list(selectors.told_for(people.ana.actor)) == []
    lead = ticket.queue.team.manager
    if lead is None:
        ticket.queue.team.manager = people.lena
        ticket.queue.team.save()
        from core.desk import book

        book.page.changed()
        book.page.kept.clear()
        lead = people.lena
    assert list(selectors.told_for(lead.actor)) == []
    desk.drain(on(0, 9, 28))
    assert [row.kind for row in selectors.told_for(lead.actor)] == ["first"]
    assert list(selectors.told_for(people.ben.actor, on(0, 9, 29))) == []
    desk.answer(ticket, on(0, 9, 29))
    assert list(selectors.told_for(people.ben.actor)) == []
    assert Clock.objects.filter(ticket=ticket, state="met").count() == 1
