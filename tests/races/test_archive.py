"""Workers, customers and colleagues at one old ticket at once: it is in the archive or not, and whole either way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import selectors, services
from core.tickets.models import Message, OldWords, Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.races.conftest import together

LATER = timedelta(days=400)


@pytest.fixture
def old(world):
    """Closed long ago; the parts of the archive go again afterwards."""
    carla, by = world.people.carla, world.people.olivia.actor
    ticket, _ = services.open_ticket(carla, "Old", Words("First words."), channel="mail", by=carla.actor)
    services.change(ticket, by=by, status=desk.default_status("closed"))
    services.set_archiving(12, by=by)
    yield ticket
    services.drop_archived(9999)


def _later(work):
    def run():
        with clock.at(clock.now() + LATER):
            return work()

    return run


def test_of_several_workers_one_archives_it(old):
    answers = together(*[_later(lambda: services.archive(old.pk))] * 4)
    assert Counter(answers) == {True: 1, False: 3}, answers
    assert OldWords.objects.count() == 1
    assert Record.objects.filter(action="ticket.archived").count() == 1

    back = together(*[lambda: services.bring_back(old, by=old.contact.actor)] * 3)
    assert {one.archived_at for one in back} == {None}, back
    assert (OldWords.objects.count(), Message.objects.get().text) == (0, "First words.")
    assert Record.objects.filter(action="ticket.brought_back").count() == 1


@pytest.mark.parametrize("_", range(3))
def test_no_words_are_lost_between_a_worker_and_a_customer(world, old, _):
    carla = world.people.carla

    def hear():
        return services.hear(old, Words("And more."), contact=carla, channel="mail", by=carla.actor)

    answers = together(_later(lambda: services.archive(old.pk)), hear)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    row = Ticket.objects.get(pk=old.pk)
    assert (row.archived_at, row.is_finished) == (None, False)  # words bring it back, or kept it from going
    said = [one.text for one in selectors.thread(world.people.ana.actor, row)]
    assert said == ["First words.", "And more."]
    assert not OldWords.objects.exists()
