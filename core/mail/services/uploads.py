"""Bringing old mail in from files somebody uploads: begin, start, cancel. Workers do the rest."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.audit import trail
from core.desk.models import Queue
from core.mail.imports import kept, running
from core.mail.models import Mailbox, MailImport
from tenants import tasks
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, TooLarge
from tenants.kernel.text import one_line, storable

MOST_UNFINISHED = 3
FORM = 256 * 1024  # bytes; more than the parts of a form around the files ever take
State = MailImport.State


class ImportTooLarge(TooLarge):
    """data: megabytes."""

    code = "mail_import.too_large"
    sentence = "One upload may bring {megabytes} MB. Upload the mail in parts."


class NoFile(Invalid):
    code = "mail_import.no_file"
    sentence = "Choose an mbox file, mails (.eml), or a .zip or .gz of them."


class TooManyImports(Conflict):
    code = "mail_import.too_many"
    sentence = "Three imports are under way. Start or discard one of them first."


class NotReady(Conflict):
    """data: state."""

    code = "mail_import.not_ready"
    sentence = "This import cannot be started: it is not looked through yet, or it is over."


def check_announced(content_length: str) -> None:
    """Refuse an upload by its announced size, before its bytes are read. Raises ImportTooLarge."""
    if content_length.isdecimal():
        _check_size(int(content_length) - FORM)


def upload(
    files: Sequence[UploadedFile], mailbox: Mailbox, *, by: Actor, queue: Queue | None = None, is_solved: bool
) -> MailImport:
    """Keep the files and have them looked through; nothing becomes a ticket yet. Not in a transaction.

    mailbox: the address the mails count as sent to. queue: where new tickets are put, None: its own.
    Raises NoFile, ImportTooLarge, TooManyImports, StorageAway.
    """
    size = sum(file.size or 0 for file in files)
    if not size:
        raise NoFile
    _check_size(size)
    row = _begin(mailbox, queue, size, is_solved, by)
    told: list[dict[str, object]] = [
        {"name": _name(file), "path": kept.keep(row, number, File(file)), "size": file.size}
        for number, file in enumerate(files)
    ]
    return _arrived(row, told, by)


@transaction.atomic
def start(row: MailImport, *, by: Actor) -> MailImport:
    """Let its mails become tickets. Repeating it changes nothing. Raises NotReady."""
    row = _locked(row)
    if row.state in (State.RUNNING, State.DONE):
        return row
    if row.state != State.READY:
        raise NotReady(state=row.state)

    row.state, row.started_at = State.RUNNING, clock.now()
    row.save(update_fields=["state", "started_at"])
    set_alarm(running.ALARM, row.pk, clock.now() + running.LEASE)

    trail.record("mail_import.started", on=row, by=by, after=_plain(row))
    tasks.wake("mail.import", row.pk)
    return row


@transaction.atomic
def cancel(row: MailImport, *, by: Actor) -> MailImport:
    """Stop it, or discard what was not started. What it has brought stays. Twice is once."""
    row = _locked(row)
    if row.state not in MailImport.UNFINISHED:
        return row
    running.end(row, State.CANCELED)
    trail.record("mail_import.canceled", on=row, by=by, before=row.state, after={"done": row.done})
    row.refresh_from_db()
    return row


@transaction.atomic
def _begin(mailbox: Mailbox, queue: Queue | None, size: int, is_solved: bool, by: Actor) -> MailImport:
    """The row before the bytes: what breaks off in between is found by its alarm."""
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)  # two uploads at once count each other
    if MailImport.objects.filter(state__in=MailImport.UNFINISHED).count() >= MOST_UNFINISHED:
        raise TooManyImports
    row = MailImport.objects.create(
        recipient=mailbox.address, queue=queue, is_solved=is_solved, asked_by=by.ref, size=size
    )
    set_alarm(running.ALARM, row.pk, clock.now() + running.KEPT_FOR)
    return row


@transaction.atomic
def _arrived(row: MailImport, files: list[dict[str, object]], by: Actor) -> MailImport:
    row.files, row.state = files, State.LOOKING
    row.save(update_fields=["files", "state"])
    set_alarm(running.ALARM, row.pk, clock.now() + running.LEASE)
    trail.record("mail_import.uploaded", on=row, by=by, after=_plain(row))
    tasks.wake("mail.import", row.pk)
    return row


def _locked(row: MailImport) -> MailImport:
    return MailImport.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _plain(row: MailImport) -> dict[str, object]:
    names = [file["name"] for file in row.files[:5]]
    return {"files": names, "size": row.size, "recipient": row.recipient, "solved": row.is_solved}


def _check_size(size: int) -> None:
    if size > settings.MAIL_IMPORT_LIMIT:
        raise ImportTooLarge(megabytes=settings.MAIL_IMPORT_LIMIT // 2**20)


def _name(file: UploadedFile) -> str:
    return one_line(storable(file.name or "mail"), 120)
