"""What was to be deleted at the provider when the line was cut is deleted by a later visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core.mail import selectors
from core.mail.models import InboundMail, MailSource
from core.mail.services import sources
from core.mail.sources import fetch as fetching
from tests.core.mail.conftest import letter
from tests.support.cutting import Cutter
from tests.support.fakes import dovecot as fake

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not fake.is_there(), reason=fake.MISSING)]
TEXT = "\n".join(["x" * 70] * 600)  # so that a count of bytes tells where in the talk we are


@pytest.fixture(scope="module")
def dovecot() -> Iterator[fake.Dovecot]:
    with fake.Dovecot() as running:
        yield running


@pytest.fixture
def user(request: Any) -> str:
    return f"o{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture(params=["imap", "pop3"])
def line(request, dovecot) -> Iterator[Cutter]:
    with Cutter(dovecot.imaps if request.param == "imap" else dovecot.pop3s) as found:
        found.kind = request.param  # type: ignore[attr-defined]
        yield found


@pytest.fixture
def source(acme, dovecot, line, user, settings, people) -> MailSource:
    settings.OUTBOUND_CA = dovecot.ca
    return sources.connect_source(
        selectors.default_mailbox(), by=people.olivia.actor, kind=line.kind, host="localhost", port=line.port,
        is_plain_start=False, username=user, folder="INBOX", after="delete", secret=dovecot.password, brings_old=True,
    )  # fmt: skip


def put(dovecot: fake.Dovecot, user: str, *numbers: int) -> None:
    for number in numbers:
        dovecot.put(user, letter(TEXT, subject=f"Mail {number}", mime_id=f"<{number}@customer.example>"))


def lying(dovecot: fake.Dovecot, user: str) -> int:
    with dovecot.box(user) as box:
        return len(list(box.fetch(mark_seen=False, headers_only=True)))


def visit(source: MailSource) -> MailSource:
    fetching.fetch(source.pk)
    source.refresh_from_db()
    return source


def test_a_cut_before_the_deletion_is_made_good(source, line, dovecot, user):
    put(dovecot, user, 1, 2)
    line.after(30_000, at_next_word=True)  # the first mail is here; the next word would delete it
    visit(source)
    assert line.cuts == 1
    line.after(None)
    assert InboundMail.objects.count() == 1
    assert lying(dovecot, user) == 2
    assert source.owed

    for _ in range(3):
        visit(source)
    assert InboundMail.objects.count() == 2
    assert lying(dovecot, user) == 0
    assert source.owed == []


def test_nothing_is_owed_after_a_good_visit_and_nothing_of_the_owners_is_deleted(source, line, dovecot, user):
    put(dovecot, user, 1)
    for _ in range(2):
        visit(source)
    assert (source.health, source.owed, lying(dovecot, user)) == ("ok", [], 0)
    put(dovecot, user, 2)
    assert visit(source).fetched == 2


def test_whoever_changes_their_mind_has_it_left_alone(source, line, dovecot, user, people):
    put(dovecot, user, 1)
    line.after(30_000, at_next_word=True)
    visit(source)
    line.after(None)
    assert source.owed
    MailSource.objects.filter(pk=source.pk).update(after="leave")
    for _ in range(2):
        visit(source)
    assert lying(dovecot, user) == 1
    assert source.owed == []
