"""Notes in the thread: edited where they stand, deleted with a way back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.tickets import services
from core.tickets.models import Message
from core.tickets.services import notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(wrote, people):
    return services.note(wrote(), "Ask <Ben> first", author=people.ana, by=people.ana.actor)


def here(note, verb=""):
    return f"/desk/messages/{note.public_id}/{verb}{'/' if verb else ''}"


def test_a_note_is_edited_in_its_place(htmx, note):
    page = htmx.get(f"/desk/tickets/{note.ticket.number}/").text
    assert here(note, "edit") in page
    form = htmx.get(here(note, "edit")).text
    assert ("Ask &lt;Ben&gt; first</textarea>" in form, 'name="edited_at" value=""' in form) == (True, True)
    shown = htmx.post(here(note, "edit"), {"body": "Ask @lena", "edited_at": ""}).text
    assert ("Ask @lena" in shown, "Edited" in shown, here(note, "earlier") in shown) == (True, True, True)
    assert "Ask &lt;Ben&gt; first" in htmx.get(here(note, "earlier")).text


def test_what_cannot_be_saved_stays_typed(htmx, note, people):
    empty = htmx.post(here(note, "edit"), {"body": " ", "edited_at": ""})
    assert (empty.status_code, "Write something" in empty.text) == (422, True)
    notes.edit(note, "From another window", by=people.ana.actor)
    late = htmx.post(here(note, "edit"), {"body": "Mine", "edited_at": ""})
    assert (late.status_code, "another window" in late.text, "Mine</textarea>" in late.text) == (
        412,
        True,
        True,
    )
    again = htmx.post(here(note, "edit"), {"body": "Mine", "edited_at": _seen(late.text)})
    assert (again.status_code, "Mine" in again.text) == (200, True)


def _seen(form):
    return form.partition('name="edited_at" value="')[2].partition('"')[0]


def test_a_deleted_note_leaves_a_line_and_the_way_back(htmx, note):
    gone = htmx.post(here(note, "delete")).text
    assert ("This note was deleted" in gone, here(note, "restore") in gone, "Ben" in gone) == (
        True,
        True,
        False,
    )
    page = htmx.get(f"/desk/tickets/{note.ticket.number}/").text
    assert ("Ask &lt;Ben&gt;" in page, "deleted a note" in page, here(note, "restore") in page) == (
        False,
        True,
        True,
    )
    for door in ("move", "frame", "earlier"):  # by no other door either
        assert "Ben" not in htmx.get(here(note, door)).text
    assert "Ask &lt;Ben&gt; first" in htmx.post(here(note, "restore")).text
    assert Message.objects.get(pk=note.pk).withdrawn_at is None


def test_others_read_it_and_have_no_button(acme, browser, people, note):
    ben = browser(acme, people.ben)
    page = ben.get(f"/desk/tickets/{note.ticket.number}/").text
    assert ("Ask &lt;Ben&gt;" in page, here(note, "edit") in page, here(note, "delete") in page) == (
        True,
        False,
        False,
    )
    assert ben.get(here(note, "edit")).status_code == 403
    assert ben.post(here(note, "edit"), {"body": "x", "edited_at": ""}).status_code == 403
    owner = browser(acme, people.olivia).get(f"/desk/tickets/{note.ticket.number}/").text
    assert (here(note, "edit") in owner, here(note, "delete") in owner) == (False, True)


def test_notes_cost_the_thread_no_statements(htmx, note, people):
    htmx.get(f"/desk/tickets/{note.ticket.number}/part/thread/")
    with CaptureQueriesContext(connection) as one:
        htmx.get(f"/desk/tickets/{note.ticket.number}/part/thread/")
    for number in range(5):
        row = services.note(note.ticket, f"No {number}", author=people.ana, by=people.ana.actor)
        notes.edit(row, f"Number {number}", by=people.ana.actor)
    with CaptureQueriesContext(connection) as many:
        htmx.get(f"/desk/tickets/{note.ticket.number}/part/thread/")
    assert len(many) == len(one)


def test_who_may_not_bring_it_back_sees_no_line_of_it(acme, browser, people, note):
    notes.delete(note, by=people.ana.actor)
    page = browser(acme, people.ben).get(f"/desk/tickets/{note.ticket.number}/").text
    assert ("This note was deleted" in page, "deleted a note" in page) == (False, True)


def test_marks_of_colleagues_are_shown_and_those_of_customers_are_not(htmx, wrote, people):
    ticket = wrote(text="It **smells**")
    services.note(ticket, "Ask **Ben** <i>", author=people.ana, by=people.ana.actor)
    page = htmx.get(f"/desk/tickets/{ticket.number}/").text
    assert ("It **smells**" in page, "<strong>Ben</strong> &lt;i&gt;" in page) == (True, True)
