"""A colleague forwards a customer's mail: the customer becomes the customer, the remark stays inside."""

from __future__ import annotations

import pytest

from core.contacts.models import Contact
from core.mail.models import Letter
from core.tickets.models import Message
from tests.core.mail.conftest import letter

pytestmark = pytest.mark.django_db

GMAIL = """Can somebody take this one?

---------- Forwarded message ---------
From: Dora Buyer <dora@shop.example>
Date: Thu, 19 Nov 2026 at 10:02
Subject: Broken kettle
To: Ana <ana@acme.example>

The kettle leaks.
It is two weeks old.
"""
OUTLOOK = """Bitte übernehmen

Von: Dora Buyer [mailto:dora@shop.example]
Gesendet: Donnerstag, 19. November 2026 10:02
An: Ana
Betreff: Broken kettle

The kettle leaks.
It is two weeks old.
"""
APPLE = """FYI

Begin forwarded message:

> From: "Dora Buyer" <dora@shop.example>
> Subject: Broken kettle
> Date: 19 November 2026 at 10:02:11 CET
> To: ana@acme.example
>
> The kettle leaks.
> It is two weeks old.
"""


@pytest.mark.parametrize(
    ("text", "subject"),
    [(GMAIL, "Fwd: Broken kettle"), (OUTLOOK, "WG: Broken kettle"), (APPLE, "Fwd: Broken kettle")],
)
def test_the_quoted_sender_becomes_the_customer(post, people, text, subject):
    ana = people.ana
    row = post(letter(text, sender=f"{ana.name} <{ana.email}>", subject=subject), sender=ana.email)

    ticket = row.message.ticket
    assert (ticket.contact.email, ticket.contact.name) == ("dora@shop.example", "Dora Buyer")
    assert ticket.subject == "Broken kettle"
    assert row.message.text == "The kettle leaks.\nIt is two weeks old."
    note = ticket.messages.get(kind=Message.Kind.NOTE)
    assert ana.name in note.text
    assert text.split("\n")[0] in note.text
    assert not Contact.objects.filter(email=ana.email).exists()
    assert not Letter.objects.exists()  # Dora wrote to Ana, not to us


def test_a_strangers_forward_is_the_strangers_mail(post):
    row = post(letter(GMAIL, subject="Fwd: Broken kettle"))
    assert row.message.ticket.contact.email == "carla@customer.example"
    assert "kettle leaks" in row.message.text


def test_a_forward_that_its_domain_disowns_is_nobodys_order(post, people):
    ana = people.ana
    raw = letter(
        GMAIL,
        sender=ana.email,
        subject="Fwd: Broken kettle",
        authentication_results="edge.example; dmarc=fail header.from=acme.example",
    )
    assert post(raw, sender=ana.email).message.ticket.contact.email == ana.email


def test_a_forward_of_our_own_mail_changes_nobody(post, people):
    ana = people.ana
    text = GMAIL.replace("dora@shop.example", "support@acme.localhost")
    row = post(letter(text, sender=ana.email, subject="Fwd: Broken kettle"), sender=ana.email)
    assert row.message.ticket.contact.email == ana.email
