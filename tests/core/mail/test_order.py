"""Letters of one ticket reach one reader in the order they were written, whatever holds the first one up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.files.services import keep_file
from core.mail import outbox
from core.mail.models import Letter
from core.mail.tasks import deliver
from core.mail.transport import Receipt
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.fakes.clamd import FakeClamd
from tests.support.fakes.smtp import at

THREE = ("First.", "Second.", "Third.")


@pytest.fixture
def ticket(post, people) -> Ticket:
    post(letter(mime_id="<first@customer.example>"))
    Letter.objects.update(state="canceled")
    return Ticket.objects.get()


@pytest.fixture
def clamd():
    with FakeClamd() as daemon:
        yield daemon


@pytest.fixture
def say(ticket, people):
    def reply(text: str, *files: bytes):
        kept = [keep_file(content, "a.txt", by=people.ana.actor) for content in files]
        return tickets.reply(ticket, text, author=people.ana, by=people.ana.actor, attachments=kept)

    return reply


def left(smtp) -> list[str]:
    return [text for one in smtp.letters for text in (*THREE, "Outside.") if text in str(one.message)]


def after(**delta):
    return clock.now() + timedelta(**delta)


@pytest.fixture
def scanned_first(say, settings, drain):
    """Three replies; the files of the first wait for a scanner that is away."""
    settings.CLAMAV = "127.0.0.1:9"
    first = say(THREE[0], b"some bytes")
    for text in THREE[1:]:
        say(text)
    drain()
    drain(at=after(seconds=20))
    return first


def test_nothing_overtakes_a_reply_whose_file_is_scanned(scanned_first, smtp, settings, clamd, drain):
    drain(at=after(minutes=1))
    drain(at=after(minutes=5))
    assert left(smtp) == []
    assert Letter.objects.get(message=scanned_first).attempts == 0

    settings.CLAMAV = clamd.address
    for minutes in (10, 20, 30):
        drain(at=after(minutes=minutes))
    assert left(smtp) == list(THREE)


def test_a_file_that_is_blocked_lets_the_others_go(scanned_first, smtp, settings, clamd, drain):
    clamd.finds[b"some bytes"] = "Eicar"
    settings.CLAMAV = clamd.address
    for minutes in (10, 20, 30):
        drain(at=after(minutes=minutes))

    assert Letter.objects.get(message=scanned_first).state == "failed"
    assert left(smtp) == list(THREE[1:])


def test_one_that_is_taken_back_lets_the_others_go_at_once(ticket, people, settings, smtp, drain):
    settings.CLAMAV, settings.UNDO_SECONDS = "127.0.0.1:9", 3600
    kept = keep_file(b"some bytes", "a.txt", by=people.ana.actor)
    first = tickets.reply(ticket, THREE[0], author=people.ana, by=people.ana.actor, attachments=[kept])
    drain()
    Letter.objects.filter(message=first).update(send_after=clock.now())
    settings.UNDO_SECONDS = 0
    tickets.reply(ticket, THREE[1], author=people.ana, by=people.ana.actor)
    drain()
    assert left(smtp) == []

    tickets.withdraw(first, by=people.ana.actor)
    drain()
    assert left(smtp) == [THREE[1]]


def test_what_failed_for_good_holds_nobody_up(say, smtp, drain):
    for text in THREE:
        say(text)
    smtp.script(at("RCPT", "550 5.7.1 no"))
    drain()
    drain(at=after(seconds=20))
    assert left(smtp) == list(THREE[1:])


def test_another_reader_does_not_wait(ticket, say, people, smtp, drain):
    """A supplier whose server refuses for days keeps no answer from the customer."""
    tickets.forward(
        ticket.messages.first(), "Outside.", to=["pia@parts.example"], author=people.ana, by=people.ana.actor
    )
    say(THREE[0])
    smtp.script(at("RCPT", "451 4.2.0 later"))
    drain()
    drain(at=after(seconds=20))
    assert left(smtp) == [THREE[0]]
    assert Letter.objects.get(recipient="pia@parts.example").state == "queued"


def test_somebody_in_copy_of_both_reads_them_in_order(ticket, say, people, smtp, drain):
    """The supplier is in copy of the answer: it waits behind what went to the supplier alone."""
    tickets.forward(
        ticket.messages.first(), "Outside.", to=["pia@parts.example"], author=people.ana, by=people.ana.actor
    )
    drain()
    reply = say(THREE[0])
    drain()
    Letter.objects.filter(message=reply).update(cc=["pia@parts.example"])
    smtp.script(at("RCPT", "451 4.2.0 later"))
    drain(at=after(seconds=20))
    assert left(smtp) == []
    drain(at=after(minutes=3))
    drain(at=after(minutes=5))
    assert left(smtp) == ["Outside.", THREE[0]]


def test_the_second_of_two_third_parties_reads_in_order_too(ticket, people, smtp, drain):
    """Pia and Otto were written to together; what Otto alone is written waits behind that."""
    who = {"author": people.ana, "by": people.ana.actor}
    both = tickets.forward(
        ticket.messages.first(), THREE[0], to=["pia@parts.example", "otto@parts.example"], **who
    )
    drain()
    tickets.answer_aside(both, THREE[1], to=["otto@parts.example"], **who)
    smtp.script(at("RCPT", "451 4.2.0 later"), at("RCPT", "451 4.2.0 later"))
    drain(at=after(seconds=20))
    assert left(smtp) == []
    drain(at=after(minutes=3))
    drain(at=after(minutes=5))
    assert left(smtp) == [*THREE[:2]]


def test_all_who_waited_behind_a_letter_to_several_go_at_once(ticket, people, smtp, drain):
    who = {"author": people.ana, "by": people.ana.actor}
    both = tickets.forward(
        ticket.messages.first(), THREE[0], to=["pia@parts.example", "otto@parts.example"], **who
    )
    drain()
    for text, whom in zip(THREE[1:], ("pia@parts.example", "otto@parts.example"), strict=True):
        tickets.answer_aside(both, text, to=[whom], **who)
    drain()
    with clock.at(after(seconds=20)):
        assert len(outbox.sent(outbox.claim(Letter.objects.get(message=both).pk), Receipt())) == 2


def test_held_letters_leave_before_later_ones(say, smtp, drain):
    """What waited while the organization could send nothing goes first, should its wake-up be late."""
    first = say(THREE[0])
    drain()
    Letter.objects.filter(message=first).update(
        send_after=after(hours=1), last_error="held: the organization may send nothing at the moment"
    )
    second = say(THREE[1])
    drain(at=after(seconds=20))
    with clock.at(after(minutes=1)):
        deliver(Letter.objects.get(message=second).pk)
    assert left(smtp) == []


@pytest.mark.parametrize("why", [outbox.HELD, outbox.RESTORED])
def test_nothing_overtakes_a_letter_that_is_held(say, drain, why):
    for text in THREE[:2]:
        say(text)
    drain()
    first, second = Letter.objects.filter(kind="reply").order_by("pk")
    Letter.objects.update(send_after=clock.now())
    outbox.hold(first.pk, why)

    assert outbox.claim(second.pk) is None
    assert outbox.let_go(why) == [first.pk]
    assert outbox.claim(first.pk) is not None
