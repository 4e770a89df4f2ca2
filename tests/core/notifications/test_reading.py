"""Reading: one's own alone, exact numbers, and what a ticket on the screen makes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.notifications import selectors, services
from core.notifications.about import about
from core.notifications.models import Notification
from core.notifications.selectors import NoSuchNotification
from core.tickets import services as tickets
from tenants.kernel import clock
from tests.core.notifications.conftest import told
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(people, held, wrote):
    wrote(ticket=held)
    return Notification.objects.get(user=people.ana)


def test_the_number_at_the_bell_is_exact_and_asked_once(people, row, held, wrote):
    ana = people.ana.actor
    assert selectors.unread(ana) == 1
    with statements(0):
        assert selectors.unread(ana) == 1
    wrote("Another one")
    assert selectors.unread(ana) == 2
    services.read(ana, row.pk)
    assert selectors.unread(ana) == 1
    services.read_all(ana)
    assert selectors.unread(ana) == 0


def test_reading_twice_is_reading_once(people, row):
    first = services.read(people.ana.actor, row.pk).read_at
    assert first
    assert services.read(people.ana.actor, row.pk).read_at == first


def test_nobody_reads_or_deletes_what_somebody_else_was_told(people, row):
    for verb in (services.read, services.delete):
        with pytest.raises(NoSuchNotification):
            verb(people.ben.actor, row.pk)
    assert services.read_all(people.ben.actor) == 0
    assert told(people.ana)


def test_opening_the_ticket_reads_what_is_of_it(people, row, held, wrote, drain):
    wrote("Another one")
    services.clear_ticket(people.ana.actor, held.pk)
    assert [kind for kind, _ in told(people.ana)] == ["new"]
    services.read_all(people.ana.actor)
    drain()
    assert selectors.unread(people.ana.actor) == 0
    with statements(0):
        services.clear_ticket(people.ana.actor, held.pk)


def test_deleting(people, row, wrote):
    wrote("Another one")
    services.delete(people.ana.actor, row.pk)
    assert [kind for kind, _ in told(people.ana)] == ["new"]
    services.read_all(people.ana.actor)
    assert services.delete_read(people.ana.actor) == 1
    assert not Notification.objects.filter(user=people.ana).exists()
    assert told(people.ben)


def test_what_is_old_goes(people, row):
    services.forget_old()
    assert told(people.ana)
    with clock.at(clock.now() + timedelta(days=91)):
        assert services.forget_old() == 1
    assert not Notification.objects.exists()


def test_of_a_ticket_in_the_bin_nothing_is_told_nor_counted(people, held):
    tickets.delete(held, by=people.olivia.actor)
    late = about(held.pk)
    assert late.is_hidden
    assert services.tell("warning", late) == []
    Notification.objects.create(user=people.ana, kind="reply", ticket=held, text="Late")
    assert selectors.unread(people.ana.actor) == 0
