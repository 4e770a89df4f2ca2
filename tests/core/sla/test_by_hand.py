"""The moment by which somebody says a ticket is due: told a day before, and when it is over, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.notifications.models import Notification
from core.sla import selectors
from core.sla.models import Course
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.core.sla.conftest import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(desk, people, drain):
    """Ana's ticket without clocks that run: answered, and nothing is promised before the customer writes."""
    ticket = desk.ask(on(0, 9)).ticket
    with clock.at(on(0, 9, 5)):
        tickets.assign(ticket, people.ana, by=people.ana.actor)
    desk.answer(ticket, on(0, 9, 10))
    Notification.objects.all().delete()
    return Ticket.objects.get(pk=ticket.pk)


def told(person):
    rows = Notification.objects.filter(user=person, detail="due").order_by("id")
    return list(rows.values_list("kind", flat=True))


def pass_time(drain, at):
    with clock.at(at):
        drain(at)


def test_it_is_told_a_day_before_and_when_it_is_over(desk, quiet, people, drain):
    desk.set(quiet, on(0, 10), due_at=on(4, 18))
    assert selectors.by_hand_of(quiet) == on(4, 18)
    pass_time(drain, on(3, 17, 59))
    assert told(people.ana) == []
    for _ in range(2):
        pass_time(drain, on(3, 18, 1))
    assert told(people.ana) == ["warning"]
    pass_time(drain, on(4, 18, 1))
    pass_time(drain, on(5, 9))
    assert told(people.ana) == ["warning", "breach"]


def test_who_sets_one_that_is_near_hears_when_it_is_over(desk, quiet, people, drain):
    desk.set(quiet, on(0, 10), due_at=on(0, 16))
    pass_time(drain, on(0, 15))
    assert told(people.ana) == []
    pass_time(drain, on(0, 16, 1))
    assert told(people.ana) == ["breach"]


def test_another_moment_is_told_anew_and_none_not_at_all(desk, quiet, people, drain):
    desk.set(quiet, on(0, 10), due_at=on(0, 16))
    pass_time(drain, on(0, 16, 1))
    desk.set(quiet, on(0, 17), due_at=on(4, 18))
    pass_time(drain, on(3, 18, 1))
    assert told(people.ana) == ["breach", "warning"]
    desk.set(quiet, on(3, 19), due_at=None)
    pass_time(drain, on(5, 9))
    assert (told(people.ana), Course.objects.get(ticket=quiet).by_hand) == (["breach", "warning"], None)


def test_a_finished_ticket_is_due_no_more(desk, quiet, people, drain):
    desk.set(quiet, on(0, 10), due_at=on(4, 18))
    desk.answer(quiet, on(0, 11), then="resolved")
    pass_time(drain, on(4, 18) + timedelta(hours=1))
    assert told(people.ana) == []
