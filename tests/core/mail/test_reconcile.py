"""The database was restored to an earlier moment: what had left stays sent, and nothing is mailed twice."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.mail import outbox
from core.mail.models import InboundMail, Letter, MailReference
from core.mail.sending import sent_log
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import context, lineage
from tenants.events.models import Delivery, KnownDatabase
from tenants.kernel import clock
from tests.core.mail.conftest import letter

State = Letter.State


@pytest.fixture(autouse=True)
def log(settings, tmp_path, monkeypatch) -> Path:
    """A log of this test alone; whether the database is whole is asked each time."""
    settings.SENT_LOG = tmp_path / "sent"
    monkeypatch.setattr(lineage, "ASK_AGAIN", -1.0)
    return settings.SENT_LOG


@pytest.fixture
def restored(drain):
    """restored() -> from now on this is another database than the one that sent."""

    def come_back() -> None:
        assert lineage.is_whole()
        KnownDatabase.objects.update(identity="1/00000001")
        assert not lineage.is_whole()

    return come_back


def reconcile(**options) -> str:
    said = StringIO()
    call_command("mail_reconcile", stdout=said, **options)
    return said.getvalue()


def _later(**delta):
    return clock.now() + timedelta(**delta)


def _confirmed(post, drain, mime_id="<first@customer.example>") -> Letter:
    post(letter("Help me.", mime_id=mime_id))
    drain(at=_later(seconds=11))
    return Letter.objects.get(kind="confirmation")


def test_what_left_is_in_the_log_without_addresses(post, people, drain, smtp, log):
    row = _confirmed(post, drain)

    (line,) = sent_log.lines([log])
    assert (line.schema, line.mime_id, line.cause) == (
        context.current_schema(),
        row.mime_id,
        sent_log.cause(row),
    )
    (path,) = log.glob("*.log")
    assert "customer.example" not in path.read_text()
    assert (path.stat().st_mode & 0o077, log.stat().st_mode & 0o077) == (0, 0)


def test_no_letter_leaves_a_restored_database(post, people, drain, smtp, restored):
    restored()
    row = _confirmed(post, drain)
    drain(at=_later(hours=2))

    row.refresh_from_db()
    assert smtp.letters == []
    assert (row.state, row.last_error, row.attempts) == (State.QUEUED, outbox.RESTORED, 0)


def test_a_letter_that_had_left_does_not_leave_again(post, people, drain, smtp, restored):
    """The backup was taken while it was queued."""
    row = _confirmed(post, drain)
    Letter.objects.update(state=State.QUEUED, sent_at=None, text="We have it.")
    restored()

    assert f"{context.current_schema()}: 1 had left already, 0 still to go, 0 left" in reconcile()

    drain(at=_later(hours=2))
    row.refresh_from_db()
    assert (row.state, row.text) == (State.SENT, "")
    assert len(smtp.letters) == 1
    assert lineage.is_whole()


def test_a_mail_that_is_read_again_is_not_confirmed_again(post, people, drain, smtp, restored):
    """The backup is older than the ticket; the mail was there, or its mailbox elsewhere gave it once more."""
    was = _confirmed(post, drain)
    Ticket.objects.all().delete()
    InboundMail.objects.all().delete()
    restored()
    again = _confirmed(post, drain)
    assert again.mime_id != was.mime_id

    reconcile()

    drain(at=_later(hours=2))
    assert len(smtp.letters) == 1
    again.refresh_from_db()
    assert again.provider_id == was.mime_id, "what is heard of the first is heard of this one"
    assert MailReference.objects.get(mime_id=was.mime_id).ticket == again.ticket, (
        "answers to it find the ticket"
    )


def test_a_reply_whose_letter_is_written_again_goes_once(post, people, drain, smtp, restored):
    _confirmed(post, drain)
    message = tickets.reply(Ticket.objects.get(), "It is fixed.", author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    Letter.objects.filter(kind="reply").delete()
    restored()
    from core.mail import services

    services.queue_reply(message.pk)
    reconcile()

    drain(at=_later(hours=2))
    assert [sent.message["Subject"] for sent in smtp.letters if "Re:" in sent.message["Subject"]] == [
        "Re: Invoice [T-0001]"
    ]


def test_what_never_left_goes_now(post, people, drain, smtp, restored):
    post(letter("Help me.", mime_id="<first@customer.example>"))
    drain(at=_later(seconds=11))
    restored()
    for text in ("It is fixed.", "And once more."):
        tickets.reply(Ticket.objects.get(), text, author=people.ana, by=people.ana.actor)
    drain()
    drain(at=_later(seconds=16))
    assert len(smtp.letters) == 1

    assert "0 had left already, 2 still to go" in reconcile()

    drain()
    texts = [sent.message.get_body(("plain",)).get_content() for sent in smtp.letters[1:]]
    assert ["fixed" in texts[0], "once more" in texts[1]] == [True, True]


def test_without_a_log_nothing_is_let_go(post, people, drain, smtp, restored):
    drain()
    restored()
    row = _confirmed(post, drain)
    with pytest.raises(CommandError, match="no log of sent letters"):
        reconcile()
    drain(at=_later(hours=2))
    assert smtp.letters == []

    reconcile(without_log=True)
    drain()
    row.refresh_from_db()
    assert row.state == State.SENT


def test_the_relays_own_log_serves_when_ours_is_gone(post, people, drain, smtp, restored, log, tmp_path):
    row = _confirmed(post, drain)
    for path in log.glob("*.log"):
        path.unlink()
    Letter.objects.update(state=State.QUEUED)
    restored()
    relay = tmp_path / "mail.log"
    relay.write_text(f"Nov 28 10:00:00 mx postfix/cleanup[1]: 4D5: message-id=<{row.mime_id}>\n")

    reconcile(relay_log=[relay])

    drain(at=_later(hours=2))
    assert len(smtp.letters) == 1


def test_a_look_changes_nothing(post, people, drain, smtp, restored):
    row = _confirmed(post, drain)
    Letter.objects.update(state=State.QUEUED)
    restored()
    assert "Nothing was changed" in reconcile(dry_run=True)
    row.refresh_from_db()
    assert (row.state, lineage.is_whole()) == (State.QUEUED, False)


def test_it_waits_for_mail_that_is_still_read(post, people, drain, smtp, restored, monkeypatch):
    from core.mail.management.commands import mail_reconcile

    monkeypatch.setattr(mail_reconcile, "PATIENCE", 0.0)
    _confirmed(post, drain)
    InboundMail.objects.update(state=InboundMail.State.RECEIVED)
    restored()
    with pytest.raises(CommandError, match="1 mails, events and mailboxes are still in work"):
        reconcile()
    assert not lineage.is_whole()


def test_a_whole_database_is_left_alone(acme, drain):
    assert "nothing is held" in reconcile()
    assert Delivery.objects.count() == 0


def test_a_log_that_cannot_be_written_stops_no_letter(post, people, drain, smtp, log):
    log.parent.mkdir(exist_ok=True)
    log.write_text("a file where a folder should be")
    row = _confirmed(post, drain)
    assert (row.state, len(smtp.letters)) == (State.SENT, 1)


def test_a_line_that_was_cut_is_passed_over(post, people, drain, smtp, log):
    _confirmed(post, drain)
    (path,) = log.glob("*.log")
    path.write_text(path.read_text() + "2026-11-28T10:00:00+00:00\tacme\t<half")
    assert len(list(sent_log.lines([log]))) == 1


def test_old_days_are_forgotten(post, people, drain, smtp, log):
    log.mkdir()
    (log / "2020-01-01-old.log").write_text("x")
    _confirmed(post, drain)
    assert [path.name[:4] for path in log.glob("*.log")] == [f"{clock.now():%Y}"]
