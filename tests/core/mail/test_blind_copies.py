"""Blind copies: they get the one reply, and neither the letter nor the customer tells of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.contacts.models import Contact, Identity
from core.mail import delivery
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message, Participant
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.core.mail.test_automatic_mail import report_of
from tests.support.callers import one_of_each
from tests.support.fakes.smtp import at, slow

LATER = timedelta(minutes=1)
EVA, BOSS = "eva@outside.example", "boss@outside.example"
OLE = "ole@customer.example"


@pytest.fixture
def ticket(post):
    return post(letter("Please help us.", cc=OLE, mime_id="<c1@customer.example>")).message.ticket


@pytest.fixture
def answer(ticket, people):
    def reply(text="We look into it.", **more):
        return tickets.reply(ticket, text, author=people.ana, by=people.ana.actor, **more)

    return reply


def the_one(smtp, words="look into it"):
    [sent] = [one for one in smtp.letters if words in str(one.message)]
    return sent


def test_one_envelope_holds_them_and_no_header_does(answer, drain, smtp):
    answer(bcc=[EVA, " BOSS@outside.example"])
    drain(at=clock.now() + LATER)

    sent = the_one(smtp)
    assert sent.recipients == ["carla@customer.example", OLE, EVA, BOSS]
    assert sent.message["Cc"] == OLE
    assert sent.message["Bcc"] is None
    assert "outside.example" not in sent.message.as_string()


def test_they_take_no_part_and_are_no_contacts(ticket, answer, drain, smtp):
    people_before = Contact.objects.count()
    answer(bcc=[EVA])
    answer("The second one.")
    drain(at=clock.now() + LATER)

    assert Participant.objects.filter(ticket=ticket).count() == 1
    assert Contact.objects.count() == people_before
    assert EVA not in the_one(smtp, "The second one").recipients


def test_who_gets_it_anyway_stands_there_once(answer):
    assert answer(bcc=["Carla@customer.example", OLE, EVA, EVA]).bcc == [EVA]


def test_the_link_that_signs_in_goes_to_nobody_else(post, people, drain, smtp):
    alone = post(letter("Alone.", subject="Alone", mime_id="<c2@customer.example>")).message.ticket
    tickets.reply(alone, "Only for you.", author=people.ana, by=people.ana.actor, bcc=[EVA])
    drain(at=clock.now() + LATER)
    text = the_one(smtp, "Only for you").message.get_body(("plain",)).get_content()
    assert "/help/sign-in/" not in text


@pytest.mark.parametrize(
    ("given", "refusal"),
    [(["nonsense"], tickets.BadCopy), ([f"n{k}@x.example" for k in range(21)], tickets.TooManyBlindCopies)],
)
def test_nonsense_is_refused_and_nothing_is_sent(ticket, answer, given, refusal):
    with pytest.raises(refusal):
        answer(bcc=given)
    assert not ticket.messages.filter(kind="reply").exists()


def test_colleagues_see_them_and_the_customer_does_not(acme, people, ticket, answer):
    message = answer(bcc=[EVA])
    Message.objects.filter(pk=message.pk).update(undo_until=None)
    callers = one_of_each(acme, people)

    ours = callers.ana.read(f"/tickets/{ticket.number}/messages/")
    theirs = callers.carla.read(f"/portal/tickets/{ticket.number}/messages/")

    assert ours.json()[-1]["bcc"] == [EVA]
    assert theirs.status_code == 200
    assert "We look into it." in theirs.content.decode()
    assert EVA not in theirs.content.decode()


def test_the_api_takes_them(acme, people, ticket):
    sent = one_of_each(acme, people).ana.call(
        "POST", f"/tickets/{ticket.number}/reply/", {"body": "Hi", "bcc": [EVA]}
    )
    assert (sent.status_code, sent.json()["bcc"]) == (201, [EVA])


def test_one_the_server_takes_nothing_for_is_told_in_a_note(ticket, answer, drain, smtp):
    drain(at=clock.now() + LATER)  # the confirmation
    answer(bcc=[EVA])
    smtp.script(slow(0, "RCPT"), slow(0, "RCPT"), at("RCPT", "550 5.1.1 no such user"))
    drain(at=clock.now() + LATER)
    drain(at=clock.now() + 2 * LATER)
    assert f"takes nothing for {EVA}" in ticket.messages.filter(kind="note").last().text
    assert the_one(smtp).recipients == ["carla@customer.example", OLE]


def test_a_report_about_one_of_them_is_believed(ticket, answer, drain, smtp):
    answer(bcc=[EVA])
    drain(at=clock.now() + LATER)
    row = Letter.objects.get(kind="reply")
    report = delivery.Report("bounced", clock.now(), EVA, "no such user", is_hard=True, key="1")

    assert delivery.hear(row.pk, report)
    assert EVA in ticket.messages.filter(kind="note").last().text
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None


@pytest.mark.parametrize("whom", [EVA, OLE])
def test_a_mail_that_comes_back_from_a_copy_says_nothing_against_the_customer(
    post, ticket, answer, drain, smtp, whom
):
    answer(bcc=[EVA])
    drain(at=clock.now() + LATER)
    post(report_of(Letter.objects.get(kind="reply"), about=whom.upper()), sender="")

    assert f"Mail to {whom} could not" in ticket.messages.filter(kind="note").last().text
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None
