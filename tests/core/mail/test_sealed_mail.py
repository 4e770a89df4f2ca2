"""Encrypted and signed mail in a ticket: a word to people, the files within reach, never an empty message."""

from __future__ import annotations

import pytest

from core.tickets.models import Ticket
from tests.core.mail.conftest import CARLA, SUPPORT, said
from tests.core.mail.parsing.build import multi, part
from tests.core.mail.parsing.test_seals import ARMOR, ENVELOPED, cms

HEAD = (
    f"From: {CARLA}\r\nTo: {SUPPORT}\r\nSubject: Sealed\r\nMessage-ID: <sealed@customer.example>\r\n".encode()
)


def _from_carla(raw: bytes) -> bytes:
    return HEAD + raw[raw.index(b"MIME-Version") :]


def test_an_encrypted_mail_says_what_it_is(post, people):
    inbound = post(_from_carla(cms(ENVELOPED, "enveloped-data")))

    message = inbound.message
    assert (message.seal, message.text) == (
        "smime.encrypted",
        "(This mail is encrypted. It is attached as it came.)",
    )
    assert [file.filename for file in message.attachments.all()] == ["smime.p7m"]
    assert said(inbound, "seal") == "encrypted (S/MIME); cannot be read here, kept as a file"


def test_a_signed_mail_keeps_its_words_and_its_signature_out_of_the_way(post, people, agent_page):
    signature = part("sig", "application/pgp-signature; name=signature.asc")
    inbound = post(_from_carla(multi("signed", part("The router is dark."), signature)))

    html = agent_page(Ticket.objects.get().number)
    assert inbound.message.text == "The router is dark."
    assert "Signed (PGP); the signature was not checked." in html
    behind = html.partition("the signature was not checked.")[2]
    assert "signature.asc" in behind.split("</p>")[0]
    assert 'class="file"' not in html


def test_the_note_stands_on_the_page_of_an_encrypted_one(post, people, agent_page):
    control = part("Version: 1", "application/pgp-encrypted")
    post(
        _from_carla(multi("encrypted", control, part(ARMOR, "application/octet-stream; name=encrypted.asc")))
    )

    html = agent_page(Ticket.objects.get().number)
    assert "This mail is encrypted (PGP). Deskhand cannot read it; the encrypted file is attached." in html
    assert html.count('class="file"') == 1
    assert "encrypted.asc" in html


@pytest.fixture
def agent_page(agent_client):
    """agent_page(number) -> the ticket's page as an agent sees it."""
    return lambda number: agent_client.get(f"/desk/tickets/{number}/").content.decode()
