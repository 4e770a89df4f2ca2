"""One sender an hour: five new requests, ninety mails; the rest is parked, and owners hear of it once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.mail import services
from core.mail.models import InboundMail, Letter
from core.mail.rules import FLOOD, MESSAGES_AN_HOUR
from core.tickets.models import Message, Ticket
from tenants.kernel import clock
from tests.core.mail.conftest import letter

pytestmark = pytest.mark.django_db


def test_the_sixth_request_of_an_hour_is_parked_and_owners_are_told_once(post, drain, people):
    rows = [post(letter(f"Matter {n}.", subject=f"Matter {n}")) for n in range(8)]
    assert [row.state for row in rows] == ["done"] * 5 + ["parked"] * 3
    assert rows[5].reason == "More than 5 new requests from this sender within an hour."

    drain()
    told = Letter.objects.filter(kind=FLOOD)
    assert [one.recipient for one in told] == [people.olivia.email]
    assert "carla@customer.example" in told[0].subject

    others = post(letter("Hello", sender="dora@shop.example"), sender="dora@shop.example")
    assert others.state == "done"


def test_a_person_lets_a_held_one_in(post, people):
    held = [post(letter(f"Matter {n}.", subject=f"Matter {n}")) for n in range(6)][-1]
    services.replay(held, by=people.olivia.actor)
    services.process(held.pk)
    assert InboundMail.objects.get(pk=held.pk).state == "done"
    assert Ticket.objects.count() == 6


def test_an_hour_later_it_is_let_in_again(post):
    for n in range(5):
        post(letter(f"Matter {n}.", subject=f"Matter {n}"))
    old = clock.now() - timedelta(minutes=61)
    Ticket.objects.update(created_at=old)
    assert post(letter("Sixth", subject="Sixth")).state == "done"


def test_answers_count_by_the_ninety(post):
    first = post(letter("Start", mime_id="<start@customer.example>"))
    ticket = first.message.ticket
    Message.objects.bulk_create(
        Message(ticket=ticket, kind="customer", channel="mail", author_contact=ticket.contact, text="x")
        for _ in range(MESSAGES_AN_HOUR - 2)
    )
    answer = {"in_reply_to": "<start@customer.example>"}
    assert post(letter("The ninetieth", **answer)).state == "done"
    over = post(letter("One more", **answer))
    assert over.state == "parked"
    assert "90 mails" in over.reason
