"""Letters that leave: headers, order, undo, the relay's moods."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.contacts import services as contacts
from core.mail import outbox
from core.mail.models import InboundMail, Letter, MailReference
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants import secrets
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.fakes.smtp import at, cut_after_data

State = Letter.State


@pytest.fixture
def ticket(post, people) -> Ticket:
    """Carla wrote, and has been told that it arrived."""
    post(letter("Help me.\n\nBest\nCarla", subject="Printer\u00a0broken", mime_id="<first@customer.example>"))
    Letter.objects.update(state=State.CANCELED)
    Alarm.objects.filter(kind="mail.letter").delete()
    return Ticket.objects.get()


def _text(sent, kind: str = "plain") -> str:
    return sent.message.get_body((kind,)).get_content().replace("\r\n", "\n")


def _later(**delta):
    return clock.now() + timedelta(**delta)


def test_reply_leaves_after_the_undo_window(ticket, people, drain, smtp):
    message = tickets.reply(ticket, "It is fixed.\n\nTry again.", author=people.ana, by=people.ana.actor)
    drain()
    row = Letter.objects.get(kind="reply")
    assert (row.state, row.send_after) == (State.QUEUED, message.undo_until)
    assert smtp.letters == []

    drain(at=_later(seconds=16))
    row.refresh_from_db()
    (sent,) = smtp.letters
    assert row.state == State.SENT
    assert (row.text, row.html) == ("", "")
    assert sent.recipients == ["carla@customer.example"]
    assert sent.sender == row.reply_to
    assert str(sent.message["From"]) == "Ana Agent via Acme Cloud <support@acme.localhost>"
    assert str(sent.message["To"]) == "carla@customer.example"
    assert str(sent.message["Subject"]) == "Re: Printer broken [T-0001]"
    assert sent.message["Message-ID"] == f"<{row.mime_id}>"
    assert sent.message["In-Reply-To"] == "<first@customer.example>"
    assert sent.message["References"].split()[0] == "<first@customer.example>"
    assert sent.message["Auto-Submitted"] is None
    assert MailReference.objects.get(mime_id=row.mime_id).is_ours
    assert not Alarm.objects.filter(kind="mail.letter").exists()


def test_a_letter_behind_a_long_queue_is_called_less_and_less_often(ticket, people, drain):
    """Each call puts one more message into the queue that it waits in."""
    tickets.reply(ticket, "It is fixed.", author=people.ana, by=people.ana.actor)
    drain()
    row, due = Letter.objects.get(kind="reply"), Alarm.objects.get(kind="mail.letter")
    rests = []
    while (due.at - row.send_after) < timedelta(hours=2):
        with clock.at(due.at):
            assert outbox.look(row.pk)
        before, due = due.at, Alarm.objects.get(kind="mail.letter")
        rests.append(due.at - before)
    assert rests == sorted(rests)
    assert rests[0] < timedelta(minutes=2)
    assert len(rests) < 12


def test_reply_text_page_and_link(ticket, people, drain, smtp):
    tickets.reply(ticket, "<b>It</b> is fixed.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    text, page = _text(smtp.letters[0]), _text(smtp.letters[0], "html")
    assert text.startswith(
        "##- Please type your reply above this line -##\n\n<b>It</b> is fixed.\n\nAna Agent\nAcme Cloud\n\n"
    )
    assert "\n> Help me.\n>\n> Best\n> Carla\n" in text
    assert "&lt;b&gt;It&lt;/b&gt; is fixed." in page
    assert "<style" not in page
    assert "#00ff0" not in page
    token = text.partition("/help/sign-in/")[2].partition("/")[0]
    with clock.at(_later(days=6)):
        contact, path = contacts.open_portal(token)
    assert (contact, path) == (people.carla, "/help/requests/1/")
    with pytest.raises(secrets.BadLink):
        contacts.open_portal(token)


def test_customers_answer_to_the_letter_is_trimmed_and_threaded(ticket, people, drain, smtp, post):
    tickets.reply(ticket, "It is fixed.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    mail = smtp.letters[0].message
    quoted = "\n".join(f"> {line}" for line in _text(smtp.letters[0]).splitlines())
    inbound = post(
        letter(
            f"Thank you!\n\nOn Fri, 20 Nov 2026 at 10:00, Ana Agent <support@acme.localhost> wrote:\n{quoted}\n",
            to=str(mail["Reply-To"]),
            in_reply_to=mail["Message-ID"],
        ),
        to=str(mail["Reply-To"]),
    )
    assert (inbound.message.ticket, inbound.message.text) == (ticket, "Thank you!")


def test_undo_within_the_window(ticket, people, drain, smtp):
    message = tickets.reply(ticket, "Oops.", author=people.ana, by=people.ana.actor)
    drain()
    tickets.withdraw(message, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=60))
    assert Letter.objects.get(kind="reply").state == State.CANCELED
    assert smtp.letters == []


def test_undo_whose_listener_is_late_still_holds(ticket, people, drain, smtp):
    """The reply is taken back, but nobody has told the letter yet when its time comes."""
    message = tickets.reply(ticket, "Oops.", author=people.ana, by=people.ana.actor)
    drain()
    Message.objects.filter(pk=message.pk).update(withdrawn_at=clock.now())
    drain(at=_later(seconds=60))
    assert smtp.letters == []
    assert Letter.objects.get(kind="reply").state == State.CANCELED


def test_undo_too_late(ticket, people, drain, smtp):
    message = tickets.reply(ticket, "Gone.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    with clock.at(_later(seconds=17)), pytest.raises(tickets.TooLate):
        tickets.withdraw(message, by=people.ana.actor)
    assert len(smtp.letters) == 1


def test_reply_withdrawn_before_the_letter_was_written(ticket, people, drain, smtp):
    message = tickets.reply(ticket, "Oops.", author=people.ana, by=people.ana.actor)
    tickets.withdraw(message, by=people.ana.actor)
    drain()
    assert not Letter.objects.filter(kind="reply").exists()


def test_order_per_ticket_is_kept(ticket, people, drain, smtp):
    for text in ("One.", "Two.", "Three."):
        tickets.reply(ticket, text, author=people.ana, by=people.ana.actor)
    drain()
    first, *_ = Letter.objects.filter(kind="reply").order_by("id")
    smtp.script(at("RCPT", "451 4.2.0 later"))
    drain(at=_later(seconds=20))
    assert smtp.letters == []
    assert [row.state for row in Letter.objects.filter(kind="reply")] == [State.QUEUED] * 3
    drain(at=_later(seconds=90))
    texts = [_text(sent).split("\n")[2] for sent in smtp.letters]
    assert texts == ["One.", "Two.", "Three."]
    first.refresh_from_db()
    assert first.attempts == 2


def test_relay_down_then_up_sends_the_same_message_id(ticket, people, drain, smtp, settings):
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    up, settings.RELAY_PORT = settings.RELAY_PORT, 1  # nobody listens there
    moment = clock.now()
    waits = []
    for _ in range(7):
        moment += timedelta(minutes=31)
        drain(at=moment)
        row = Letter.objects.get(kind="reply")
        waits.append(round((row.send_after - moment).total_seconds() / 60))
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert row.state == State.QUEUED
    assert row.last_error.startswith("relay: ConnectionRefusedError")
    settings.RELAY_PORT = up
    drain(at=moment + timedelta(minutes=31))
    assert [sent.message["Message-ID"] for sent in smtp.letters] == [f"<{row.mime_id}>"]


def test_cut_after_data_repeats_the_same_letter(ticket, people, drain, smtp):
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    smtp.script(cut_after_data())
    drain(at=_later(seconds=20))
    drain(at=_later(minutes=3))
    ids = [sent.message["Message-ID"] for sent in smtp.letters]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert Letter.objects.get(kind="reply").state == State.SENT


def test_refused_for_good_is_told_on_the_ticket(ticket, people, drain, smtp):
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    smtp.script(at("RCPT", "550 5.1.1 no such user"))
    drain(at=_later(seconds=20))
    row = Letter.objects.get(kind="reply")
    assert (row.state, row.last_error) == (State.FAILED, "550 5.1.1 no such user")
    assert ticket.messages.get(kind="note").text == (
        "Mail to carla@customer.example could not be delivered. 550 5.1.1 no such user"
    )
    assert people.carla.identities.get().undeliverable_at is not None


def test_given_up_after_five_days(ticket, people, drain, settings):
    settings.RELAY_HOST, settings.RELAY_PORT = "127.0.0.1", 1
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(days=5, minutes=1))
    assert Letter.objects.get(kind="reply").state == State.FAILED
    assert "given up after 5 days" in ticket.messages.get(kind="note").text


def test_worker_lost_while_sending_repeats_the_letter(ticket, people, drain, smtp):
    from core.mail import outbox

    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    with clock.at(_later(seconds=16)):
        lost = outbox.claim(Letter.objects.get(kind="reply").pk)
        assert lost is not None
        assert outbox.claim(lost.pk) is None
    Letter.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    drain(at=_later(seconds=60))
    assert len(smtp.letters) == 1
    from core.mail.transport import Receipt

    before = Letter.objects.get(kind="reply").sent_at
    outbox.sent(lost, Receipt())
    assert Letter.objects.get(kind="reply").sent_at == before


def test_names_cannot_break_out_of_their_header(ticket, people, drain, smtp, acme):
    people.ana.name = 'Eve"\r\nBcc: victim@x.example\r\n <a@b.c>, \u202eeve'
    people.ana.save()
    Ticket.objects.update(subject="Hi\r\nX-Evil: yes")
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    (sent,) = smtp.letters
    assert sent.recipients == ["carla@customer.example"]
    assert sent.message["Bcc"] is None
    assert sent.message["X-Evil"] is None
    assert [address.addr_spec for address in sent.message["From"].addresses] == ["support@acme.localhost"]
    assert str(sent.message["Subject"]) == "Re: Hi X-Evil: yes [T-0001]"


def test_files_go_with_the_reply(ticket, people, drain, smtp):
    from core.files.services import keep_file

    file = keep_file(b"hello file", "hello.txt", by=people.ana.actor)
    tickets.reply(ticket, "See file.", author=people.ana, by=people.ana.actor, attachments=[file])
    drain()
    drain(at=_later(seconds=16))
    (part,) = smtp.letters[0].message.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("hello.txt", "hello file")


def test_customer_without_an_address(people, drain, smtp):
    from core.tickets.services.words import Words

    people.dmitri.email = ""
    people.dmitri.save()
    ticket, _ = tickets.open_ticket(
        people.dmitri, "By phone", Words("x"), channel="phone", by=people.ana.actor
    )
    tickets.reply(ticket, "Hello.", author=people.ana, by=people.ana.actor)
    drain()
    assert not Letter.objects.exists()
    assert ticket.messages.get(kind="note").text.startswith("This customer has no mail address.")


def test_confirmation_reaches_the_customer(post, people, drain, smtp):
    from core.mail.tasks import deliver

    inbound = post(letter("Help."))
    deliver.wake(Letter.objects.get().pk)
    drain()
    (sent,) = smtp.letters
    assert str(sent.message["Subject"]) == "[T-0001] We have received your request"
    assert str(sent.message["From"]) == "Acme Cloud <support@acme.localhost>"
    assert sent.message["Auto-Submitted"] == "auto-replied"
    answer = post(letter("More.", in_reply_to=sent.message["Message-ID"]))
    assert answer.message.ticket == inbound.message.ticket
    assert InboundMail.objects.count() == 2


def test_portal_link_is_mailed(people, drain, smtp):
    contacts.ask_portal_link("Carla@customer.example", "/help/requests/7/")
    drain()
    (sent,) = smtp.letters
    assert str(sent.message["Subject"]) == "Your sign-in link for Acme Cloud"
    text = sent.message.get_body(("plain",)).get_content()
    token = text.partition("/help/sign-in/")[2].partition("/")[0]
    with clock.at(_later(minutes=16)), pytest.raises(secrets.BadLink):
        contacts.open_portal(token)
    assert contacts.open_portal(token) == (people.carla, "/help/requests/7/")
