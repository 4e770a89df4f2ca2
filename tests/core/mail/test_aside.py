"""What third parties answer to a forwarded message: for colleagues alone, whoever the mail says it is from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.contacts.models import Contact, Identity
from core.contacts.services import contact_for
from core.mail import marks
from core.mail.models import InboundMail, Letter
from core.mail.services import accept, process
from core.tickets import services as tickets
from core.tickets.models import Participant, Ticket
from tenants import context
from tenants.kernel import clock
from tests.core.mail.conftest import letter, said
from tests.core.mail.test_automatic_mail import report_of
from tests.support.callers import one_of_each

LATER = timedelta(minutes=1)
PIA = "pia@parts.example"


@pytest.fixture
def asked(post):
    return post(letter("The pump leaks.", subject="Pump", mime_id="<c1@customer.example>")).message


@pytest.fixture
def passed(asked, people, drain, smtp):
    """Ana forwarded it to Pia, and the letter has left."""
    message = tickets.forward(asked, "Can you help?", to=[PIA], author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    return message


@pytest.fixture
def answer(passed, post):
    """answer("words", ...) of Pia to the tag."""

    def write(text="It needs a new seal.", *, sender="Pia Parts <pia@parts.example>", **more):
        tag = more.pop("to", Letter.objects.get(message=passed).reply_to)
        return post(letter(text, sender=sender, to=tag, subject="Re: Fwd: Pump", **more), to=tag, sender=PIA)

    return write


def test_the_answer_is_an_internal_message_of_the_ticket(asked, passed, answer, people):
    before = Ticket.objects.get()
    inbound = answer()

    message, ticket = inbound.message, Ticket.objects.get()
    assert (inbound.state, message.ticket, message.kind, message.side, message.mark) == (
        "done", before, "aside", passed, "",
    )  # fmt: skip
    assert (message.author_name, message.address, message.text) == ("Pia Parts", PIA, "It needs a new seal.")
    assert (message.author_contact, ticket.status, ticket.awaits_reply, ticket.preview) == (
        None, before.status, before.awaits_reply, before.preview,
    )  # fmt: skip
    assert ticket.aside_at == message.created_at
    assert not Participant.objects.exists()
    assert not Contact.objects.filter(email=PIA).exists()
    assert said(inbound, "aside_tag") == "answers what was forwarded from T-0001"
    assert said(inbound, "aside").startswith("A third party's answer")
    assert [line["step"] for line in inbound.trace][-4:] == ["files", "known_ids", "thread", "aside"]


def test_nobody_is_answered_and_the_customer_hears_nothing(answer, passed, drain, smtp):
    count = len(smtp.letters)
    answer()
    drain(at=clock.now() + 2 * LATER)
    assert len(smtp.letters) == count


def test_it_does_not_open_a_finished_ticket(asked, answer, people):
    from core.desk import selectors as desk

    tickets.change(asked.ticket, by=people.ana.actor, status=desk.default_status("closed"))
    answer()
    ticket = Ticket.objects.get()
    assert (ticket.status.category, ticket.reopen_count) == ("closed", 0)
    assert ticket.messages.filter(kind="aside").exists()


def test_our_message_id_leads_there_without_the_tag(passed, post):
    mime_id = Letter.objects.get(message=passed).mime_id
    inbound = post(letter("By the way.", sender=PIA, in_reply_to=f"<{mime_id}>", subject="Re: x"), sender=PIA)
    assert (inbound.message.kind, inbound.message.side) == ("aside", passed)


def test_their_own_message_id_leads_there_too(passed, answer, post):
    answer(mime_id="<p1@parts.example>")
    again = post(letter("One more.", sender=PIA, references="<x@y> <p1@parts.example>", mime_id="<p2@parts.example>"), sender=PIA)  # fmt: skip
    assert (again.message.kind, again.message.side) == ("aside", passed)


def test_another_address_is_heard_and_marked(answer):
    inbound = answer(sender="Otto <otto@parts.example>")
    assert (inbound.message.kind, inbound.message.mark) == ("aside", "stranger")


@pytest.mark.parametrize("way", ["tag", "reference"])
def test_nobody_is_heard_as_the_customer_through_it(passed, post, way):
    sent = Letter.objects.get(message=passed)
    to = sent.reply_to if way == "tag" else "support@acme.localhost"
    inbound = post(letter("Pay Eve.", to=to, subject="Re: x", in_reply_to=f"<{sent.mime_id}>"), to=to)
    assert (inbound.from_address, inbound.message.kind) == ("carla@customer.example", "aside")
    assert inbound.message.mark == "stranger"
    assert Ticket.objects.get().messages.filter(kind="customer").count() == 1


def test_a_reference_beside_a_forged_reply_address_opens_another_ticket(asked, passed, post, people):
    sent = Letter.objects.get(message=passed)
    forged = f"support+{marks.reply_token(asked.ticket, people.dmitri.pk)}@acme.localhost"
    inbound = post(letter("Pay Eve.", to=forged, in_reply_to=f"<{sent.mime_id}>"), to=forged)
    assert inbound.message.ticket != asked.ticket
    assert asked.ticket.messages.filter(kind="customer").count() == 1


def test_a_customer_with_the_tag_sees_nothing_of_it(acme, asked, passed, answer, people):
    answer(sender="Carla Customer <carla@customer.example>")
    callers = one_of_each(acme, people)
    seen = callers.carla.read(f"/portal/tickets/{asked.ticket.number}/messages/").json()
    assert [one["text"] for one in seen] == ["The pump leaks."]


@pytest.mark.parametrize("wrong", ["aaaaaaaaaaaaaaaaaaaaaaaaaa", "", "short"])
def test_a_forged_tag_is_nothing(passed, post, wrong):
    token = marks.aside_token(passed.pk)
    to = f"support+{token[: token.rindex('-') + 1]}{wrong}@acme.localhost"
    inbound = post(letter("Hi.", sender=PIA, to=to), to=to, sender=PIA)
    assert said(inbound, "aside_tag") == "not written to one"
    assert inbound.message.kind == "customer"
    assert inbound.message.ticket != passed.ticket


def test_a_tag_of_another_organization_is_nothing(passed, globex):
    token = marks.aside_token(passed.pk)
    with context.tenant(globex):
        assert marks.side_of(token) is None
        assert marks.aside_token(passed.pk) != token


def test_the_tag_of_a_message_that_is_no_forward_is_nothing(asked, passed, post):
    to = f"support+{marks.aside_token(asked.pk)}@acme.localhost"
    assert said(post(letter("Hi.", sender=PIA, to=to), to=to, sender=PIA), "aside") == "none"


def test_an_absence_note_is_recorded_and_calls_nobody(answer, passed, drain, smtp):
    count = len(smtp.letters)
    inbound = answer("I am away.", auto_submitted="auto-replied")
    assert (inbound.state, inbound.message.kind, inbound.message.mark) == ("done", "aside", "automatic")
    assert Ticket.objects.get().aside_at is None
    drain(at=clock.now() + 2 * LATER)
    assert len(smtp.letters) == count


def test_a_letter_that_comes_back_is_marked_on_the_forwarded_message(passed, post):
    row = Letter.objects.get(message=passed)
    post(report_of(row, about=PIA), to=row.reply_to, sender="")
    row.refresh_from_db()
    assert row.delivery == "bounced"
    assert f"Mail to {PIA} could not" in passed.ticket.messages.filter(kind="note").last().text
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None


def test_tag_alone_names_the_letter_that_came_back_but_proves_nothing(passed, post, people):
    row = Letter.objects.get(message=passed)
    contact_for(PIA, "Pia")
    raw = report_of(row, about=PIA).replace(row.mime_id.encode(), b"unknown@x.example")
    post(raw, to=row.reply_to, sender="")
    row.refresh_from_db()
    assert row.delivery == "bounced"
    assert Identity.objects.get(email=PIA).undeliverable_at is None


def test_the_same_mail_to_tag_and_address_is_one_message(passed, post):
    tag = Letter.objects.get(message=passed).reply_to
    raw = letter("Twice.", sender=PIA, to=f"{tag}, support@acme.localhost", mime_id="<t@parts.example>")
    first, second = post(raw, to=tag, sender=PIA), post(raw, sender=PIA)
    assert (second.state, second.message) == ("done", first.message)


def test_the_tag_follows_the_forwarded_message(asked, passed, post, people, answer):
    other = post(letter("Another matter.", subject="Hose", mime_id="<c9@customer.example>")).message.ticket
    with clock.at(clock.now() + LATER):
        tickets.move_message(passed, to=other, by=people.ana.actor)
        assert answer("Moved.").message.ticket == other
        passed.refresh_from_db()
        split = tickets.split(passed, by=people.ana.actor)
    assert answer("Split.").message.ticket == split
    tickets.merge(split, into=asked.ticket, by=people.ana.actor)
    assert answer("Merged.").message.ticket == asked.ticket


def test_more_than_enough_of_them_is_parked(passed, answer, monkeypatch):
    monkeypatch.setattr("core.mail.pipeline.aside.MESSAGES_AN_HOUR", 2)
    states = [answer(f"Word {number}.").state for number in range(3)]
    assert states == ["done", "done", InboundMail.State.PARKED]


def test_an_agent_answers_in_the_side_conversation(passed, answer, people, drain, smtp):
    heard = answer(mime_id="<p1@parts.example>", cc="Otto <otto@parts.example>").message
    assert heard.cc == ["otto@parts.example"]
    reply = tickets.answer_aside(heard, "Send one, please.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + 3 * LATER)

    first, second = Letter.objects.filter(kind="forward").order_by("pk")
    sent = smtp.letters[-1].message
    assert (reply.to, reply.side, reply.about, reply.kind) == ([PIA], passed, heard, "forward")
    assert (second.reply_to, sent["Subject"]) == (first.reply_to, "Re: Fwd: Pump")
    assert sent["In-Reply-To"] == "<p1@parts.example>"
    assert sent["References"] == f"<{first.mime_id}> <p1@parts.example>"
    plain = sent.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "Pia Parts wrote:\n> It needs a new seal." in plain
    assert "The pump leaks" not in plain
    assert Ticket.objects.get().aside_at is None
    assert (
        answer("Done.", sender="otto@parts.example", mime_id="<p3@parts.example>").message.mark == "stranger"
    )


def test_the_bell_goes_where_the_answer_goes_and_comes_back_with_it(asked, answer, people, post):
    heard = answer().message
    other = post(letter("Another matter.", subject="Hose", mime_id="<c9@customer.example>")).message.ticket
    merge = tickets.merge(asked.ticket, into=other, by=people.ana.actor)
    assert _aside_at(other) == heard.created_at
    tickets.unmerge(merge, by=people.ana.actor)
    assert (_aside_at(other), _aside_at(asked.ticket)) == (None, heard.created_at)

    reply = tickets.answer_aside(heard, "Thanks.", author=people.ana, by=people.ana.actor)
    assert _aside_at(asked.ticket) is None
    tickets.withdraw(reply, by=people.ana.actor)
    assert _aside_at(asked.ticket) == heard.created_at


def _aside_at(ticket):
    return Ticket.objects.get(pk=ticket.pk).aside_at


def test_answering_needs_words_and_a_side_conversation(asked, answer, people):
    heard = answer().message
    with pytest.raises(tickets.EmptyMessage):
        tickets.answer_aside(heard, " ", author=people.ana, by=people.ana.actor)
    with pytest.raises(tickets.NoSide):
        tickets.answer_aside(asked, "Hi.", author=people.ana, by=people.ana.actor)
    with pytest.raises(tickets.ToCustomer):
        tickets.answer_aside(
            heard, "Hi.", to=["carla@customer.example"], author=people.ana, by=people.ana.actor
        )


def test_its_words_are_not_quoted_to_the_customer(answer):
    from core.mail.letters import quoting

    with pytest.raises(quoting.NotToQuote):
        quoting.quoted(answer().message)


def test_an_old_answer_that_is_imported_calls_nobody(answer, passed, people, drain):
    """History brings nothing back: neither the bell nor the mark of the ticket tells of it."""
    raw = letter("Long ago.", sender=f"Pia Parts <{PIA}>", to=Letter.objects.get(message=passed).reply_to,
                 subject="Re: Fwd: Pump", mime_id="<old@parts.example>")  # fmt: skip
    process(accept(raw, sender=PIA, recipient="support@acme.localhost", is_imported=True))
    assert passed.ticket.messages.filter(kind="aside", text="Long ago.").exists()
    assert Ticket.objects.get().aside_at is None

    answer()
    assert Ticket.objects.get().aside_at is not None
