"""Files that wait for the scanner: its verdict, the net under them, and an administrator's own word.

A file waits as a row in the state pending. A task looks at it at once; should the task or the daemon be lost,
one alarm of the organization comes back to whatever still waits, later and later. After an hour of waiting
the owners are told, and again each day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from core.audit import trail
from core.files import scanning, selectors, stored
from core.files.events import ScannerSilent
from core.files.models import Attachment
from tenants.alarms.bell import clear_alarm, ensure_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, NotFound
from tenants.tasks import wake

NET, TELL, REF = "files.waiting", "files.scanner_away", "scanner"
SOON, LATEST = timedelta(minutes=1), timedelta(minutes=15)
PATIENCE, AGAIN = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 50  # files woken by one look
VERDICT_LIFE = timedelta(days=1)  # as often as new signatures come
State = Attachment.State
Concerned = Callable[[Attachment], None]
_concerned: list[Concerned] = []


def before_removal(told: Concerned) -> Concerned:
    """Register who hears of a blocked file in the transaction that deletes it, while its row is there."""
    _concerned.append(told)
    return told


class NotBlocked(Conflict):
    """data: filename."""

    code = "file.not_blocked"
    sentence = "{filename} is not blocked any more."


def state_of(digest: str) -> dict[str, object]:
    """Columns of a new row: clean without a scanner, a verdict that is fresh enough, or pending."""
    if not scanning.is_on():
        return {"state": State.CLEAN}
    known = verdict_on(digest)
    if known is None:
        return {"state": State.PENDING}
    return {"state": known.state, "threat": known.threat, "scanned_at": known.scanned_at}


def verdict_on(digest: str) -> Attachment | None:
    """A row with the same bytes whose scan still counts. A released or lost one says nothing of others."""
    fresh = Attachment.objects.filter(digest=digest, scanned_at__gt=clock.now() - VERDICT_LIFE)
    return (
        fresh.filter(released_by="")
        .exclude(state=State.PENDING)
        .exclude(threat=scanning.LOST)
        .order_by("-scanned_at")
        .first()
    )


def watch(row: Attachment) -> None:
    """In the transaction of a new row: whatever happens to the task, somebody will look."""
    if row.state == State.PENDING:
        ensure_alarm(NET, REF, clock.now() + SOON)
        wake("files.scan", row.pk)


def scan(attachment_id: int) -> None:
    """Ask the daemon about one file. Nothing: somebody did already. Raises ScannerAway, StorageAway."""
    row = Attachment.objects.filter(pk=attachment_id, state=State.PENDING).first()
    if row is None:
        return
    if not connection.in_atomic_block:
        connection.close()  # the daemon takes its time; others need the connection
    try:
        verdict = scanning.look_at(selectors.content(row)) if scanning.is_on() else scanning.Verdict()
    except NotFound:
        verdict = scanning.Verdict(scanning.LOST)
    settle(row.digest, verdict)


@transaction.atomic
def settle(digest: str, verdict: scanning.Verdict) -> None:
    """What was found counts for every waiting file of these bytes."""
    stored.hold(digest)
    state = State.BLOCKED if verdict.threat else State.CLEAN
    waiting = Attachment.objects.filter(digest=digest, state=State.PENDING)
    waiting.update(state=state, threat=verdict.threat, scanned_at=clock.now())


@transaction.atomic
def release(attachment: Attachment, *, by: Actor) -> Attachment:
    """Let a blocked or waiting file out on somebody's own word. Audited; twice is once."""
    row = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if row.state == State.CLEAN:
        return row
    was, row.state, row.released_by = row.state, State.CLEAN, by.ref
    row.save(update_fields=["state", "released_by"])
    trail.record(
        "file.released", on=row, by=by, before={"state": was, "threat": row.threat}, after=row.filename
    )
    return row


@transaction.atomic
def remove(attachment: Attachment, *, by: Actor) -> None:
    """Delete a blocked file from its message for good. Audited; twice is once. Raises NotBlocked.

    What would leave without it is held (before_removal). The bytes go with the daily sweep, once no row names
    them.
    """
    row = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment.pk).first()
    if row is None:
        return
    if row.state != State.BLOCKED:
        raise NotBlocked(filename=row.filename)
    trail.record("file.removed", on=row, by=by, before={"file": row.filename, "threat": row.threat})
    for told in _concerned:
        told(row)
    row.delete()


def look() -> list[int]:
    """Files to scan again. Sets the next look, and the moment when the owners are told."""
    waiting = Attachment.objects.filter(state=State.PENDING).order_by("id")
    rows = list(waiting[:AT_ONCE])
    if not rows:
        clear_alarm(TELL, REF)
        return []
    now = clock.now()
    set_alarm(NET, REF, now + min(max(SOON, (now - rows[0].created_at) / 4), LATEST))
    ensure_alarm(TELL, REF, rows[0].created_at + PATIENCE)
    return list({row.digest: row.pk for row in rows}.values())


def tell() -> None:
    """An hour is over: publishes ScannerSilent unless nothing waits that long any more."""
    waiting = Attachment.objects.filter(state=State.PENDING, created_at__lte=clock.now() - PATIENCE).count()
    if waiting:
        publish(ScannerSilent(waiting))
        set_alarm(TELL, REF, clock.now() + AGAIN)
