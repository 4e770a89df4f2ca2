"""One message goes elsewhere and stays what it is: its author's, at its time, with its files."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.files.services import keep_file
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.core.tickets.merging import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def aside(people, ticket):
    """A second matter, said in the first one's ticket."""
    file = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    return services.hear(
        ticket,
        Words("By the way, my address changed."),
        contact=people.carla,
        channel="portal",
        by=people.carla.actor,
        attachments=[file],
    )


def test_split_keeps_author_time_and_files(people, ticket, aside):
    services.change(ticket, by=people.ana.actor, priority=3)

    made = services.split(aside, by=people.ana.actor, subject="New address")

    aside.refresh_from_db()
    assert (aside.ticket, aside.author_contact, aside.channel) == (made, people.carla, "portal")
    assert [file.filename for file in aside.attachments.all()] == ["figures.csv"]
    made.refresh_from_db()
    assert (made.subject, made.contact, made.channel, made.priority) == (
        "New address",
        people.carla,
        "portal",
        3,
    )
    assert (made.message_count, made.last_message_at, made.awaits_reply) == (1, aside.created_at, True)
    assert made.follows == ticket
    ticket.refresh_from_db()
    assert (ticket.message_count, ticket.preview) == (1, "You charged me twice.")
    assert Record.objects.filter(action="ticket.message_left", object_id=ticket.pk).count() == 1


def test_what_colleagues_alone_read_is_no_preview_of_the_new_ticket(people, ticket):
    note = services.note(ticket, "He never pays.", author=people.ana, by=people.ana.actor)
    made = services.split(note, by=people.ana.actor)
    made.refresh_from_db()
    assert (made.preview, made.message_count) == ("", 1)


def test_split_of_somebody_elses_words_is_in_their_name(people, ticket):
    services.include(ticket, [people.dmitri], by=people.ana.actor)
    message = services.hear(
        ticket,
        Words("I have another question."),
        contact=people.dmitri,
        channel="mail",
        by=people.dmitri.actor,
    )
    assert services.split(message, by=people.ana.actor).contact == people.dmitri


def test_a_new_ticket_may_be_another_customers_and_the_author_stays(people, ticket):
    message = services.hear(
        ticket,
        Words("Dmitri's pump is broken, too."),
        contact=people.carla,
        channel="mail",
        by=people.carla.actor,
    )
    new = services.split(message, by=people.ana.actor, customer=people.dmitri)
    message.refresh_from_db()
    assert (new.contact, message.author_contact, message.author_name) == (
        people.dmitri, people.carla, people.carla.name,
    )  # fmt: skip
    assert not new.participants.exists()
    services.merge(new, into=ticket, by=people.ana.actor, join=True)
    assert message.pk in ticket.messages.values_list("pk", flat=True)


def test_there_and_back_is_as_before(people, ticket, aside):
    other, _message = services.open_ticket(
        people.carla, "Address", Words("Address."), channel="mail", by=people.carla.actor
    )
    before = picture()

    services.move_message(aside, to=other, by=people.ana.actor)
    aside.refresh_from_db()
    assert aside.ticket == other
    services.move_message(aside, to=ticket, by=people.ana.actor)

    assert picture() == before


def test_a_finished_ticket_opens_for_words_that_wait(people, ticket, aside):
    other, _message = services.open_ticket(
        people.carla, "Address", Words("Address."), channel="mail", by=people.carla.actor
    )
    services.reply(other, "Done.", author=people.ana, by=people.ana.actor, then="resolved")
    late = services.hear(
        ticket, Words("My address is wrong."), contact=people.carla, channel="mail", by=people.carla.actor
    )

    services.move_message(late, to=other, by=people.ana.actor)

    other.refresh_from_db()
    assert (other.status.category, other.resolved_at, other.awaits_reply) == ("open", None, True)


def test_strangers_do_not_get_to_read_it(people, ticket, aside):
    other, _message = services.open_ticket(
        people.dmitri, "Mine", Words("Mine."), channel="mail", by=people.dmitri.actor
    )
    note = services.note(ticket, "Between us.", author=people.ana, by=people.ana.actor)
    before = picture()
    with pytest.raises(services.DifferentCustomers):
        services.move_message(aside, to=other, by=people.ana.actor)
    assert picture() == before

    services.move_message(note, to=other, by=people.ana.actor)  # colleagues alone read notes
    services.move_message(aside, to=other, by=people.ana.actor, join=True)
    assert services.copies_of(other) == [people.carla.email]


def test_what_has_not_left_and_what_is_all_there_is_stay(people, ticket):
    reply = services.reply(ticket, "Soon", author=people.ana, by=people.ana.actor)
    other, only = services.open_ticket(
        people.carla, "Other", Words("Other."), channel="mail", by=people.carla.actor
    )
    services.note(other, "Noted.", author=people.ana, by=people.ana.actor)
    before = picture()

    with pytest.raises(services.NotYetSent):
        services.move_message(reply, to=other, by=people.ana.actor)
    with pytest.raises(services.OnlyMessage):
        services.move_message(only, to=ticket, by=people.ana.actor)
    with pytest.raises(services.OnlyMessage):
        services.split(only, by=people.ana.actor)
    assert picture() == before
    with clock.at(reply.undo_until):
        services.move_message(reply, to=other, by=people.ana.actor)
    assert Ticket.objects.get(pk=other.pk).first_replied_at == reply.created_at


def test_nothing_moves_into_a_merged_ticket(people, ticket, aside):
    other, _message = services.open_ticket(
        people.carla, "Other", Words("Other."), channel="mail", by=people.carla.actor
    )
    third, _message = services.open_ticket(
        people.carla, "Third", Words("Third."), channel="mail", by=people.carla.actor
    )
    services.merge(other, into=third, by=people.ana.actor)
    with pytest.raises(services.TicketIsMerged):
        services.move_message(aside, to=other, by=people.ana.actor)


def test_its_letters_and_references_go_along(people, ticket, drain):
    from core.mail.models import Letter, MailReference

    reply = services.reply(ticket, "On it.", author=people.ana, by=people.ana.actor)
    drain()
    MailReference.objects.create(mime_id="x@y", ticket=ticket, message=reply)
    with clock.at(reply.undo_until):
        made = services.split(reply, by=people.ana.actor)
        drain()
    assert Letter.objects.get(kind="reply").ticket == made
    assert MailReference.objects.get(mime_id="x@y").ticket == made


def test_moving_it_back_ends_the_part_that_moving_it_began(people, ticket, aside):
    other, _said = services.open_ticket(
        people.dmitri, "Mine", Words("Mine alone."), channel="portal", by=people.dmitri.actor
    )
    services.move_message(aside, to=other, by=people.ana.actor, join=True)
    assert services.copies_of(other) == [people.carla.email]

    aside.refresh_from_db()
    services.move_message(aside, to=ticket, by=people.ana.actor, join=True)

    assert services.copies_of(other) == []
