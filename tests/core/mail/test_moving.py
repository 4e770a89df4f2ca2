"""A mail is moved once at its provider, also when nobody hears that it was."""

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
PLAIN = "IMAP4rev1 SASL-IR IDLE"


@pytest.fixture(scope="module", params=["", f"{PLAIN} UIDPLUS", PLAIN], ids=["move", "uidplus", "plain"])
def dovecot(request: Any) -> Iterator[fake.Dovecot]:
    with fake.Dovecot(offers=request.param) as running:
        yield running


@pytest.fixture
def user(request: Any) -> str:
    return f"m{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def line(dovecot) -> Iterator[Cutter]:
    with Cutter(dovecot.imaps) as found:
        yield found


@pytest.fixture
def source(acme, dovecot, line, user, settings, people) -> MailSource:
    settings.OUTBOUND_CA = dovecot.ca
    with dovecot.box(user) as box:
        box.folder.create("Done")
    return sources.connect_source(
        selectors.default_mailbox(), by=people.olivia.actor, kind="imap", host="localhost", port=line.port,
        is_plain_start=False, username=user, folder="INBOX", after="move", move_to="Done", secret=dovecot.password,
        brings_old=True,
    )  # fmt: skip


def put(dovecot: fake.Dovecot, user: str, *numbers: int, named: bool = True) -> None:
    for number in numbers:
        raw = letter(TEXT, subject=f"Mail {number}", mime_id=f"<{number}@customer.example>")
        dovecot.put(user, raw if named else raw.replace(b"Message-ID", b"X-Nothing"))


def lying(dovecot: fake.Dovecot, user: str, folder: str = "INBOX") -> list[str]:
    with dovecot.box(user) as box:
        box.folder.set(folder)
        return sorted(one.subject for one in box.fetch(mark_seen=False, headers_only=True))


def visit(source: MailSource) -> MailSource:
    fetching.fetch(source.pk)
    source.refresh_from_db()
    return source


def test_what_was_fetched_is_moved(source, dovecot, user):
    put(dovecot, user, 1, 2)
    assert visit(source).last_error == ""
    assert (lying(dovecot, user), lying(dovecot, user, "Done")) == ([], ["Mail 1", "Mail 2"])
    assert source.owed == []


@pytest.mark.parametrize("named", [True, False], ids=["with-id", "without-id"])
def test_a_lost_answer_moves_nothing_twice(source, line, dovecot, user, named):
    put(dovecot, user, 1, named=named)
    line.after(30_000, at_next_answer=True)  # the mail is here; the server moves it, and we do not hear of it
    visit(source)
    assert line.cuts == 1
    line.after(None)
    assert lying(dovecot, user, "Done") == ["Mail 1"]
    assert source.owed

    put(dovecot, user, 2, named=named)
    for _ in range(2):
        visit(source)
    assert (lying(dovecot, user), lying(dovecot, user, "Done")) == ([], ["Mail 1", "Mail 2"])
    assert (source.owed, source.health, InboundMail.objects.count()) == ([], "ok", 2)


def test_a_word_that_never_arrived_is_said_again(source, line, dovecot, user):
    put(dovecot, user, 1)
    line.after(30_000, at_next_word=True)
    visit(source)
    line.after(None)
    assert lying(dovecot, user, "Done") == []
    for _ in range(2):
        visit(source)
    assert (lying(dovecot, user), lying(dovecot, user, "Done")) == ([], ["Mail 1"])


def test_what_looks_alike_is_not_taken_for_it(source, line, dovecot, user):
    with dovecot.box(user) as box:  # as large, and of the same day
        box.append(letter(TEXT, subject="Mail 7", mime_id="<7@customer.example>"), "Done")
    put(dovecot, user, 1)
    line.after(30_000, at_next_word=True)
    visit(source)
    line.after(None)
    for _ in range(2):
        visit(source)
    assert lying(dovecot, user, "Done") == ["Mail 1", "Mail 7"]


def test_what_the_owner_has_marked_as_deleted_stays_where_the_server_can(source, dovecot, user):
    put(dovecot, user, 1)
    visit(source)
    put(dovecot, user, 2)
    with dovecot.box(user) as box:
        box.client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")  # imap_tools' own verb would expunge at once
    MailSource.objects.filter(pk=source.pk).update(last_uid=10)  # that one was never ours
    source.refresh_from_db()
    put(dovecot, user, *range(3, 12))
    visit(source)
    assert ("Mail 2" in lying(dovecot, user)) == (dovecot.offers != PLAIN)
