"""Mailboxes held open: a real Dovecot tells of new mail, and it is here long before its minute comes."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from core.mail import selectors
from core.mail.models import InboundMail, MailSource
from core.mail.rules import FETCH_ALARM
from core.mail.services import sources
from core.mail.sources import fetch as fetching
from core.mail.sources import idle
from core.mail.sources.box import ServerFault
from core.mail.watcher import beat, places, watch
from tenants import context
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
from tests.core.mail.conftest import letter
from tests.support.commits import committed
from tests.support.fakes import dovecot as fake
from tests.support.fakes.imap import OldImap
from tests.support.worker import Worker

pytestmark = pytest.mark.skipif(not fake.is_there(), reason=fake.MISSING)
FAR = timedelta(hours=1)
SOON = 30.0  # seconds; a loaded machine. The mailbox would be looked at by itself after an hour


@pytest.fixture(scope="module")
def dovecot() -> Iterator[fake.Dovecot]:
    with fake.Dovecot() as running:
        yield running


@pytest.fixture
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), committed() as found:
        yield found


@pytest.fixture
def source(ground: SimpleNamespace, dovecot: fake.Dovecot, settings: Any, request: Any) -> MailSource:
    """Connected, fetched once, and its next minute an hour away."""
    settings.OUTBOUND_CA = dovecot.ca
    row = sources.connect_source(
        selectors.default_mailbox(), by=ground.people.olivia.actor, kind="imap", host="localhost",
        port=dovecot.imaps, is_plain_start=False, username=f"w{abs(hash(request.node.nodeid)) % 10**9}",
        folder="INBOX", after="seen", secret=dovecot.password,
    )  # fmt: skip
    Worker()()
    row.refresh_from_db()
    assert row.health == "ok"
    set_alarm(FETCH_ALARM, row.pk, clock.now() + FAR)
    return row


@pytest.fixture
def watcher(source: MailSource, monkeypatch: Any) -> Iterator[watch.Watcher]:
    """Running in a thread of its own, looking at what is to be held every half second."""
    monkeypatch.setattr(watch, "LOOK", 0.5)
    monkeypatch.setattr(watch, "FIRST_WAIT", 0.5)
    loop, found = asyncio.new_event_loop(), watch.Watcher()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running = asyncio.run_coroutine_threadsafe(found.run(), loop)
    yield found
    running.cancel()
    time.sleep(0.2)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    for threads in (found._slow, found._quick):
        threads.shutdown(wait=True)


def until(holds: Callable[[], object], seconds: float = SOON) -> float:
    """How long it took, in seconds; the tasks that are asked for run meanwhile."""
    began, worker = time.monotonic(), Worker()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not happen"
        worker()
        time.sleep(0.02)
    return time.monotonic() - began


def arrived(subject: str) -> bool:
    return InboundMail.objects.filter(mime_id=f"{subject}@customer.example").exists()


def idling(dovecot: fake.Dovecot, source: MailSource) -> bool:
    """Asked of the server: is somebody signed in to this mailbox?"""
    return source.username in dovecot.connected()


def bring(dovecot: fake.Dovecot, source: MailSource, subject: str) -> None:
    dovecot.put(
        source.username, letter(f"{subject}.", subject=subject, mime_id=f"<{subject}@customer.example>")
    )


def test_a_mail_is_here_within_moments(watcher, dovecot, source):
    until(lambda: idling(dovecot, source))
    for number in range(3):
        bring(dovecot, source, f"now-{number}")
        until(lambda number=number: arrived(f"now-{number}"))
    with context.shared():
        assert beat.is_alive()


def test_waiting_holds_no_database_connection(watcher, dovecot, source):
    until(lambda: idling(dovecot, source))
    time.sleep(0.3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] == 0


def test_a_mail_that_comes_while_a_fetch_runs_is_not_left_lying(source, dovecot):
    assert fetching.claim(source.pk) is not None  # somebody fetches
    bring(dovecot, source, "meanwhile")
    assert fetching.fetch(source.pk) == 0
    running = MailSource.objects.get(pk=source.pk)
    fetching._succeeded(running, left=0)  # it had looked before the mail came
    until(lambda: arrived("meanwhile"))


def test_it_is_asked_again_before_the_server_forgets_us(watcher, dovecot, source, monkeypatch):
    monkeypatch.setattr(watch, "RENEW", 0.5)
    until(lambda: idling(dovecot, source))
    time.sleep(1.5)
    bring(dovecot, source, "renewed")
    until(lambda: arrived("renewed"))


def test_a_server_that_restarts_is_found_again(watcher, dovecot, source):
    until(lambda: idling(dovecot, source))
    dovecot.stop()
    time.sleep(0.5)
    dovecot.start()
    until(lambda: idling(dovecot, source), 60.0)  # a line that was accepted and never served ends after 30 s
    bring(dovecot, source, "after-restart")
    until(lambda: arrived("after-restart"))


@pytest.mark.parametrize("change", ["failing", "off", "gone", "suspended"])
def test_who_is_not_fetched_is_not_held_either(watcher, dovecot, source, ground, change):
    until(lambda: idling(dovecot, source))
    time.sleep(0.5)
    Worker()()  # the look that follows signing in is over
    if change == "gone":
        sources.disconnect_source(source, by=SYSTEM)
    elif change == "suspended":
        Tenant.objects.filter(pk=ground.acme.pk).update(state="suspended")
    else:
        MailSource.objects.update(**({"health": "failing"} if change == "failing" else {"is_on": False}))
    try:
        until(lambda: not watcher.held and not idling(dovecot, source))
    finally:
        Tenant.objects.filter(pk=ground.acme.pk).update(state="active")


def test_another_password_ends_the_old_connection(watcher, dovecot, source):
    until(lambda: idling(dovecot, source))
    before = set(watcher.held)
    MailSource.objects.update(username=f"{source.username}x")
    until(lambda: f"{source.username}x" in dovecot.connected())
    assert not before & set(watcher.held)
    until(lambda: not idling(dovecot, source))


def test_a_server_that_cannot_tell_is_polled(watcher, source, settings, tmp_path):
    with OldImap(tmp_path) as old:
        settings.OUTBOUND_CA = old.ca
        MailSource.objects.update(port=old.port)
        until(lambda: "IDLE" in old.asked)
        time.sleep(1.5)
        assert old.asked.count("IDLE") == 1
        assert fetching.fetch(source.pk) == 0
        assert MailSource.objects.get().health == "ok"


def test_when_the_database_is_away_what_is_held_stays(watcher, dovecot, source, monkeypatch):
    until(lambda: idling(dovecot, source))
    before = dict(watcher.held)

    def away() -> set[places.Place]:
        raise OSError("away")

    monkeypatch.setattr(places, "wanted", away)
    time.sleep(1.2)
    assert watcher.held == before
    bring(dovecot, source, "still-held")
    until(lambda: arrived("still-held"))


def test_a_server_that_never_stops_talking_keeps_no_thread(monkeypatch):
    monkeypatch.setattr(idle, "LONGEST_LOOK", 0.1)
    box = idle.IdleBox.__new__(idle.IdleBox)
    line = SimpleNamespace(
        sock=SimpleNamespace(settimeout=lambda _: None), readline=lambda: b"* 1 FETCH (FLAGS ())\r\n"
    )
    box.host, box.folder, box.client = "endless.example", "INBOX", SimpleNamespace(client=line)
    with pytest.raises(ServerFault, match="without end"):
        box.heard()
