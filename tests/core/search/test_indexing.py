"""The index follows what is said, files, subjects and languages; it can be made anew, and loses what is gone."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.files import services as files
from core.files.models import Attachment
from core.files.waiting import remove
from core.search import reading_files, selectors, services
from core.search.models import Entry
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tests.core.search.files import docx, pdf

pytestmark = pytest.mark.django_db


def found(actor, text):
    return [one.ticket.number for one in selectors.search(actor, text).found]


def stems():
    return {entry.message_id: entry.words for entry in Entry.objects.filter(attachment=None)}


@pytest.fixture
def sent(people, drain):
    """sent(content, name): a ticket of Carla's with a file on it, read in the background."""

    def make(content, name, subject="Look at this"):
        file = files.keep_file(content, name, by=people.carla.actor)
        ticket = tickets.open_ticket(
            people.carla,
            subject,
            Words("See there."),
            channel="mail",
            by=people.carla.actor,
            attachments=[file],
        )[0]
        drain()
        return ticket, file

    return make


def test_files_are_found_by_name_and_text(people, sent):
    first, _ = sent(pdf("The zeppelin lands"), "Invoice_2026-11.pdf")
    second, _ = sent(docx("Grüße vom Luftschiff"), "letter.docx")
    third, _ = sent(b"a,b\nsubmarine,2\n", "list.csv")
    picture, _ = sent(b"\x00\x01\x02" * 40, "sunset-at-sea.dat")
    ana = people.ana.actor

    assert found(ana, "zeppelins") == found(ana, "invoice 2026") == [first.number]
    assert found(ana, "luftschiff") == [second.number]
    assert found(ana, "submarine") == [third.number]
    assert found(ana, "sunset") == [picture.number]
    assert found(ana, "has:attachment zeppelin") == [first.number]
    assert found(ana, "-has:attachment zeppelin") == []
    [hit] = selectors.search(ana, "zeppelin").found
    assert (hit.kind, hit.file) == ("file", "Invoice_2026-11.pdf")
    assert ("zeppelin", True) in hit.snippet


def test_a_broken_file_is_found_by_its_name_and_says_why(people, sent):
    ticket, file = sent(b"%PDF-1.4 and no more", "broken.pdf")
    entry = Entry.objects.get(attachment=file)
    assert (entry.state, entry.why_not) == ("named", "broken")
    assert found(people.ana.actor, "broken") == [ticket.number]


def test_a_file_waits_for_the_scanner_and_a_removed_one_is_forgotten(people, sent):
    _ticket, file = sent(b"submarine", "a.txt")
    entry = Entry.objects.get(attachment=file)
    Entry.objects.filter(pk=entry.pk).update(state="waiting", text="", tries=0)
    Attachment.objects.filter(pk=file.pk).update(state="pending")
    reading_files.read_file(entry.pk)
    assert Entry.objects.get(pk=entry.pk).state == "waiting"

    Attachment.objects.filter(pk=file.pk).update(state="clean")
    Entry.objects.filter(pk=entry.pk).update(tries=services.MOST_TRIES)
    reading_files.read_file(entry.pk)
    assert Entry.objects.get(pk=entry.pk).why_not == "given_up"

    Attachment.objects.filter(pk=file.pk).update(state="blocked")
    file.refresh_from_db()
    remove(file, by=people.olivia.actor)
    assert not Entry.objects.filter(pk=entry.pk).exists()
    assert found(people.ana.actor, "submarine") == []


def test_a_new_subject_and_a_new_language_are_followed(people, sent, drain):
    ticket, _ = sent(b"x", "x.txt", subject="Refunding companies")
    ana = people.ana.actor
    assert found(ana, "refunds") == [ticket.number]
    tickets.change(ticket, subject="Häuser", language="de", by=ana)
    drain()
    assert found(ana, "refunds") == []
    assert found(ana, "häuser") == [ticket.number]
    assert Entry.objects.get(attachment=None).language == "de"


def test_a_language_that_is_read_as_before_asks_for_no_second_look(people, sent, drain, acme):
    ticket, _ = sent(b"x", "x.txt", subject="Refunding companies")
    assert (ticket.language, acme.language) == ("", "en")
    tickets.change(ticket, language="en", by=people.ana.actor)
    assert not Delivery.objects.filter(listener__endswith=".index_anew").exists()
    tickets.change(ticket, language="de-AT", by=people.ana.actor)
    assert Delivery.objects.filter(listener__endswith=".index_anew").count() == 1
    drain()
    assert Entry.objects.get(attachment=None).language == "de"


def test_files_are_looked_for_where_there_are_some(people, sent):
    plain = tickets.open_ticket(
        people.carla, "No file", Words("Zeppelin."), channel="mail", by=people.carla.actor
    )[1]
    withfile = Message.objects.get(ticket=sent(b"a,b\n", "list.csv")[0])

    def asked_of_files(*messages):
        with CaptureQueriesContext(connection) as asked:
            services.index_messages([one.pk for one in messages])
        return sum("files_attachment" in one["sql"] for one in asked)

    assert asked_of_files(plain) == 0
    assert asked_of_files(withfile) == 1
    assert asked_of_files(plain, withfile) == 1
    assert Entry.objects.filter(message=plain).count() == 1
    assert Entry.objects.filter(message=withfile).count() == 2


def test_what_moved_is_found_where_it_is(people, sent, drain):
    first, _ = sent(b"submarine", "a.txt")
    second, _ = sent(b"nothing", "b.txt")
    tickets.merge(first, into=second, by=people.ana.actor)
    drain()
    assert found(people.ana.actor, "submarine") == [second.number]


def test_a_reply_that_was_taken_back_is_not_found(people, sent, drain):
    ticket, _ = sent(b"x", "x.txt")
    reply = tickets.reply(ticket, "The xylophones come.", author=people.ana, by=people.ana.actor)
    drain()
    assert found(people.ana.actor, "xylophone") == [ticket.number]
    tickets.withdraw(reply, by=people.ana.actor)
    assert found(people.ana.actor, "xylophone") == []


def test_what_no_listener_brought_is_mended_and_filled_in(people, sent):
    for number in range(3):
        sent(b"submarine", f"{number}.txt")
    known = stems()
    Entry.objects.all().delete()
    assert services.mend() == 3
    assert stems() == known
    assert services.mend() == 0

    Entry.objects.all().delete()
    while services.fill(batch=1):
        pass
    assert stems() == known
    assert not services.fill()

    Entry.objects.filter(attachment=None).update(words=None)
    call_command("rebuild_search", tenant="acme", verbosity=0)
    assert stems() == known
    assert not Message.objects.exclude(pk__in=known).exists()


def test_erased_tickets_leave_nothing(people, sent):
    ticket, _ = sent(b"submarine", "a.txt")
    Ticket.objects.get(pk=ticket.pk).delete()
    assert not Entry.objects.exists()
