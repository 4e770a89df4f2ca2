"""What pages and the API read: numbers beside those of the time before, and the tickets behind each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core.assignment import selectors as assignments
from core.assignment import services as assigning
from core.desk import selectors as arranged
from core.desk.models import Queue
from core.reports import selectors
from core.sla import selectors as sla
from core.tickets import services as tickets
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.core.reports.conftest import MONDAY, on
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
WEEK = (MONDAY, MONDAY + timedelta(days=6))


@pytest.fixture
def week(desk):
    """Four tickets: one of the week before; three of this one, two of them solved, one by Ben."""
    before = desk.ask(on(-3, 9))
    desk.answer(before, on(-3, 10))
    rows = [desk.ask(on(0, 9), priority=4)]
    desk.answer(rows[0], on(0, 9, 10))
    rows.append(desk.ask(on(1, 9), priority=4))
    desk.answer(rows[1], on(1, 15))
    rows.append(desk.ask(on(6, 9), priority=4))
    desk.at(on(6, 10), lambda: tickets.assign(rows[0], desk.people.ben, by=desk.people.lena.actor))
    for ticket in rows[:2]:
        desk.set(ticket, on(6, 12), status=arranged.status("resolved"))
    for hour in (13, 14):
        desk.count(on(6, hour))
    desk.rows = rows
    return desk


def test_figures_of_a_week_and_of_the_one_before(week):
    found = selectors.figures(SYSTEM, selectors.window(first=WEEK[0], last=WEEK[1]))

    assert [found.now[name] for name in ("opened", "replied", "solved")] == [3, 2, 2]
    assert [found.before[name] for name in ("opened", "replied", "solved")] == [1, 1, 0]
    assert [(day.day, sums["opened"]) for day, sums in found.days.items()] == [(16, 1), (17, 1), (22, 1)]
    assert found.now.took("reply") == 10.0
    assert found.now.took("reply", 0.9) == pytest.approx(360, rel=0.03)
    assert found.before.took("reply") == pytest.approx(60, rel=0.03)
    assert (found.now["first_met"], found.now["first_missed"]) == (1, 1)
    assert found.now.kept("first") == 0.5


def test_figures_of_one_person(week):
    window = selectors.window(first=WEEK[0], last=WEEK[1])
    assert selectors.figures(SYSTEM, window, agent=week.people.ben.pk).now["solved"] == 1
    assert selectors.solved_by(SYSTEM, window)[week.people.ben.pk] == 1


def test_who_is_bound_to_queues_reads_the_figures_of_those(week):
    window, queue = selectors.window(first=WEEK[0], last=WEEK[1]), arranged.default_queue()
    for level, opened in (("none", 0), ("overview", 0), ("read", 3)):
        lena = bound(week.people.lena, others="none", **{f"q{queue.pk}": level}).actor
        assert selectors.figures(lena, window).now["opened"] == opened
        assert sum(selectors.solved_by(lena, window).values()) == (2 if opened else 0)
        with clock.at(on(6, 15)):
            assert bool(sla.compliance(lena)) == bool(opened)


def test_queue_and_team_narrow(week):
    window = selectors.window(first=WEEK[0], last=WEEK[1])
    lanes = {
        row.pk: selectors.figures(SYSTEM, window, queue=row.pk).now["opened"] for row in Queue.objects.all()
    }
    assert sum(lanes.values()) == 3
    assert selectors.figures(SYSTEM, window, team=10_000).now["opened"] == 0


@pytest.mark.parametrize("what", selectors.WHAT)
def test_every_number_opens_as_many_tickets(week, what):
    window = selectors.window(first=WEEK[0], last=WEEK[1])
    number = selectors.figures(SYSTEM, window).now[what]

    behind = selectors.behind(week.people.lena.actor, what, window)

    assert behind.count() == number
    assert not selectors.behind(week.people.carla.actor, what, window).exclude(contact=week.people.carla.pk)


def test_one_statement_for_any_span(week):
    for days in (7, 30, 366):
        window = selectors.window(days)
        with statements(1):
            selectors.figures(SYSTEM, window)


@pytest.mark.parametrize(
    ("first", "last"), [(WEEK[1], WEEK[0]), (WEEK[0], None), (MONDAY, MONDAY + timedelta(days=366))]
)
def test_a_span_that_is_none_is_refused(desk, first, last):
    with pytest.raises(selectors.BadWindow):
        selectors.window(first=first, last=last)


def test_who_has_how_much(week):
    lena = week.people.lena.actor
    with clock.at(on(6, 15)):
        third = week.rows[2]
        found = selectors.workload(lena)
        assert (found.nobody.open, found.nobody.needs_reply) == (1, 1)
        assert found.nobody.oldest_at is not None
        tickets.assign(third, week.people.ben, by=lena)
        with transaction.atomic():
            tickets.set_due(tickets.locked_all([third.pk])[third.pk], on(6, 14))
        found = selectors.workload(lena)

    ben = next(one for one in found.agents if one.agent == week.people.ben.pk)
    assert (ben.open, ben.needs_reply, ben.overdue) == (1, 1, 1)
    assert (ben.burden, ben.capacity) == (None, None)  # nothing is handed out
    assert "Lars Light" not in [one.name for one in found.agents]


def test_where_tickets_are_handed_out_the_workload_says_how_much_each_takes_on(week):
    adam, queue = week.people.adam.actor, Queue.objects.get(is_default=True)
    assigning.save_policy(queue, by=adam, mode="balanced", weight=2)
    assigning.save_availability(week.people.ben, by=adam, capacity=3)
    tickets.assign(week.rows[2], week.people.ben, by=adam)
    found = selectors.workload(week.people.lena.actor)
    with statements(9):  # four of them the policies, which this very transaction changed
        assert selectors.workload(week.people.lena.actor) == found
    loads = {one.name: (one.burden, one.capacity) for one in found.agents}
    assert loads["Ben Agent"] == (2, 3)
    assert loads["Lena Lead"] == (0, assignments.everybody().capacity)
