"""A letter never leaves without a file that was deleted under it: it is held, and whoever wrote it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.files import services as files
from core.files import waiting
from core.mail import outbox, scans, tasks
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.fakes.clamd import FakeClamd

LATER = timedelta(minutes=1)
WHY = "Held: the virus scanner found Eicar-Test in offer.pdf, and the file was deleted. Send it again."


@pytest.fixture(autouse=True)
def clamd(settings):
    with FakeClamd() as daemon:
        daemon.finds[b"evil"] = "Eicar-Test"
        settings.CLAMAV = daemon.address
        yield daemon


@pytest.fixture
def ticket(post, drain, smtp):
    found = post(letter("Send me an offer.")).message.ticket
    drain(at=clock.now() + LATER)
    smtp.letters.clear()
    return found


@pytest.fixture
def bad(people):
    """An upload of Ana's that the scanner has blocked."""
    row = files.keep_file(b"evil", "offer.pdf", by=people.ana.actor, strict=False)
    waiting.scan(row.pk)
    row.refresh_from_db()
    assert row.state == "blocked"
    return row


def _reply(ticket, people, bad):
    """A reply with the file; it was blocked after it was attached."""
    with_it = {"author": people.ana, "by": people.ana.actor}
    message = tickets.reply(ticket, "Here it is.", **with_it)
    message.attachments.add(bad)
    return message


def _notes():
    return list(Message.objects.filter(kind="note").values_list("text", flat=True))


def _held():
    found = Letter.objects.get(kind="reply")
    return found.state, found.last_error, found.text


def test_the_letter_is_held_and_the_agent_told(ticket, people, bad, drain, smtp, browser, acme):
    _reply(ticket, people, bad)
    drain()
    waiting.remove(bad, by=people.olivia.actor)
    drain(at=clock.now() + LATER)
    assert _held() == ("failed", WHY, "")
    assert not smtp.letters
    assert any(WHY in text for text in _notes())
    assert WHY in browser(acme, people.ana).get(f"/desk/tickets/{ticket.number}/").text


def test_also_before_its_letter_was_written(ticket, people, bad, drain, smtp):
    _reply(ticket, people, bad)
    waiting.remove(bad, by=people.olivia.actor)
    drain(at=clock.now() + LATER)
    assert _held() == ("failed", WHY, "")
    assert not smtp.letters


def test_also_when_a_worker_has_it_in_hand(ticket, people, bad, drain, smtp):
    _reply(ticket, people, bad)
    drain()
    with clock.at(clock.now() + LATER):
        claimed = outbox.claim(Letter.objects.get(kind="reply").pk)
        waiting.remove(bad, by=people.olivia.actor)
        assert scans.found_in(claimed) == "", "the file is gone, nothing is found any more"
        assert not outbox.renew(claimed), "but the letter is not the worker's any more"
    assert _held()[0] == "failed"


def test_a_forward_is_held_as_well(ticket, people, bad, drain, smtp):
    about = Message.objects.get(kind="customer")
    message = tickets.forward(
        about, to=["parts@supplier.example"], text="Please look.", author=people.ana, by=people.ana.actor
    )
    message.attachments.add(bad)
    drain()
    waiting.remove(bad, by=people.olivia.actor)
    drain(at=clock.now() + LATER)
    assert Letter.objects.get(kind="forward").state == "failed"
    assert not smtp.letters


def test_what_has_left_or_was_taken_back_stays_as_it_is(ticket, people, bad, drain, smtp):
    said = tickets.reply(ticket, "Without a file.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    said.attachments.add(bad)
    gone = _reply(ticket, people, bad)
    tickets.withdraw(gone, by=people.ana.actor)
    drain()
    waiting.remove(bad, by=people.olivia.actor)
    states = dict(Letter.objects.filter(kind="reply").values_list("message", "state"))
    assert states == {said.pk: "sent"}, "the one that was taken back has none"
    assert not [text for text in _notes() if "Held" in text]


def test_the_next_letter_does_not_wait_for_it(ticket, people, bad, drain, smtp):
    _reply(ticket, people, bad)
    drain()
    waiting.remove(bad, by=people.olivia.actor)
    tickets.reply(ticket, "Again, without it.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + 2 * LATER)
    assert [one for one in smtp.letters if "Again, without it" in str(one.message)]


def test_a_letter_without_such_a_file_leaves(ticket, people, drain, smtp):
    tickets.reply(ticket, "No file.", author=people.ana, by=people.ana.actor)
    drain()
    tasks.deliver(Letter.objects.get(kind="reply").pk)
    drain(at=clock.now() + LATER)
    assert Letter.objects.get(kind="reply").state == "sent"
