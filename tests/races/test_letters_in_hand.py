"""A letter in the hands of a worker: held as long as a slow server takes, free soon after the worker is lost."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from psycopg_pool import PoolTimeout

from core.mail import holding, outbox, tasks
from core.mail.models import Letter
from core.mail.services import queue_reply
from core.tickets import services
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.races.conftest import together
from tests.support.fakes.smtp import FakeSMTP, slow


@pytest.fixture
def letter(world) -> Letter:
    """A reply whose time has come."""
    carla, ana = world.people.carla, world.people.ana
    ticket, _ = services.open_ticket(carla, "Invoice", Words("Twice."), channel="mail", by=carla.actor)
    message = services.reply(ticket, "Once now.", author=ana, by=ana.actor)
    queue_reply(message.pk)
    Letter.objects.update(send_after=timezone.now())
    return Letter.objects.get(kind="reply")


def _run_out(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_slow_server_takes_one_letter_once(letter, settings, monkeypatch):
    """The lease runs out while the server thinks; it was renewed, so nobody else sends it again."""
    monkeypatch.setattr(holding, "RENEW_EVERY", 0.1)
    monkeypatch.setattr(outbox, "LETTER_LEASE", timedelta(seconds=1))
    with FakeSMTP() as server:
        settings.RELAY_HOST, settings.RELAY_PORT = server.host, server.port
        server.script(slow(3.0))

        def impatient() -> None:
            for _ in range(20):
                tasks.deliver(letter.pk)
                connection.close()
                time.sleep(0.1)

        together(lambda: tasks.deliver(letter.pk), impatient)
        assert len(server.letters) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.SENT, 1)


def test_whatever_keeps_a_renewal_from_the_database_it_is_tried_again(letter, monkeypatch):
    monkeypatch.setattr(holding, "RENEW_EVERY", 0.02)
    faults, renewed, renew = [InterfaceError, PoolTimeout, OperationalError], threading.Event(), outbox.renew

    def shaky(row: Letter) -> bool:
        if faults:
            raise faults.pop()
        renewed.set()
        return renew(row)

    monkeypatch.setattr(outbox, "renew", shaky)
    with holding.held(outbox.claim(letter.pk)):
        assert renewed.wait(5)


def test_a_letter_that_was_taken_over_is_not_renewed(letter):
    mine = outbox.claim(letter.pk)
    _run_out(letter)
    theirs = outbox.claim(letter.pk)
    assert theirs is not None
    assert not outbox.renew(mine)
    assert outbox.renew(theirs)


def test_the_net_comes_back_when_the_lease_of_a_lost_worker_ends(letter):
    outbox.claim(letter.pk)
    held_until = Letter.objects.get(pk=letter.pk).lease_until
    assert held_until - clock.now() <= outbox.LETTER_LEASE
    assert outbox.look(letter.pk)
    assert Alarm.objects.get(kind="mail.letter", ref=str(letter.pk)).at == held_until
    _run_out(letter)
    assert outbox.look(letter.pk)
    assert Alarm.objects.get(kind="mail.letter", ref=str(letter.pk)).at > clock.now() + timedelta(seconds=60)
