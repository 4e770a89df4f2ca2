"""Workers die, lie and come late; a mail becomes one ticket all the same."""

from __future__ import annotations

import hashlib
import hmac
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from core.mail import inbox, services
from core.mail.listeners import look_at_inbox
from core.mail.models import InboundMail
from core.mail.parsing import parse
from core.mail.pipeline import run
from core.tickets.models import Ticket
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.core.mail.conftest import SUPPORT, letter

State = InboundMail.State


def _accept(raw: bytes) -> int:
    found = services.accept(raw, sender="carla@customer.example", recipient=SUPPORT)
    assert found
    return found


def _lease_over(pk: int) -> None:
    InboundMail.objects.filter(pk=pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_repeat_is_known_and_changes_nothing(people):
    raw = letter("Once.", mime_id="<x@y.example>")
    assert services.accept(raw, sender="a@b.example", recipient=SUPPORT)
    assert services.accept(b"Received: by relay2\r\n" + raw, sender="a@b.example", recipient=SUPPORT) is None
    assert InboundMail.objects.count() == 1


def test_without_message_id_every_byte_counts(people):
    one, two = (f"From: {who}@x.example\r\nSubject: s\r\n\r\nHello\r\n".encode() for who in "ab")
    assert services.accept(one, sender="a@x.example", recipient=SUPPORT)
    assert services.accept(two, sender="b@x.example", recipient=SUPPORT)
    assert services.accept(one, sender="a@x.example", recipient=SUPPORT) is None


def test_second_worker_gets_nothing_while_the_first_is_at_it(people):
    pk = _accept(letter())
    assert inbox.claim(pk) is not None
    assert inbox.claim(pk) is None
    assert services.process(pk) == ()
    assert not Ticket.objects.exists()


def test_killed_worker_leaves_a_mail_that_another_one_finishes(people):
    pk = _accept(letter())
    inbox.claim(pk)  # and its worker is gone
    _lease_over(pk)
    services.process(pk)
    assert Ticket.objects.count() == 1
    assert InboundMail.objects.get(pk=pk).attempts == 2


def test_late_worker_has_lost_its_turn(people):
    pk = _accept(letter("Late."))
    slow = inbox.claim(pk)
    _lease_over(pk)
    services.process(pk)
    with pytest.raises(inbox.LostTurn):
        run.run(slow, parse(inbox.raw_of(slow)))
    assert Ticket.objects.count() == 1


def test_third_death_goes_to_quarantine(people):
    pk = _accept(letter())
    for _ in range(3):
        assert inbox.claim(pk)
        _lease_over(pk)
    assert inbox.claim(pk) is None
    look_at_inbox("inbox")
    row = InboundMail.objects.get(pk=pk)
    assert (row.state, row.reason) == (State.QUARANTINED, "Tried 3 times, and each time the work broke off.")
    assert (row.subject, row.from_address) == ("Invoice", "carla@customer.example")
    assert inbox.raw_of(row) == letter()

    services.replay(row, by=people.adam.actor)
    services.process(pk)
    assert InboundMail.objects.get(pk=pk).state == State.DONE
    assert Ticket.objects.count() == 1


def test_the_net_finds_what_nobody_was_told_of(people, drain):
    """The broker was away: no message about the mail was ever sent."""
    pk = _accept(letter())
    assert Alarm.objects.filter(kind="mail.inbound", schema_name="acme").count() == 1
    drain(at=clock.now() + timedelta(seconds=20))
    assert InboundMail.objects.get(pk=pk).state == State.DONE
    assert Ticket.objects.count() == 1
    drain(at=clock.now() + timedelta(minutes=3))
    drain(at=clock.now() + timedelta(minutes=6))
    assert not Alarm.objects.filter(kind="mail.inbound").exists()


def test_a_burst_sets_one_alarm(people):
    for number in range(5):
        _accept(letter(f"Mail {number}"))
    assert Alarm.objects.filter(kind="mail.inbound").count() == 1


def test_the_queue_works_over_the_broker(people, drain):
    from core.mail.tasks import process

    pks = [_accept(letter(f"Mail {number}")) for number in range(3)]
    process.wake(*pks)
    assert drain()[0] == "mail.process"
    assert Ticket.objects.count() == 3


def test_a_fault_of_the_disk_is_not_held_against_the_mail(people, acme):
    content = b"the disk is full for me"
    name = hmac.new(acme.secret.encode(), content, hashlib.sha256).hexdigest()
    folder = Path(default_storage.path(f"attachments/{name[:2]}"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("where the folder should be")

    pk = _accept(letter("With a file.", files=(("a.txt", content, "text/plain"),)))
    services.process(pk)
    row = InboundMail.objects.get(pk=pk)
    assert (row.state, row.attempts) == (State.RECEIVED, 0)
    assert not Ticket.objects.exists()

    folder.unlink()
    _lease_over(pk)
    services.process(pk)
    assert Ticket.objects.get().messages.get().attachments.count() == 1
