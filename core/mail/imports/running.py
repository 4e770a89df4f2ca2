"""The life of an import in the workers' hands: looked through, run, ended.

The place it has come to moves in the transaction that keeps a mail, so a killed worker leaves nothing out
and brings nothing twice: another one goes on where it was when its lease runs out. What was kept and not
made a ticket is found by the net under all mail. One turn takes a minute, then others have theirs.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.audit import trail
from core.mail import glimpse, inbox
from core.mail.imports import kept, reading
from core.mail.imports.looking import Preview, look
from core.mail.imports.model import MailImport
from core.mail.models import InboundMail
from core.mail.services.accept import accept
from core.mail.services.process import process
from tenants import tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.storage import StorageAway

log = logging.getLogger(__name__)
ALARM = "mail.import"
LEASE = timedelta(minutes=2)  # renewed with every mail, which takes 40 s at most
SLICE = 60.0  # seconds of one turn
WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
KEPT_FOR = timedelta(days=7)  # files that nobody starts
HEAD_ONLY = 256 * 1024  # bytes kept of a mail that is too large
State = MailImport.State


class LostTurn(Exception):
    """Canceled, or the lease ran out and another worker goes on."""


def work(import_id: int) -> None:
    """One turn. Nothing happens when it is over, in other hands, or nobody has started it."""
    if (row := _claim(import_id)) is None:
        return
    try:
        if row.state == State.LOOKING:
            _looked(row, look(row, lambda so_far: _write(row, preview=so_far)))
        else:
            _run(row)
    except LostTurn:
        return
    except reading.TooMuchInside as refusal:
        _fail(row, refusal.message)
    except FileNotFoundError:
        _fail(row, "The uploaded file is not there any more. Upload it again.")
    except StorageAway as fault:
        _later(row, fault)


def tidy(import_id: int) -> None:
    """Delete the files of one that is over. Raises StorageAway; its alarm brings it back."""
    row = MailImport.objects.filter(pk=import_id).exclude(state__in=MailImport.UNFINISHED).first()
    if row is None:
        return
    kept.forget(row)
    clear_alarm(ALARM, row.pk)


def ring(import_id: int) -> bool:
    """Its alarm: does it need a worker? One that nobody started for a week ends here."""
    row = MailImport.objects.select_for_update().filter(pk=import_id).first()
    if row is None:
        return False
    now, is_resting = clock.now(), row.state in (State.ARRIVING, State.READY)
    if is_resting and now < row.created_at + KEPT_FOR:
        set_alarm(ALARM, row.pk, row.created_at + KEPT_FOR)
        return False
    if is_resting:
        end(row, State.CANCELED, reason="Nobody started it within a week, so its files were deleted.")
    set_alarm(ALARM, row.pk, max(now, row.lease_until or now) + LEASE)
    return True


def end(row: MailImport, state: str, **values: Any) -> None:
    """Its last word. Its files are deleted by a worker."""
    moment = clock.now()
    values = {"state": state, "lease_until": None, "finished_at": moment, **values}
    MailImport.objects.filter(pk=row.pk).update(turn=F("turn") + 1, **values)
    set_alarm(ALARM, row.pk, moment + LEASE)
    tasks.wake("mail.import", row.pk)


def _claim(import_id: int) -> MailImport | None:
    moment = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=moment)
    won = MailImport.objects.filter(free, pk=import_id, state__in=MailImport.LIVE).update(
        lease_until=moment + LEASE, turn=F("turn") + 1
    )
    return MailImport.objects.get(pk=import_id) if won else None


@transaction.atomic
def _looked(row: MailImport, found: Preview) -> None:
    """Ready to be started, unless there is no mail in it."""
    _write(row, preview=found, state=State.READY, lease_until=None, attempts=0)
    if found["mails"]:
        set_alarm(ALARM, row.pk, clock.now() + KEPT_FOR)
        return
    why = found["unread"][0]["why"] if found["unread"] else ""
    end(row, State.FAILED, reason=f"There is no mail in it. {why}".strip())


def _run(row: MailImport) -> None:
    over = time.monotonic() + SLICE
    meter = reading.Meter(settings.MAIL_IMPORT_UNPACKED)
    place = (row.at_file, row.at_mail)
    files = kept.openings(row)
    for found in reading.found_in(files, largest=settings.MAIL_LIMIT, meter=meter, after=place):
        if found.entry is None:
            continue
        if inbound_id := _keep(row, found):
            process(inbound_id)
        if time.monotonic() > over:
            _pause(row)
            return
    _finish(row)


@transaction.atomic
def _keep(row: MailImport, found: reading.Found) -> int | None:
    """The mail and the place we have come to, or neither. The id of a mail to work on."""
    assert found.entry is not None
    raw, is_whole = found.entry.raw, not found.entry.is_too_large
    if not raw.strip():
        _step(row, found, empty=F("empty") + 1)
        return None
    raw = raw if is_whole else raw[:HEAD_ONLY].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    inbound_id = accept(raw, sender=glimpse.look(raw).sender, recipient=row.recipient, batch=row.pk)
    _step(row, found, known=F("known") + int(inbound_id is None))
    if inbound_id and not is_whole:
        _hold(inbound_id, found.name)
        return None
    return inbound_id


def _hold(inbound_id: int, name: str) -> None:
    limit = settings.MAIL_LIMIT // 1024**2
    said = f"The mail is larger than {limit} MB. Only its head was kept; all of it is in {name}."
    inbox.quarantine(InboundMail.objects.get(pk=inbound_id), said)


def _step(row: MailImport, found: reading.Found, **values: Any) -> None:
    _write(row, done=F("done") + 1, at_file=found.file, at_mail=found.mail, attempts=0, **values)


@transaction.atomic
def _pause(row: MailImport) -> None:
    """Others have their turn; the next one goes on here."""
    _write(row, lease_until=None)
    set_alarm(ALARM, row.pk, clock.now() + LEASE)
    tasks.wake("mail.import", row.pk)


@transaction.atomic
def _finish(row: MailImport) -> None:
    _write(row, lease_until=None)
    end(row, State.DONE)
    after = MailImport.objects.values("done", "known").get(pk=row.pk)
    trail.record("mail_import.finished", on=row, by=SYSTEM, after=after)


@transaction.atomic
def _fail(row: MailImport, why: str) -> None:
    _write(row, lease_until=None)
    end(row, State.FAILED, reason=why[:300])


@transaction.atomic
def _later(row: MailImport, fault: Exception) -> None:
    """The store is away: again after 1, 2, 4 … 30 minutes, for ever."""
    log.warning("an import waits", extra={"import": row.pk, "why": str(fault)})
    due = clock.now() + min(WAIT * 2 ** min(row.attempts, 5), LONGEST_WAIT)
    _write(row, lease_until=due, attempts=F("attempts") + 1)
    set_alarm(ALARM, row.pk, due)


def _write(row: MailImport, **values: Any) -> None:
    """While it is our turn. LostTurn."""
    values = {"lease_until": clock.now() + LEASE, **values}
    if not _mine(row).update(**values):
        raise LostTurn


def _mine(row: MailImport) -> QuerySet[MailImport]:
    return MailImport.objects.filter(pk=row.pk, turn=row.turn, state__in=MailImport.LIVE)
