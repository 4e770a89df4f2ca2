"""Machines that write to us: parked, noted, counted. Never answered, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.contacts.models import Identity
from core.mail import inbox, services
from core.mail.marks import loop_mark
from core.mail.models import InboundMail, Letter
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.core.mail.conftest import letter

State = InboundMail.State


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, "Automatic answer (auto-submitted)."),
        ({"x_autoreply": "yes"}, "Automatic answer (x-autoreply)."),
        ({"precedence": "bulk"}, "Machine or list mail (precedence)."),
        ({"list_id": "<news.example>"}, "Machine or list mail (list-id)."),
    ],
)
def test_machines_are_parked(post, people, headers, reason):
    inbound = post(letter("I am not here.", **headers))
    assert (inbound.state, inbound.reason) == (State.PARKED, reason)
    assert not Ticket.objects.exists()
    assert not Letter.objects.exists()


def test_a_person_behind_a_list_may_answer(post, people):
    post(letter("Help me."))
    inbound = post(letter("Yes please.", subject="Re: [T-0001]", precedence="list"))
    assert inbound.message.ticket.number == 1


def test_our_own_loop_header_stops(post, people):
    inbound = post(letter("Your request has arrived.", x_deskhand_loop=loop_mark()))
    assert (inbound.state, inbound.reason) == (State.PARKED, "Our own automatic mail came back.")


def test_a_foreign_loop_header_is_a_machine_but_not_ours(post, people):
    inbound = post(letter("Hello.", x_deskhand_loop="someone else"))
    assert (inbound.state, inbound.reason) == (State.PARKED, "Machine or list mail (x-loop).")


def test_own_address_as_sender_is_parked(post, people):
    inbound = post(letter("Hello me.", sender="support@acme.localhost"))
    assert (inbound.state, inbound.reason) == (State.PARKED, "Sent from one of our own addresses.")


def test_own_letter_that_comes_back_is_parked(post, people):
    post(letter("Help me."))
    ours = Letter.objects.get()
    inbound = post(letter("Whatever", sender="x@y.example", mime_id=f"<{ours.mime_id}>"))
    assert (inbound.state, inbound.reason) == (State.PARKED, "One of our own letters came back.")


def test_blocked_sender_is_parked(post, people):
    people.carla.is_blocked = True
    people.carla.save()
    assert post(letter()).reason == "The sender is blocked."


def test_no_sender_waits_for_a_person(post, people):
    raw = b"Subject: who am I\r\nMessage-ID: <none@x.example>\r\n\r\nnobody wrote this\r\n"
    inbound = post(raw, sender="not an address")
    assert (inbound.state, inbound.reason) == (State.QUARANTINED, "It has no sender we could answer.")


def report_of(letter_row: Letter, status: str = "5.1.1", about: str = "") -> bytes:
    return (
        "From: MAILER-DAEMON@relay.example\r\nTo: support@acme.localhost\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: <dsn-{status}@relay.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {about or letter_row.recipient}\r\nAction: failed\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter_row.mime_id}>\r\n\r\n--b--\r\n"
    ).encode()


def test_hard_bounce_notes_and_marks_the_address(post, people):
    post(letter("Help me."))
    ours = Letter.objects.get()
    inbound = post(report_of(ours), sender="")

    ticket = Ticket.objects.get()
    assert (inbound.state, inbound.reason) == (State.DONE, "Delivery report, noted on its ticket.")
    assert ticket.messages.get(kind="note").text == (
        "Mail to carla@customer.example could not be delivered. 5.1.1 smtp; 550 no such user"
    )
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is not None
    assert Letter.objects.count() == 1


def test_soft_bounce_leaves_the_address(post, people):
    post(letter("Help me."))
    post(report_of(Letter.objects.get(), "4.2.2"), sender="")
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None
    assert Ticket.objects.get().messages.filter(kind="note").count() == 1


def test_bounce_of_a_foreign_mail_is_parked_and_marks_nobody(post, people):
    inbound = post(report_of(Letter(recipient="carla@customer.example", mime_id="foreign@x")), sender="")
    assert (inbound.state, inbound.reason) == (State.PARKED, "Delivery report about a mail that is not ours.")
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None


def test_confirmation_once_an_hour_and_twice_a_day(post, people):
    start = clock.now()
    for number in range(52):
        with clock.at(start + timedelta(minutes=30 * number)):
            post(letter(f"Mail {number}", subject=f"Matter {number}"))
    assert Ticket.objects.count() == 52
    sent = Letter.objects.filter(kind="confirmation").order_by("id")
    assert [round((row.created_at - start).total_seconds() / 60) for row in sent] == [0, 60, 1440, 1500]


def test_no_confirmation_to_an_address_that_refuses(post, people):
    Identity.objects.filter(email="carla@customer.example").update(undeliverable_at=clock.now())
    post(letter())
    assert Ticket.objects.count() == 1
    assert not Letter.objects.exists()


def test_confirmation_says_nothing_of_the_sender(post, people, acme):
    post(letter("BUY http://spam.example NOW", sender='"Cheap pills http://spam.example" <v@victim.example>',
                subject="http://spam.example"), sender="v@victim.example")  # fmt: skip
    row = Letter.objects.get()
    assert row.subject == "[T-0001] We have received your request"
    assert "spam.example" not in row.text + row.html + row.subject
    assert row.text.startswith(
        "##- Please type your reply above this line -##\n\nHello,\n\nthank you for writing to Acme Cloud"
    )
    assert row.headers["Auto-Submitted"] == "auto-replied"
    assert row.headers["X-Auto-Response-Suppress"] == "All"
    assert row.headers["X-Deskhand-Loop"] == loop_mark()


def test_person_may_insist_on_parked_mail(post, people):
    inbound = post(letter("I am away.", auto_submitted="auto-replied"))
    services.replay(inbound, by=people.adam.actor)
    services.process(inbound.pk)
    inbound.refresh_from_db()
    assert (inbound.state, inbound.message.ticket.number) == (State.DONE, 1)
    assert not Letter.objects.exists()
    with pytest.raises(services.NotHeld):
        services.replay(inbound, by=people.adam.actor)


def test_mail_that_cannot_be_read_is_kept_and_can_be_tried_again(post, people):
    raw = b"From: carla@customer.example\r\nSubject: Big\r\nMessage-ID: <b@x.example>\r\n\r\n" + b"a" * (
        50 * 2**20
    )
    inbound = post(raw)
    assert (inbound.state, inbound.reason) == (State.QUARANTINED, "The mail is too large to read.")
    assert (inbound.subject, inbound.from_address) == ("Big", "carla@customer.example")
    assert inbox.raw_of(inbound) == raw
    again = services.replay(inbound, by=people.adam.actor)
    assert again.state == State.RECEIVED
    services.process(inbound.pk)
    inbound.refresh_from_db()
    assert inbound.state == State.QUARANTINED
    assert not Ticket.objects.exists()


def test_discarded_mail_is_gone_but_known(post, people):
    raw = letter("I am away.", auto_submitted="auto-replied")
    inbound = post(raw)
    services.discard(inbound, by=people.adam.actor)
    inbound.refresh_from_db()
    assert (inbound.state, bytes(inbound.raw)) == (State.DONE, b"")
    assert services.accept(raw, sender="carla@customer.example", recipient="support@acme.localhost") is None
