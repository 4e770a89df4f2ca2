"""Files that hang on a ticket go with the next message: the same bytes in a row of their own, never a stranger's."""

from __future__ import annotations

import pytest

from core.files import selectors as files
from core.files.models import Attachment
from core.files.services import Infected, StillScanned, keep_file
from core.tickets import selectors, services
from core.tickets.models import Message
from core.tickets.services.words import Words
from tenants.kernel.errors import NotFound
from tests.support.counting import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(people, ticket):
    """A file the customer sent in this ticket."""
    file = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    hear(people.carla, ticket, file)
    return file


def hear(contact, ticket, file):
    return services.hear(
        ticket, Words("See the file."), contact=contact, channel="mail", by=contact.actor, attachments=[file]
    )


@pytest.fixture
def elsewhere(people):
    """Another ticket of the same customer."""
    return services.open_ticket(people.carla, "Else", Words("x"), channel="mail", by=people.carla.actor)[0]


def test_a_file_of_the_ticket_is_the_same_bytes_in_a_row_of_its_own(people, ticket, sent):
    [again] = services.gather(ticket, [sent.public_id, sent.public_id], by=people.ana.actor)

    assert again.pk != sent.pk
    assert (again.path, again.digest, again.owner) == (sent.path, sent.digest, people.ana.actor.ref)
    assert files.content(again) == b"a,b\n"


def test_uploads_and_files_of_the_ticket_come_in_the_order_they_were_named(people, ticket, sent):
    fresh = keep_file(b"new", "new.txt", by=people.ana.actor)
    found = services.gather(ticket, [fresh.public_id, sent.public_id], by=people.ana.actor)
    assert [file.filename for file in found] == ["new.txt", "figures.csv"]


def test_a_file_of_another_ticket_is_not_there(people, ticket, elsewhere, sent):
    for by in (people.ana, people.carla):  # seen there by both, and brought by one of them
        with pytest.raises(NotFound):
            services.gather(elsewhere, [sent.public_id], by=by.actor)
    assert Attachment.objects.count() == 1


def test_what_was_used_again_does_not_travel_on_to_another_ticket(people, ticket, elsewhere, sent):
    again = services.gather(ticket, [sent.public_id], by=people.ana.actor)
    services.note(ticket, "See.", author=people.ana, by=people.ana.actor, attachments=again)
    with pytest.raises(NotFound):
        services.gather(elsewhere, [again[0].public_id], by=people.ana.actor)


@pytest.mark.parametrize(("state", "refusal"), [("pending", StillScanned), ("blocked", Infected)])
def test_a_held_file_is_refused_with_its_name(people, ticket, sent, state, refusal):
    Attachment.objects.update(state=state, threat="Eicar")
    with pytest.raises(refusal, match=r"figures\.csv"):
        services.gather(ticket, [sent.public_id], by=people.ana.actor)
    assert Attachment.objects.count() == 1


def test_files_of_a_colleagues_private_note_are_not_offered(people, ticket):
    file = keep_file(b"mine", "mine.txt", by=people.ben.actor)
    note = services.note(ticket, "x", author=people.ben, by=people.ben.actor, attachments=[file])
    Message.objects.filter(pk=note.pk).update(is_private=True)

    assert selectors.hanging_on(people.ana.actor, ticket) == []
    with pytest.raises(NotFound):
        services.gather(ticket, [file.public_id], by=people.ana.actor)
    assert [one.filename for _, one in selectors.hanging_on(people.ben.actor, ticket)] == ["mine.txt"]


def test_the_same_file_sent_twice_is_offered_once_and_in_two_queries(people, ticket, sent):
    hear(people.carla, ticket, keep_file(b"a,b\n", "figures.csv", by=people.carla.actor))
    with statements(2):
        found = selectors.hanging_on(people.ana.actor, ticket)
    assert [file.filename for _, file in found] == ["figures.csv"]


def test_the_api_takes_files_of_the_ticket_and_no_others(people, callers, ticket, elsewhere, sent):
    wanted = {"body": "Here it is again.", "attachments": [sent.public_id]}

    taken = callers.ana.call("POST", f"/tickets/{ticket.number}/reply/", wanted)
    refused = callers.ana.call("POST", f"/tickets/{elsewhere.number}/reply/", wanted)

    assert (taken.status_code, refused.status_code) == (201, 404)
    assert [one["filename"] for one in taken.json()["attachments"]] == ["figures.csv"]
    assert not elsewhere.messages.filter(kind="reply").exists()
