"""Who did what: newest first, by person, kind, queue and time, never of what one may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as arranged
from core.desk.models import Queue
from core.reports.selectors import Asked, feed, number_of
from core.reports.selectors.record import ARCHIVED
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.core.reports.conftest import on
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(desk):
    people = desk.people
    ticket = desk.ask(on(0, 9))
    desk.answer(ticket, on(0, 10))
    desk.at(on(0, 11), lambda: tickets.note(ticket, "Hm", author=people.ben, by=people.ben.actor))
    desk.set(ticket, on(1, 9), priority=4)
    desk.ticket = ticket
    return desk


def acts(actor, before=0, **asked):
    """Without those of triage."""
    return [line.action for line in feed(actor, Asked(**asked), before).lines if line.actor_kind != "ai"]


def test_newest_first_and_narrowed(story):
    people, ana = story.people, story.people.ana.actor
    assert acts(ana) == ["ticket.changed", "ticket.noted", "ticket.replied", "ticket.opened"]
    assert acts(ana, kind="replies") == ["ticket.replied"]
    assert acts(ana, person=people.ben.pk) == ["ticket.noted"]
    assert acts(ana, since=on(1, 0)) == ["ticket.changed"]
    assert acts(ana, until=on(0, 10)) == ["ticket.opened"]
    assert acts(ana, ticket=story.ticket.pk + 1) == []
    lane = Ticket.objects.get().queue_id
    assert len(acts(ana, queue=lane)) == 4
    assert acts(ana, queue=Queue.objects.exclude(pk=lane).first().pk) == []


def test_nothing_of_what_one_may_not_see(story):
    assert acts(story.people.carla.actor, kind="notes") == []
    tickets.delete(story.ticket, by=story.people.olivia.actor)
    assert acts(story.people.ana.actor) == []


def test_a_night_in_the_archive_is_one_line(story, people):
    ana = people.ana.actor
    others = [story.ask(on(0, 9)) for _ in range(3)]
    for one in (story.ticket, *others):
        story.set(one, on(1, 9), status=arranged.default_status("closed"))
    tickets.set_archiving(12, by=people.olivia.actor)
    with clock.at(on(1, 9) + timedelta(days=400)):
        tickets.archive_old()
    tickets.bring_back(story.ticket, by=ana)

    assert acts(ana)[:2] == ["ticket.brought_back", "archive.filled"]
    assert acts(ana, kind="archive") == ["archive.filled"]
    assert acts(ana, kind="archive", ticket=others[0].pk) == acts(ana, ticket=others[0].pk)[:1] == [ARCHIVED]
    assert "archive.filled" not in acts(ana, queue=story.ticket.queue_id)
    assert "archive.filled" not in acts(bound(people.ben, own="full", others="read").actor)
    assert "archive.filled" not in acts(people.carla.actor)
    with statements(2):
        assert [number_of(line) for line in feed(ana, Asked(kind="archive")).told] == [4]


def test_pages_go_on_where_the_last_one_ended(story):
    ana = story.people.ana.actor
    every = [line.pk for line in feed(ana, Asked()).lines]
    first = feed(ana, Asked(), size=3)
    second = feed(ana, Asked(), first.older, size=len(every))
    assert [line.pk for page in (first, second) for line in page.lines] == every
    assert (len(first.lines), first.is_cut, second.older) == (3, False, 0)
    with statements(3):
        feed(ana, Asked())


def test_a_rare_kind_in_a_long_history_is_looked_for_piece_by_piece(story, monkeypatch):
    monkeypatch.setattr("core.reports.selectors.record.SPAN", 2)
    ana = story.people.ana.actor
    found = feed(ana, Asked(kind="customers"))
    assert (found.lines, found.is_cut) == ([], True)
    while found.older and not found.lines:
        found = feed(ana, Asked(kind="customers"), found.older)
    assert [line.action for line in found.lines] == ["ticket.opened"]
    assert Record.objects.count() > 2
