"""Fetching while the line is cut, the server restarts, numbers anew or sends 20 MB: none lost, none doubled."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

from core.mail import inbox, selectors
from core.mail.models import InboundMail, MailSource
from core.mail.services import sources
from core.mail.sources import fetch as fetching
from tests.core.mail.conftest import letter
from tests.support.cutting import Cutter
from tests.support.fakes import dovecot as fake

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not fake.is_there(), reason=fake.MISSING)]
MAILS, SIZE = 12, 40_000  # bytes


@pytest.fixture(scope="module")
def dovecot() -> Iterator[fake.Dovecot]:
    with fake.Dovecot() as running:
        yield running


@pytest.fixture
def line(dovecot: fake.Dovecot) -> Iterator[Cutter]:
    with Cutter(dovecot.imaps) as found:
        yield found


@pytest.fixture
def user(request: Any) -> str:
    return f"f{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def source(acme, dovecot, line, user, settings, people) -> MailSource:
    settings.OUTBOUND_CA = dovecot.ca
    return sources.connect_source(
        selectors.default_mailbox(), by=people.olivia.actor, kind="imap", host="localhost", port=line.port,
        is_plain_start=False, username=user, folder="INBOX", after="seen", secret=dovecot.password, brings_old=True,
    )  # fmt: skip


def mail(number: int) -> bytes:
    text = os.urandom(SIZE // 2).hex()
    return letter(f"{number}\n" + "\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
                  subject=f"Mail {number}", mime_id=f"<{number}@customer.example>")  # fmt: skip


def fill(dovecot: fake.Dovecot, user: str, count: int = MAILS) -> None:
    with dovecot.box(user) as box:
        for number in range(count):
            box.append(mail(number), "INBOX")


def fetch_all(source: MailSource, tries: int = 30) -> int:
    """Until a run ends well and brings nothing; returns how many failed."""
    failed = 0
    for _ in range(tries):
        found = fetching.fetch(source.pk)
        source.refresh_from_db()
        if source.health == "ok" and not found:
            return failed
        failed += source.health == "failing"
    raise AssertionError(source.last_error)


def arrived() -> list[str]:
    """Message-IDs, with repeats if there were any."""
    return sorted(InboundMail.objects.values_list("mime_id", flat=True))


EVERY = sorted(f"{number}@customer.example" for number in range(MAILS))


@pytest.mark.parametrize("at", [6_000, 55_000, 120_000])
@pytest.mark.parametrize("at_next_word", [False, True])
def test_the_line_is_cut(source, line, dovecot, user, at, at_next_word):
    """In the middle of FETCH, or between FETCH and STORE, once after another."""
    fill(dovecot, user)
    for more in (0, 20_000, 70_000):
        line.after(at + more, at_next_word=at_next_word)
        fetching.fetch(source.pk)
    assert line.cuts >= 2
    line.after(None)
    fetch_all(source)
    assert arrived() == EVERY


def test_cut_between_fetch_and_store_the_mail_is_ours_and_not_asked_for_again(source, line, dovecot, user):
    fill(dovecot, user, 1)
    line.after(SIZE, at_next_word=True)
    fetching.fetch(source.pk)
    assert line.cuts == 1
    assert arrived() == EVERY[:1]
    with dovecot.box(user) as box:
        assert "\\Seen" not in next(box.fetch(mark_seen=False)).flags
    line.after(None)
    assert fetching.fetch(source.pk) == 0
    assert InboundMail.objects.count() == 1


@pytest.mark.parametrize("at_next_word", [False, True])
def test_the_server_numbers_anew_while_we_fetch(source, line, dovecot, user, at_next_word):
    fill(dovecot, user)

    def renumber() -> None:
        time.sleep(1.1)  # Dovecot's UIDVALIDITY is the second of its making
        dovecot.renumber(user)

    line.on_cut = renumber
    line.after(200_000, at_next_word=at_next_word)
    fetching.fetch(source.pk)
    source.refresh_from_db()
    before = source.uidvalidity
    line.on_cut = lambda: None
    assert 0 < len(arrived()) < MAILS
    fetch_all(source)
    source.refresh_from_db()
    assert source.uidvalidity != before
    assert arrived() == EVERY


def test_the_server_restarts_while_we_fetch(source, line, dovecot, user):
    fill(dovecot, user)

    def restart() -> None:
        dovecot.stop()
        dovecot.start()

    line.on_cut = restart
    for at in (60_000, 200_000):
        line.after(at, at_next_word=True)
        fetching.fetch(source.pk)
    assert line.cuts == 2
    line.on_cut = lambda: None
    fetch_all(source)
    assert arrived() == EVERY


def test_twenty_megabytes_come_whole_after_two_cuts(source, line, dovecot, user):
    raw = letter("See the file.", mime_id="<big@customer.example>",
                 files=(("b.bin", os.urandom(14_800_000), "application/octet-stream"),))  # fmt: skip
    assert 20_000_000 < len(raw) < 21_000_000
    dovecot.put(user, raw)
    for at in (5_000_000, 15_000_000):
        line.after(at)
        assert fetching.fetch(source.pk) == 0
    assert InboundMail.objects.count() == 0
    assert fetching.fetch(source.pk) == 1
    assert inbox.raw_of(InboundMail.objects.get()) == raw
    assert line.cuts == 2
