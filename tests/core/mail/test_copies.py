"""People in copy take part: they get replies, and what they answer is heard in the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message, Participant, Ticket
from tenants.kernel import clock
from tests.core.mail.conftest import letter, said
from tests.support.fakes.smtp import at

LATER = timedelta(minutes=1)
OLE = "Ole Kollege <ole@customer.example>"
IDA = "ida@customer.example"


@pytest.fixture
def asked(post, people):
    """Carla wrote to us, with two colleagues in copy."""
    return post(letter("Please help us.", cc=f"{OLE}, {IDA}", mime_id="<c1@customer.example>"))


def _copied(ticket):
    return [one.contact.email for one in ticket.participants.select_related("contact")]


def _answer(ticket, people, text="We look into it.", **more):
    return tickets.reply(ticket, text, author=people.ana, by=people.ana.actor, **more)


def test_whoever_was_in_copy_takes_part(asked):
    ticket = asked.message.ticket
    assert _copied(ticket) == ["ole@customer.example", IDA]
    assert ticket.participants.first().contact.name == "Ole Kollege"
    assert asked.message.cc == ["ole@customer.example", IDA]
    assert said(asked, "copies") == "2 in copy, 2 of them new"


def test_a_reply_goes_to_all_of_them_and_all_see_whom(asked, people, drain, smtp):
    _answer(asked.message.ticket, people)
    drain(at=clock.now() + LATER)
    [sent] = [one for one in smtp.letters if "look into it" in str(one.message)]
    assert sent.recipients == ["carla@customer.example", "ole@customer.example", IDA]
    assert sent.message["To"] == "carla@customer.example"
    assert sent.message["Cc"] == f"ole@customer.example, {IDA}"


def test_the_link_that_signs_in_is_not_for_everybody(asked, post, people, drain, smtp):
    _answer(asked.message.ticket, people)
    post(letter("Alone.", subject="Another", mime_id="<c9@customer.example>"))
    _answer(Ticket.objects.get(subject="Another"), people, "Only for you.")
    drain(at=clock.now() + LATER)
    texts = [one.message.get_body(("plain",)).get_content() for one in smtp.letters]
    assert not any("/help/sign-in/" in text for text in texts if "look into it" in text)
    assert all("/help/sign-in/" in text for text in texts if "Only for you" in text)
    assert f"/help/requests/{asked.message.ticket.number}/" in next(t for t in texts if "look into it" in t)


def test_what_they_answer_is_heard_in_the_ticket(asked, post, people):
    again = post(
        letter(
            "It is the red one.",
            sender=OLE,
            in_reply_to="<c1@customer.example>",
            mime_id="<c2@customer.example>",
        ),
        sender="ole@customer.example",
    )
    assert again.message.ticket == asked.message.ticket
    assert again.message.author_contact.email == "ole@customer.example"


def test_answering_all_adds_nobody_twice_and_not_the_customer(asked, post):
    again = post(
        letter("Me too.", sender=OLE, cc=f"Carla <carla@customer.example>, {IDA}", in_reply_to="<c1@customer.example>",
               mime_id="<c3@customer.example>"),
        sender="ole@customer.example",
    )  # fmt: skip
    assert _copied(again.message.ticket) == ["ole@customer.example", IDA]


@pytest.mark.parametrize(
    "cc",
    ["support@acme.localhost", "support+x@acme.localhost", "no-reply@shop.example", "carla@customer.example"],
)
def test_we_machines_and_the_sender_are_no_copies(post, people, cc):
    assert not _copied(post(letter(cc=cc)).message.ticket)


def test_a_machines_copies_are_nobodys(post, people):
    inbound = post(letter(cc=OLE, list_id="<news.example>"))
    assert inbound.message is None or not _copied(inbound.message.ticket)


def test_a_blocked_person_gets_no_copy(post, people):
    people.dmitri.is_blocked = True
    people.dmitri.save()
    inbound = post(letter(cc=people.dmitri.email))
    assert not _copied(inbound.message.ticket)


def test_at_most_twenty(post, people):
    crowd = ", ".join(f"p{number}@crowd.example" for number in range(60))
    assert len(_copied(post(letter(cc=crowd)).message.ticket)) == 20


def test_a_stranger_still_has_no_part(asked, post):
    other = post(
        letter("I know of this.", sender="eve@evil.example", in_reply_to="<c1@customer.example>"),
        sender="eve@evil.example",
    )
    assert other.message.ticket != asked.message.ticket


def test_the_agent_says_who_gets_it_and_takes_part_from_now_on(asked, people, drain, smtp):
    ticket = asked.message.ticket
    message = _answer(ticket, people, cc=["Boss@Customer.example", IDA, "carla@customer.example", " "])
    assert message.cc == [IDA, "boss@customer.example"]
    assert _copied(ticket) == [IDA, "boss@customer.example"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [(["no address"], tickets.BadCopy), ([f"p{n}@x.example" for n in range(21)], tickets.TooManyCopies)],
)
def test_what_is_wrong_sends_nothing(asked, people, given, refusal):
    with pytest.raises(refusal):
        _answer(asked.message.ticket, people, cc=given)
    assert not Message.objects.filter(kind="reply").exists()
    assert Participant.objects.count() == 2


def test_one_refused_copy_is_told_and_the_others_have_it(asked, people, drain, smtp):
    drain(at=clock.now() + LATER)  # the confirmation
    _answer(asked.message.ticket, people)
    smtp.script(at("RCPT", "550 5.1.1 no such user"))
    drain(at=clock.now() + LATER)
    drain(at=clock.now() + 2 * LATER)
    assert Letter.objects.get(kind="reply").state == "sent"
    notes = Message.objects.filter(kind="note").values_list("text", flat=True)
    assert any("takes nothing for" in text for text in notes)


def test_the_conversation_tells_who_was_added_and_taken_out(asked, people, browser, acme):
    ticket = asked.message.ticket
    _answer(ticket, people, cc=["boss@customer.example"])
    page = browser(acme, people.ana).get(f"/desk/tickets/{ticket.number}/").text
    assert "added ole@customer.example, ida@customer.example in copy" in page
    assert "Ana Agent took ole@customer.example, ida@customer.example out of the copies" in page
    assert "Ana Agent added boss@customer.example in copy" in page
    assert 'name="cc"' in page
    assert 'value="boss@customer.example"' in page


def test_the_composer_takes_addresses_as_people_write_them(asked, people, browser, acme):
    ticket, ana = asked.message.ticket, browser(acme, people.ana)
    path = f"/desk/tickets/{ticket.number}/reply/"
    body = {
        "kind": "reply",
        "body": "Hello all",
        "cc": "a@x.example; b@x.example,\nc@x.example ",
        "idempotency_key": "k1",
    }
    assert ana.post(path, body).status_code == 302
    assert Message.objects.get(kind="reply").cc == ["a@x.example", "b@x.example", "c@x.example"]
    wrong = ana.post(path, body | {"cc": "nonsense", "idempotency_key": "k2"}, headers={"HX-Request": "true"})
    assert "nonsense is not an address" in wrong.headers["HX-Trigger"]
    assert Message.objects.filter(kind="reply").count() == 1


@pytest.mark.parametrize(
    ("named", "who"),
    [
        ({"subject": "Re: Invoice [T-0001]"}, "a number in the subject is anybody's to write"),
        (
            {"in_reply_to": "<c1@customer.example>", "authentication_results": "mx.acme; dmarc=fail"},
            "our edge calls it forged",
        ),
    ],
)
def test_a_forged_sender_adds_nobody_who_would_read_our_answers(asked, post, named, who):
    forged = post(
        letter("Please also write to my colleague.", cc="eve@evil.example", mime_id="<f@x.example>", **named)
    )
    assert forged.message.ticket == asked.message.ticket
    assert "eve@evil.example" not in _copied(asked.message.ticket), who
