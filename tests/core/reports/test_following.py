"""Figures follow tickets: each thing counts once, on the organization's day, whatever becomes of the ticket."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from core.desk import selectors as arranged
from core.desk.models import Queue
from core.reports import services
from core.reports.models import Day, Fact
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.events.bus import hushed
from tenants.kernel import clock
from tests.core.reports.conftest import days, facts, on, picture

pytestmark = pytest.mark.django_db


def test_a_ticket_counts_when_it_is_opened_first_answered_and_solved(desk):
    ticket = desk.ask(on(0, 9))
    desk.answer(ticket, on(0, 9, 40))
    desk.answer(ticket, on(1, 9))
    desk.set(ticket, on(2, 9), status=arranged.status("resolved"))
    desk.count(on(2, 9, 5))

    assert facts(ticket) == {"opened": (0, 0), "replied": (0, 40), "solved": (2, 2880)}
    assert days() == [(0, 1, 1, 0), (2, 0, 0, 1)] or days()[0] == (0, 1, 1, 0)


def test_days_end_at_midnight_where_the_organization_is(desk):
    before, after = desk.ask(on(0, 23, 59)), desk.ask(on(1, 0, 1))

    assert (facts(before)["opened"][0], facts(after)["opened"][0]) == (0, 1)
    assert [ticket.created_at.astimezone(ZoneInfo("UTC")).day for ticket in (before, after)] == [16, 16]


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])  # clocks jump in Berlin
def test_a_day_of_23_or_25_hours_is_one_day(desk, month, day):
    zone = ZoneInfo("Europe/Berlin")
    for hour, minute in ((0, 0), (1, 59), (3, 0), (23, 59)):
        desk.ask(datetime(2026, month, day, hour, minute, tzinfo=zone))
    desk.count(datetime(2026, month, day + 1, 12, tzinfo=zone))

    row = Day.objects.get(agent=0, day=f"2026-{month:02}-{day}")
    assert row.opened == 4


def test_a_reopened_ticket_is_solved_no_more(desk):
    ticket = desk.ask(on(0, 9))
    desk.set(ticket, on(1, 9), status=arranged.status("resolved"))
    desk.count(on(1, 10))
    assert (1, 0, 0, 1) in days()

    desk.set(ticket, on(2, 9), status=arranged.status("open"))
    desk.count(on(2, 10))

    assert "solved" not in facts(ticket)
    assert sum(row[3] for row in days()) == 0


def test_a_merged_ticket_counts_with_the_one_that_goes_on_and_comes_back(desk):
    first, second = desk.ask(on(0, 9)), desk.ask(on(1, 9))
    merged = desk.at(on(2, 9), lambda: tickets.merge(second, into=first, by=desk.people.ana.actor))
    desk.count(on(2, 10))
    assert (facts(first), facts(second)) == ({"opened": (0, 0)}, {})
    assert [row for row in days() if row[1]] == [(0, 1, 0, 0)]

    desk.at(on(3, 9), lambda: tickets.unmerge(merged, by=desk.people.ana.actor))
    desk.count(on(3, 10))
    assert [row for row in days() if row[1]] == [(0, 1, 0, 0), (1, 1, 0, 0)]


def test_spam_and_the_bin_count_for_nothing(desk):
    spam, binned = desk.ask(on(0, 9)), desk.ask(on(0, 10))
    desk.set(spam, on(0, 11), is_spam=True)
    desk.at(on(0, 12), lambda: tickets.delete(binned, by=desk.people.olivia.actor))
    desk.count(on(0, 13))
    assert (facts(spam), facts(binned)) == ({}, {})
    assert sum(row[1] for row in days()) == 0

    desk.at(on(1, 9), lambda: tickets.restore(binned, by=desk.people.olivia.actor))
    desk.count(on(1, 10))
    assert facts(binned) == {"opened": (0, 0)}
    assert [row for row in days() if row[1]] == [(0, 1, 0, 0)]


def test_another_queue_or_holder_takes_the_figures_along(desk):
    other = Queue.objects.exclude(is_default=True).first()
    ticket = desk.ask(on(0, 9))
    desk.count(on(0, 10))
    desk.set(ticket, on(1, 9), queue=other)
    desk.at(on(1, 9), lambda: tickets.assign(ticket, desk.people.ben, by=desk.people.ana.actor))
    desk.count(on(1, 10))

    assert [row for row in days(queue=other.pk) if row[1]] == [(0, 1, 0, 0)]
    assert sum(row[1] for row in days()) == 1
    assert list(Day.objects.filter(agent=desk.people.ben.pk, opened=1).values_list("queue")) == [(other.pk,)]


def test_promises_are_counted_on_the_day_they_were_decided(desk):
    kept = desk.ask(on(0, 9), priority=4)
    desk.answer(kept, on(0, 9, 5))
    missed = desk.ask(on(1, 9), priority=4)
    desk.answer(missed, on(1, 18))
    desk.count(on(1, 18, 5))
    desk.count(on(1, 18, 10))

    rows = {row.day.day - 16: (row.first_met, row.first_missed) for row in Day.objects.filter(agent=0)}
    assert (rows[0], rows[1]) == ((1, 0), (0, 1))


def test_counting_anew_finds_what_nobody_told_and_changes_nothing_else(desk, drain):
    with hushed():
        silent = desk.ask(on(0, 9))
    told = desk.ask(on(0, 10))
    desk.answer(told, on(0, 11))
    desk.count(on(0, 12))
    assert (facts(silent), len(facts(told))) == ({}, 2)

    with clock.at(on(1, 3)):
        assert services.count_anew() == 1
        once = picture()
        assert services.count_anew() == 0
    assert picture() == once
    assert days() == [(0, 2, 1, 0)]

    Day.objects.all().delete()
    Fact.objects.all().delete()
    with clock.at(on(1, 3)):
        services.count_anew()
    assert picture() == once


def test_another_time_zone_moves_the_days(desk, acme):
    ticket = desk.ask(on(0, 23, 30))
    acme.time_zone = "Asia/Tokyo"
    acme.save(update_fields=["time_zone"])
    connection.set_tenant(acme)

    with clock.at(on(1, 3)):
        services.count_anew()

    assert facts(ticket) == {"opened": (1, 0)}
    assert days() == [(1, 1, 0, 0)]


def test_a_purged_ticket_takes_its_facts_along(desk):
    ticket = desk.ask(on(0, 9))
    Ticket.every.filter(pk=ticket.pk).delete()
    assert not Fact.objects.exists()


def test_it_is_due_at_night_and_where_nothing_was_ever_counted(desk):
    assert not services.is_due(on(0, 12))
    assert services.is_due(on(0, 3, 35))
    with hushed():
        desk.ask(on(0, 9))
    assert services.is_due(on(0, 12))
