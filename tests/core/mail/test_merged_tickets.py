"""A mail that bears any mark of a merged ticket is heard where that ticket goes on, and the trace says so."""

from __future__ import annotations

import pytest

from core.mail.models import Letter, MailReference
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tests.core.mail.conftest import SUPPORT, letter, said

OTHER = "The parcel I wrote about is still missing, and nobody answers the telephone."


@pytest.fixture
def two(post, people, drain, smtp):
    """Carla wrote twice, Ana answered the second one: (first ticket, second ticket, Ana's letter)."""
    post(letter("Help me with my invoice.", subject="Invoice", mime_id="<first@customer.example>"))
    post(letter(OTHER, subject="Parcel", mime_id="<second@customer.example>"))
    first, second = Ticket.objects.order_by("number")
    tickets.reply(second, "We look.", author=people.ana, by=people.ana.actor)
    drain()
    return first, second, Letter.objects.get(kind="reply")


def _merge(people, drain, ticket, into):
    row = tickets.merge(ticket, into=into, by=people.ana.actor)
    drain()
    return row


@pytest.mark.parametrize("mark", ["token", "our id", "their id", "number"])
def test_every_mark_of_the_merged_one_leads_to_the_survivor(mark, two, post, people, drain):
    first, second, sent = two
    _merge(people, drain, second, first)
    mail, to = {
        "token": (letter("Still nothing.", to=sent.reply_to, subject="x"), sent.reply_to),
        "our id": (letter("Still nothing.", subject="x", in_reply_to=f"<{sent.mime_id}>"), SUPPORT),
        "their id": (letter("Still nothing.", subject="x", references="<second@customer.example>"), SUPPORT),
        "number": (letter("Still nothing.", subject="Re: [T-0002]"), SUPPORT),
    }[mark]

    inbound = post(mail, to=to)

    assert inbound.message.ticket == first
    if mark in ("token", "number"):  # what names the number; the others' rows have moved along
        assert said(inbound, "merged") == "T-0002 was merged into T-0001"
    assert said(inbound, "place") == "heard in T-0001"
    assert Ticket.objects.count() == 2


def test_references_and_letters_follow_and_come_back(two, people, drain):
    first, second, _sent = two

    row = _merge(people, drain, second, first)
    assert set(MailReference.objects.values_list("ticket", flat=True)) == {first.pk}
    assert set(Letter.objects.values_list("ticket", flat=True)) == {first.pk}

    tickets.unmerge(row, by=people.ana.actor)
    drain()
    assert MailReference.objects.get(mime_id="second@customer.example").ticket == second
    assert Letter.objects.get(kind="reply").ticket == second


def test_before_the_references_have_followed_the_mail_finds_its_way_all_the_same(two, post, people):
    first, second, sent = two
    tickets.merge(second, into=first, by=people.ana.actor)

    inbound = post(letter("Still nothing.", subject="x", in_reply_to=f"<{sent.mime_id}>"))

    assert said(inbound, "merged") == "T-0002 was merged into T-0001"
    assert inbound.message.ticket == first


def test_chains_are_followed_to_their_end(two, post, people, drain):
    first, second, sent = two
    post(letter("A third matter: change my address.", subject="Address"))
    third = Ticket.objects.get(number=3)
    _merge(people, drain, second, third)
    _merge(people, drain, third, first)

    inbound = post(letter("Still nothing.", to=sent.reply_to, subject="x"), to=sent.reply_to)

    assert said(inbound, "merged") == "T-0002 was merged into T-0001"
    assert inbound.message.ticket == first


def test_a_stranger_with_the_token_gets_no_way_in_and_the_hint_names_the_survivor(two, post, people, drain):
    first, second, sent = two
    _merge(people, drain, second, first)

    inbound = post(
        letter("I was sent this.", sender="eve@stranger.example", to=sent.reply_to),
        to=sent.reply_to,
        sender="eve@stranger.example",
    )

    assert inbound.message.ticket.number == 3
    note = Message.objects.get(ticket__number=3, kind="note")
    assert note.text.startswith("This may belong to T-0001.")
    assert first.messages.filter(kind="customer").count() == 2


def test_somebody_who_took_part_in_the_merged_one_is_heard_in_the_survivor(two, post, people, drain):
    first, second, _sent = two
    tickets.include(second, [people.dmitri], by=people.ana.actor)
    _merge(people, drain, second, first)

    inbound = post(
        letter("Me too.", sender=people.dmitri.email, subject="Re: [T-0002]"), sender=people.dmitri.email
    )

    assert inbound.message.ticket == first


def test_a_bounce_of_the_merged_ones_letter_is_noted_at_the_survivor(two, people, drain):
    from core.mail import services

    first, second, sent = two
    _merge(people, drain, second, first)

    services.tell_of_failure(sent.pk, "5.2.2")

    assert first.messages.filter(kind="note", text__startswith="Mail to ").count() == 1


def test_after_undo_the_marks_lead_home_again(two, post, people, drain):
    first, second, sent = two
    row = _merge(people, drain, second, first)
    tickets.unmerge(row, by=people.ana.actor)
    drain()

    inbound = post(letter("Still nothing.", to=sent.reply_to, subject="x"), to=sent.reply_to)

    assert said(inbound, "merged") == "not merged"
    assert inbound.message.ticket == second
