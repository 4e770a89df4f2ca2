"""Fetching from a mailbox elsewhere: a real Dovecot; every mail comes in once, whatever happens there or here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.mail import selectors
from core.mail.models import InboundMail, Letter, MailSource
from core.mail.rules import FETCH_ALARM
from core.mail.services import sources
from core.mail.sources import fetch as fetching
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.core.mail.conftest import letter
from tests.support.fakes import dovecot as fake

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not fake.is_there(), reason=fake.MISSING),
]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[fake.Dovecot]:
    with fake.Dovecot() as running:
        yield running


@pytest.fixture
def user(request: Any) -> str:
    """A mailbox nobody has used."""
    return f"u{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def connect(acme, dovecot, user, settings, people):
    settings.OUTBOUND_CA = dovecot.ca

    def bring(**values: Any) -> MailSource:
        given = {
            "kind": "imap", "host": "localhost", "port": dovecot.imaps, "is_plain_start": False,
            "username": user, "folder": "INBOX", "after": "seen", "secret": dovecot.password,
        }  # fmt: skip
        box = selectors.default_mailbox()
        return sources.connect_source(box, by=people.olivia.actor, **(given | values))

    return bring


def mail(number: int, **values: Any) -> bytes:
    return letter(
        f"Question {number}.", subject=f"Number {number}", mime_id=f"<{number}@customer.example>", **values
    )


def fetch(source_id: int) -> int:
    """A run; what went wrong in it is part of the answer when it was not expected."""
    found = fetching.fetch(source_id)
    row = MailSource.objects.get(pk=source_id)
    assert found or row.failures or row.health == "ok" or not row.last_error, row.last_error
    return found


def subjects() -> list[str]:
    return sorted(Ticket.objects.values_list("subject", flat=True))


def test_new_mail_becomes_tickets_and_is_marked_there(connect, dovecot, user, drain):
    dovecot.put(user, mail(0), at=clock.now() - timedelta(hours=1))
    source = connect()
    for number in (1, 2):
        dovecot.put(user, mail(number))

    assert fetch(source.pk) == 2
    drain()

    assert subjects() == ["Number 1", "Number 2"]
    source.refresh_from_db()
    assert (source.health, source.fetched, source.failures) == ("ok", 2, 0)
    with dovecot.box(user) as box:
        assert [("\\Seen" in one.flags) for one in box.fetch(mark_seen=False)] == [False, True, True]
    assert fetch(source.pk) == 0


def test_old_mail_comes_when_it_is_asked_for(connect, dovecot, user, drain):
    dovecot.put(user, mail(1), at=clock.now() - timedelta(days=400))
    source = connect(brings_old=True)
    assert fetch(source.pk) == 1


def test_marking_as_read_removes_nothing_of_the_owners(connect, dovecot, user):
    source = connect()
    for number in (1, 2):
        dovecot.put(user, mail(number))
    with dovecot.box(user) as box:
        box.client.uid("STORE", box.uids()[0], "+FLAGS", r"(\Deleted)")
    assert fetch(source.pk) == 2
    with dovecot.box(user) as box:
        assert len(box.uids()) == 2


def test_mail_that_somebody_has_read_comes_all_the_same(connect, dovecot, user):
    source = connect()
    fetch(source.pk)
    dovecot.put(user, mail(1))
    with dovecot.box(user) as box:
        box.flag(box.uids(), "\\Seen", True)
    assert fetch(source.pk) == 1


def test_a_crash_between_our_commit_and_their_flag_doubles_nothing(
    connect, dovecot, user, monkeypatch, drain
):
    source = connect()
    dovecot.put(user, mail(1))
    with monkeypatch.context() as patch:
        patch.setattr(
            "core.mail.sources.imap.ImapBox.settle", lambda *_, **__: (_ for _ in ()).throw(SystemExit)
        )
        with pytest.raises(SystemExit):
            fetch(source.pk)
    MailSource.objects.update(lease_until=None)

    dovecot.put(user, mail(2))
    assert fetch(source.pk) == 1
    drain()
    assert subjects() == ["Number 1", "Number 2"]


def test_a_server_that_numbers_anew_doubles_nothing(connect, dovecot, user, drain):
    source = connect()
    for number in (1, 2):
        dovecot.put(user, mail(number))
    fetch(source.pk)
    dovecot.renumber(user)
    dovecot.put(user, mail(3))

    assert fetch(source.pk) == 1
    drain()
    assert subjects() == ["Number 1", "Number 2", "Number 3"]


def test_fetched_mail_is_moved_or_deleted_there(connect, dovecot, user):
    source = connect(after="move", move_to="Done")
    with dovecot.box(user) as box:
        box.folder.create("Done")
    dovecot.put(user, mail(1))
    fetch(source.pk)
    with dovecot.box(user) as box:
        assert box.uids() == []
        box.folder.set("Done")
        assert len(box.uids()) == 1

    source = connect(after="delete")
    dovecot.put(user, mail(2))
    assert fetch(source.pk) == 1
    with dovecot.box(user) as box:
        assert box.uids() == []


def test_by_starttls(connect, dovecot, user):
    source = connect(port=dovecot.imap, is_plain_start=True)
    dovecot.put(user, mail(1))
    assert fetch(source.pk) == 1


def test_by_pop3(connect, dovecot, user, drain):
    dovecot.put(user, mail(0))
    source = connect(kind="pop3", port=dovecot.pop3s, after="leave")
    assert fetch(source.pk) == 0
    dovecot.put(user, mail(1))
    assert fetch(source.pk) == 1
    assert fetch(source.pk) == 0

    source = connect(kind="pop3", port=dovecot.pop3s, after="delete")
    dovecot.put(user, mail(2))
    assert fetch(source.pk) == 1
    with dovecot.box(user) as box:
        assert len(box.uids()) == 2
    drain()
    assert subjects() == ["Number 1", "Number 2"]


def test_what_is_too_large_is_held_with_its_head_and_stays_there(connect, dovecot, user, settings, drain):
    settings.MAIL_LIMIT = 2_000_000
    source = connect(after="delete")
    dovecot.put(user, mail(1, files=(("big.bin", b"x" * 2_000_000, "application/octet-stream"),)))
    dovecot.put(user, mail(2))

    assert fetch(source.pk) == 2
    drain()

    held = InboundMail.objects.get(state="quarantined")
    assert held.subject == "Number 1"
    assert "larger than 1 MB" in held.reason
    assert held.size < 5_000
    assert subjects() == ["Number 2"]
    with dovecot.box(user) as box:
        assert len(box.uids()) == 1


def test_a_run_takes_a_part_and_the_next_goes_on(connect, dovecot, user, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PER_RUN", 3)
    source = connect()
    for number in range(5):
        dovecot.put(user, mail(number))
    assert fetch(source.pk) == 3
    source.refresh_from_db()
    assert (source.waiting, source.fetched) == (2, 3)  # what the page shows
    assert [fetch(source.pk), fetch(source.pk)] == [2, 0]
    source.refresh_from_db()
    assert (source.waiting, source.fetched) == (0, 5)


def test_two_at_once_fetch_once(connect, dovecot, user):
    source = connect()
    dovecot.put(user, mail(1))
    assert fetching.claim(source.pk) is not None
    assert fetch(source.pk) == 0
    assert InboundMail.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"secret": "wrong"}, "does not accept this user name and password"),
        ({"folder": "Nowhere"}, "There is no folder Nowhere"),
        ({"port": 1}, "cannot be reached"),
    ],
)
def test_what_is_wrong_is_said_and_tried_again_later(change, said, connect, drain, smtp):
    source = connect(**change)
    for number in range(1, 5):
        fetch(source.pk)
        source.refresh_from_db()
        assert (source.health, source.failures) == ("failing", number)
        assert said in source.last_error
    at = Alarm.objects.get(kind=FETCH_ALARM, ref=str(source.pk)).at
    assert timedelta(minutes=7) < at - clock.now() < timedelta(minutes=9)

    drain(at=clock.now())
    warned = Letter.objects.filter(kind="source")
    assert {one.recipient for one in warned} == {"olivia@acme.example"}
    assert "support@acme.localhost" in warned[0].subject


def test_people_are_told_when_it_works_again(connect, dovecot, user, drain, smtp):
    source = connect(secret="wrong")
    for _ in range(3):
        fetch(source.pk)
    drain(at=clock.now())
    connect(secret=dovecot.password)
    MailSource.objects.update(failures=3)
    fetch(source.pk)
    drain(at=clock.now())
    assert Letter.objects.filter(kind="source").count() == 2


def test_our_own_network_is_no_ones_mail_server(connect, settings):
    settings.OUTBOUND_ALLOW = []
    source = connect()
    fetch(source.pk)
    source.refresh_from_db()
    assert "does not lead to the public internet" in source.last_error


def test_a_stranger_in_the_middle_gets_no_password(connect, settings):
    settings.OUTBOUND_CA = ""
    source = connect()
    fetch(source.pk)
    source.refresh_from_db()
    assert "certificate" in source.last_error.lower()


def test_nothing_is_fetched_for_an_organization_that_takes_no_mail(connect, dovecot, user):
    source = connect()
    dovecot.put(user, mail(1))
    context.current_tenant().state = "leaving"
    assert fetch(source.pk) == 0


def test_the_secret_is_kept_encrypted_and_recorded_nowhere(connect, dovecot, acme):
    from core.audit.models import Record

    source = connect()
    assert dovecot.password not in source.secret
    assert dovecot.password not in str(list(Record.objects.values()))


@pytest.mark.parametrize(
    "values",
    [
        {"host": "a b"}, {"host": "mail.example\r\nX"}, {"port": 0}, {"kind": "smtp"}, {"username": ""},
        {"after": "move", "move_to": ""}, {"kind": "pop3", "after": "move"}, {"secret": ""},
    ],
)  # fmt: skip
def test_bad_values_are_refused(values, connect):
    with pytest.raises(sources.BadSource):
        connect(**values)


def test_disconnecting_keeps_the_mail(connect, dovecot, user, drain):
    source = connect()
    dovecot.put(user, mail(1))
    fetch(source.pk)
    drain()
    sources.disconnect_source(source, by=SYSTEM)
    sources.disconnect_source(source, by=SYSTEM)
    assert subjects() == ["Number 1"]
    assert not Alarm.objects.filter(kind=FETCH_ALARM).exists()
