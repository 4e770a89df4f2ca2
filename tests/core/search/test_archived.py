"""What lies in the archive is found like everything else, by those who might read it, and says where it lies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from core.files.models import Attachment
from core.search import selectors
from core.search.listeners import forget_text
from core.search.models import Entry, OldEntry
from core.tickets import services
from core.tickets.models import Message
from core.tickets.services.words import Words
from tenants.kernel.reach import Level, Reach
from tests.support.archive import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(people, drain):
    """A living ticket and an archived one about the same matter: (living, archived)."""
    made = []
    for subject, text in (
        ("Living", "The zeppelin was delivered."),
        ("Old", "A zeppelin had been delivering."),
    ):
        ticket, _ = services.open_ticket(
            people.carla, subject, Words(text, language="en"), channel="mail", by=people.carla.actor
        )
        made.append(ticket)
    services.note(made[1], "Secret turnip.", author=people.ana, by=people.ana.actor)
    drain()
    archive(made[1], drain)
    return made


def found(actor, text, **more):
    return [one.ticket.number for one in selectors.search(actor, text, **more).found]


def test_words_stems_and_subjects(people, two):
    living, old = two
    ana = people.ana.actor
    assert set(found(ana, "zeppelin")) == {living.number, old.number}
    assert set(found(ana, "deliver")) == {living.number, old.number}
    assert found(ana, '"had been"') == [old.number]
    assert found(ana, "old") == [old.number]
    assert found(ana, "zeppelin -had") == [living.number]
    assert found(ana, old.label) == [old.number]
    line = next(one for one in selectors.search(ana, "zeppelin").found if one.ticket == old)
    assert "".join(text for text, _ in line.snippet) == "A zeppelin had been delivering."
    assert ("zeppelin", True) in line.snippet


def test_narrowed_to_it_or_without_it(people, two):
    living, old = two
    ana = people.ana.actor
    for asked in ("zeppelin archived:yes", "zeppelin is:archived", "archived:yes", "-archived:no zeppelin"):
        assert found(ana, asked) == [old.number], asked
    for asked in ("zeppelin archived:no", "zeppelin -is:archived"):
        assert found(ana, asked) == [living.number], asked
    facets = {one.key: one for one in selectors.search(ana, "zeppelin").facets}
    counted = {(one.typed, one.count) for one in facets["archived"].values}
    assert counted == {("archived:yes", 1), ("archived:no", 1)}
    assert "archived" not in {one.key for one in selectors.search(ana, "Living").facets}


def test_notes_only_for_who_reads_notes(people, two):
    old = two[1]
    assert found(people.ana.actor, "turnip") == [old.number]
    blind = replace(people.ana.actor, permissions=people.ana.actor.permissions - {"tickets.read_notes"})
    assert found(blind, "turnip") == []
    assert found(blind, "zeppelin archived:yes") == [old.number]


def test_only_in_queues_that_one_may_read(people, two):
    living, old = two
    ana = people.ana.actor
    bound = replace(ana, reach=Reach(Level.NONE, Level.NONE))
    assert found(bound, "zeppelin") == found(bound, "archived:yes") == []
    one = replace(ana, reach=Reach(Level.NONE, None, ((old.queue_id, Level.READ),)))
    assert set(found(one, "zeppelin")) == {living.number, old.number}


def test_files_are_found_and_a_removed_one_is_not(people, two, drain):
    old = two[1]
    services.bring_back(old, by=people.ana.actor)
    file = Attachment.objects.create(filename="plan of the airship.txt", path="x", size=1, content_type="x/y")
    Message.objects.filter(ticket=old).first().attachments.add(file)
    entry = Entry.objects.filter(message__ticket=old).first()
    Entry.objects.create(message=entry.message, attachment=file, text="Propeller", state="ready")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_entry SET words = to_tsvector('simple', text) WHERE attachment_id IS NOT NULL"
        )
    archive(old)
    ana = people.ana.actor
    line = selectors.search(ana, "propeller").found[0]
    assert (line.ticket, line.kind, line.file) == (old, "file", file.filename)
    forget_text(file)
    assert found(ana, "propeller") == []
    assert not OldEntry.objects.filter(attachment=file).exists()


def test_back_it_is_found_once(people, two):
    living, old = two
    services.bring_back(old, by=people.ana.actor)
    ana = people.ana.actor
    assert sorted(found(ana, "zeppelin")) == [living.number, old.number]
    assert found(ana, "archived:yes") == []
