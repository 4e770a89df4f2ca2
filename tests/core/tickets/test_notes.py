"""Second thoughts about a note: put otherwise, deleted, brought back, and gone for good after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit import trail
from core.desk import selectors as desk
from core.files.services import keep_file
from core.notifications.models import Notification
from core.search.models import Entry
from core.tickets import selectors, services
from core.tickets.models import EarlierWords, Message
from core.tickets.services import notes
from core.tickets.services.rows import TicketIsArchived
from core.tickets.services.words import EmptyMessage, Words
from core.tickets.tasks import purge
from tenants.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(people):
    carla = people.carla
    return services.open_ticket(carla, "It broke", Words("Help"), channel="mail", by=carla.actor)[0]


@pytest.fixture
def note(people, ticket):
    return services.note(ticket, "The pasword is tulip", author=people.ana, by=people.ana.actor)


def actions(ticket):
    return [one.action for one in trail.history(ticket)]


def told(user):
    return list(Notification.objects.filter(user=user).values_list("kind", flat=True))


def test_its_author_puts_it_otherwise_and_what_it_said_stays(people, note, drain):
    drain()
    assert Entry.objects.get(message=note, attachment=None).words.count("pasword") == 1
    services_note = notes.edit(note, "  The password is rose ", by=people.ana.actor)
    drain()
    assert (services_note.text, services_note.edited_at is not None) == ("The password is rose", True)
    assert [one.text for one in selectors.earlier_words(services_note)] == ["The pasword is tulip"]
    assert "pasword" not in Entry.objects.get(message=note, attachment=None).words
    assert actions(note.ticket)[-1] == "ticket.note_edited"


def test_the_same_words_change_nothing(people, note):
    again = notes.edit(note, "The pasword is tulip", by=people.ana.actor)
    assert (again.edited_at, EarlierWords.objects.count()) == (None, 0)
    assert "ticket.note_edited" not in actions(note.ticket)


def test_only_its_author_and_only_notes(people, ticket, note):
    for other in (people.ben, people.olivia):
        with pytest.raises(notes.NotYourNote):
            notes.edit(note, "Otherwise", by=other.actor)
    said = Message.objects.get(ticket=ticket, kind="customer")
    reply = services.reply(ticket, "Hello", author=people.ana, by=people.ana.actor)
    for message in (said, reply):
        with pytest.raises(notes.NotANote):
            notes.edit(message, "x", by=people.ana.actor)
        with pytest.raises(notes.NotANote):
            notes.delete(message, by=people.olivia.actor)
    with pytest.raises(EmptyMessage):
        notes.edit(note, "  ", by=people.ana.actor)


def test_two_windows_do_not_overwrite_each_other(people, note):
    first = notes.edit(note, "First", by=people.ana.actor, seen="")
    with pytest.raises(notes.StaleNote):
        notes.edit(note, "Second", by=people.ana.actor, seen="")
    seen = first.edited_at.isoformat()
    assert notes.edit(note, "Second", by=people.ana.actor, seen=seen).text == "Second"


def test_who_is_named_for_the_first_time_is_told(people, ticket, drain):
    note = services.note(ticket, "@ben look", author=people.ana, by=people.ana.actor)
    drain()
    Notification.objects.all().delete()
    notes.edit(note, "@ben look, @lena too", by=people.ana.actor)
    drain()
    assert (told(people.ben), told(people.lena)) == ([], ["mention"])
    assert selectors.is_watching(people.lena.actor, ticket)


def test_a_deleted_note_is_nowhere_and_comes_back(people, ticket, drain):
    note = services.note(ticket, "@ben the code is 4711", author=people.ana, by=people.ana.actor)
    drain()
    assert "mention" in told(people.ben)
    for _ in range(2):
        notes.delete(note, by=people.ana.actor)
    drain()
    ticket.refresh_from_db()
    assert ("mention" in told(people.ben), ticket.message_count) == (False, 1)
    assert not Entry.objects.filter(message=note).exists()
    with pytest.raises(notes.NoteIsDeleted):
        notes.edit(note, "Otherwise", by=people.ana.actor)
    for _ in range(2):
        notes.restore(note, by=people.ana.actor)
    drain()
    ticket.refresh_from_db()
    assert (ticket.message_count, Message.objects.get(pk=note.pk).text) == (2, "@ben the code is 4711")
    assert Entry.objects.filter(message=note).exists()
    assert actions(ticket)[-2:] == ["ticket.note_deleted", "ticket.note_restored"]


def test_a_colleague_needs_the_right_to_delete(people, note):
    with pytest.raises(notes.NotYourNote):
        notes.delete(note, by=people.ben.actor)
    assert notes.delete(note, by=people.olivia.actor).withdrawn_at


def test_after_a_day_the_words_are_gone(people, ticket):
    file = keep_file(b"tulip", "x.txt", by=people.ana.actor)
    note = services.note(ticket, "tulip", author=people.ana, by=people.ana.actor, attachments=[file])
    stays = services.note(ticket, "lily", author=people.ana, by=people.ana.actor)
    notes.edit(note, "rose", by=people.ana.actor)
    notes.delete(note, by=people.ana.actor)
    purge()
    assert Message.objects.get(pk=note.pk).text == "rose"
    with clock.at(clock.now() + notes.BACK_FOR + timedelta(seconds=1)):
        with pytest.raises(notes.NoteIsGone):
            notes.restore(note, by=people.ana.actor)
        purge()
    note.refresh_from_db()
    assert (note.text, note.attachments.count(), EarlierWords.objects.count()) == ("", 0, 0)
    assert Message.objects.get(pk=stays.pk).text == "lily"
    assert notes.empty_old() == 0


def test_in_the_archive_nothing_is_put_otherwise(people, ticket, note, drain):
    services.change(ticket, by=people.ana.actor, status=desk.default_status("closed"))
    drain()
    services.set_archiving(12, by=people.olivia.actor)
    with clock.at(clock.now() + timedelta(days=400)):
        services.archive_old()
    ticket.refresh_from_db()
    assert ticket.archived_at
    for verb in (
        lambda: notes.edit(note, "rose", by=people.ana.actor),
        lambda: notes.delete(note, by=people.ana.actor),
    ):
        with pytest.raises(TicketIsArchived):
            verb()


def test_by_the_api(acme, people, note, browser):
    ana, ben = browser(acme, people.ana), browser(acme, people.ben)
    here = f"/api/v1/messages/{note.public_id}/"
    assert ana.get(here).json()["text"] == "The pasword is tulip"
    done = ana.patch(here, {"body": "rose", "edited_at": ""}, "application/json")
    assert (done.status_code, done.json()["text"], bool(done.json()["edited_at"])) == (200, "rose", True)
    late = ana.patch(here, {"body": "lily", "edited_at": ""}, "application/json")
    assert (late.status_code, late.json()["code"]) == (412, "note.stale")
    assert [one["text"] for one in ben.get(f"{here}earlier/").json()] == ["The pasword is tulip"]
    assert ben.delete(here).json()["code"] == "note.not_yours"
    assert [ana.delete(here).status_code for _ in range(2)] == [204, 204]
    gone = ben.get(here).json()
    assert (gone["withdrawn"], gone["text"]) == (True, "")
    assert ben.get(f"{here}earlier/").json() == []
    shown = next(
        one
        for one in ben.get(f"/api/v1/tickets/{note.ticket.number}/messages/").json()
        if one["id"] == note.public_id
    )
    assert shown["text"] == ""
    assert ana.post(f"{here}restore/").json()["text"] == "rose"
