"""Real SMTP and LMTP over a socket: what is taken, what is refused, and that 250 means stored."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from core.mail import inbox
from core.mail.listener.book import Book, Unknown
from core.mail.listener.door import AWAY
from core.mail.models import InboundMail
from core.tickets.models import Ticket
from tenants import context
from tenants.models import MailRoute, Tenant
from tests.core.mail.conftest import SUPPORT, letter


@contextmanager
def talk(port: int, kind: type[smtplib.SMTP] = smtplib.SMTP) -> Iterator[smtplib.SMTP]:
    line = kind("127.0.0.1", port, timeout=20)
    try:
        yield line
    finally:
        line.close()


def mails() -> list[InboundMail]:
    return list(InboundMail.objects.order_by("id"))


def test_taken_mail_is_stored_before_the_answer_and_becomes_a_ticket(listener, drain):
    raw = letter("Hello.\n.\n..dots\n", subject="Real")
    with talk(listener.smtp) as line:
        assert line.sendmail("carla@customer.example", ["Support+abc@ACME.localhost"], raw) == {}
        (row,) = mails()
        assert inbox.raw_of(row) == raw
        assert (row.recipient, row.sender, row.size) == (
            "Support+abc@ACME.localhost",
            "carla@customer.example",
            len(raw),
        )
        assert line.sendmail("carla@customer.example", ["support+abc@acme.localhost"], raw) == {}
    assert len(mails()) == 1
    listener.door.waker.close()
    assert "mail.process" in drain()
    assert Ticket.objects.get().subject == "Real"


@pytest.mark.parametrize(
    "address",
    [
        "nobody@acme.localhost",
        "support@nowhere.example",
        "postmaster@nowhere.example",
        "postmaster@localhost",
    ],
)
def test_unknown_recipient(listener, address):
    with talk(listener.smtp) as line, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        line.sendmail("a@b.example", [address], letter())
    code, said = refused.value.recipients[address]
    assert (code, said[:5]) == (550, b"5.1.1")
    assert mails() == []


def test_postmaster_is_heard(listener):
    with talk(listener.smtp) as line:
        line.sendmail("a@b.example", ["postmaster@acme.localhost"], letter())
    assert [row.recipient for row in mails()] == ["postmaster@acme.localhost"]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"state": "leaving"}, (550, b"5.2.1 This mailbox takes no mail any more")),
        ({"upkeep": "moving"}, (451, b"4.3.0 This mailbox is being worked on; try again in a few minutes")),
        ({"state": "suspended"}, (250, b"2.1.5 OK")),  # kept, and worked on when it runs again
    ],
)
def test_an_organizations_state_decides_about_its_mail(listener, values, answer):
    Tenant.objects.filter(slug="acme").update(**values)
    try:
        with talk(listener.smtp) as line:
            line.ehlo()
            line.mail("a@b.example")
            assert line.rcpt(SUPPORT) == answer
    finally:
        Tenant.objects.filter(slug="acme").update(state="active", upkeep="")
    assert mails() == []


def test_names_being_tried_out_end_the_connection(listener):
    with talk(listener.smtp) as line:
        line.ehlo()
        line.mail("a@b.example")
        codes = [line.rcpt(f"guess{number}@acme.localhost")[0] for number in range(21)]
    assert codes == [550] * 20 + [421]


def test_oversize_announced(listener, settings):
    with talk(listener.smtp) as line:
        line.ehlo()
        assert line.esmtp_features["size"] == str(settings.MAIL_LIMIT)
        code, _ = line.mail("a@b.example", [f"SIZE={settings.MAIL_LIMIT + 1}"])
        assert code == 552


def test_oversize_during_data(listener):
    with talk(listener.smtp) as line:
        line.ehlo()
        line.mail("a@b.example")
        line.rcpt(SUPPORT)
        code, said = line.data(b"Subject: big\r\n\r\n" + (b"x" * 998 + b"\r\n") * 26_300)
        assert (code, said[:5]) == (552, b"5.3.4")
        assert line.sendmail("a@b.example", [SUPPORT], letter()) == {}
    assert len(mails()) == 1


def test_sender_who_is_too_fast(listener, settings):
    listener.door.gauge.most = 3
    with talk(listener.smtp) as line:
        for number in range(3):
            line.sendmail("Fast@b.example", [SUPPORT], letter(f"Mail {number}"))
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            line.sendmail("fast@b.example", [SUPPORT], letter("One too many"))
        assert refused.value.recipients[SUPPORT][0] == 450
        line.sendmail("other@b.example", [SUPPORT], letter("Somebody else"))
    assert len(mails()) == 4


HOSTILE = [
    b"", b"\x00" * 500, b"\xff\xfe\x00\r\n" * 50, b".\r\n.\r\n", b"a" * 300_000, b"\n.\n", b"\r\r\n\r\n", b"=?" * 9000,
    b"Message-ID: \r\n\r\n", b"Message-ID:" + b" " * 100_000 + b"\r\n\r\n", b"\r\n.x\r\n\r\n..\r\n", b"\n" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_any_bytes_are_stored_as_they_came(listener, raw):
    with socket.create_connection(("127.0.0.1", listener.smtp), timeout=20) as line:
        reader = line.makefile("rb")

        def says(command: bytes, code: bytes) -> None:
            line.sendall(command)
            while (answer := reader.readline())[3:4] == b"-":
                pass
            assert answer[:3] == code, answer

        says(b"", b"220")
        says(b"EHLO x\r\n", b"250")
        says(b"MAIL FROM:<>\r\n", b"250")
        says(b"RCPT TO:<support@acme.localhost>\r\n", b"250")
        says(b"DATA\r\n", b"354")
        sent = raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n"
        stuffed = (b"\r\n" + sent).replace(b"\r\n.", b"\r\n..")[2:]
        says(stuffed + b".\r\n", b"250")
        says(b"QUIT\r\n", b"221")
    (row,) = mails()
    assert inbox.raw_of(row) == sent
    assert row.sender == ""


def test_two_mails_in_one_pipelined_burst(listener):
    one, two = letter("One."), letter("Two.")
    with socket.create_connection(("127.0.0.1", listener.smtp), timeout=20) as line:
        reader = line.makefile("rb")
        talk_of = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<support@acme.localhost>\r\nDATA\r\n"
        line.sendall(b"EHLO x\r\n" + talk_of + one + b".\r\n" + talk_of + two + b".\r\nQUIT\r\n")
        answers = reader.read()
    assert answers.count(b"250 2.0.0 OK, stored") == 2
    assert [inbox.raw_of(row) for row in mails()] == [one, two]


def test_bare_line_feed_does_not_end_a_mail(listener):
    """SMTP smuggling: the rest must stay text of the first mail."""
    smuggled = (
        b"Subject: a\r\n\r\nx\n.\nMAIL FROM:<evil@x.example>\nRCPT TO:<support@acme.localhost>\nDATA\nbad\r\n"
    )
    with talk(listener.smtp) as line:
        line.ehlo()
        line.mail("a@b.example")
        line.rcpt(SUPPORT)
        line.putcmd("data")
        line.getreply()
        line.send(smuggled + b".\r\n")
        assert line.getreply()[0] == 250
    assert [inbox.raw_of(row) for row in mails()] == [smuggled]


def test_one_mail_to_two_organizations(listener):
    with talk(listener.smtp) as line:
        line.sendmail(
            "a@b.example", [SUPPORT, "support+x@acme.localhost", "support@globex.localhost"], letter()
        )
    assert [row.recipient for row in mails()] == ["support+x@acme.localhost"]
    with context.tenant("globex"):
        assert [row.recipient for row in mails()] == ["support@globex.localhost"]


def test_one_mail_to_us_and_to_the_end_of_automatic_mail(listener):
    both = ["support+stop-x@acme.localhost", SUPPORT]
    with talk(listener.smtp) as line:
        line.sendmail("a@b.example", both, letter())
        line.sendmail("a@b.example", both, letter())
    assert [row.recipient for row in mails()] == both


def test_lmtp_answers_for_each_recipient(listener):
    with socket.create_connection(("127.0.0.1", listener.lmtp), timeout=20) as line:
        reader = line.makefile("rb")
        line.sendall(
            b"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<support@acme.localhost>\r\nRCPT TO:<no@acme.localhost>\r\n"
            b"RCPT TO:<support@globex.localhost>\r\nDATA\r\n" + letter() + b".\r\nQUIT\r\n"
        )
        answers = reader.read().splitlines()
    assert [answer for answer in answers if b"stored" in answer] == [b"250 2.0.0 OK, stored"] * 2
    assert sum(answer.startswith(b"550 5.1.1") for answer in answers) == 1


def test_database_away_is_a_temporary_refusal(listener):
    """The listener's connections lead nowhere; the sender is told to come again, and then it works."""
    right = {"HOST": connection.settings_dict["HOST"], "PORT": connection.settings_dict["PORT"]}

    def lead(**where: str) -> None:
        connection.close()
        connection.settings_dict = {**connection.settings_dict, **where}

    def away() -> None:
        lead(HOST="127.0.0.1", PORT="1")

    def back() -> None:
        lead(**right)

    with talk(listener.smtp) as line:
        line.ehlo()
        listener.everywhere(away)
        line.mail("a@b.example")
        assert line.rcpt(SUPPORT) == (451, AWAY[4:].encode())
        line.rset()
        listener.everywhere(back)
        line.mail("a@b.example")
        assert line.rcpt(SUPPORT)[0] == 250
        listener.everywhere(away)
        assert line.data(letter()) == (451, AWAY[4:].encode())
        assert mails() == []
        listener.everywhere(back)
        line.sendmail("a@b.example", [SUPPORT], letter())
    assert len(mails()) == 1


def test_broker_away_mail_is_taken_and_processed_when_somebody_looks(listener, drain):
    from datetime import timedelta

    from infra.celery import app
    from tenants.kernel import clock

    right = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    app.amqp._producer_pool, app._pool = None, None
    try:
        with talk(listener.smtp) as line:
            line.sendmail("carla@customer.example", [SUPPORT], letter("Nobody is told."))
        listener.door.waker.close()
    finally:
        app.conf.broker_url = right
        app.amqp._producer_pool, app._pool = None, None
    assert [row.state for row in mails()] == ["received"]
    assert drain() == []
    drain(at=clock.now() + timedelta(seconds=20))
    assert [row.state for row in mails()] == ["done"]


@pytest.mark.django_db
def test_the_book_remembers_hits_and_forgets_strangers(acme):
    book = Book()
    assert book.remembered(SUPPORT) is None
    assert book.look_up("SUPPORT+tag@acme.localhost") == acme
    assert book.remembered("Support@acme.localhost") == acme
    assert book.look_up("sales@acme.localhost") is Unknown.NOBODY
    MailRoute.objects.create(address="sales@acme.localhost", tenant=acme)
    assert book.look_up("sales@acme.localhost") == acme
    assert book.look_up("postmaster@acme.localhost") == acme
    assert book.look_up("postmaster@localhost") is Unknown.NOBODY
