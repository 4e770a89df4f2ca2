"""The life of a letter: queued -> sent | failed | canceled.

A claim is one conditional UPDATE that sets a lease and raises `turn`; `sent`, `fail` and `release`
succeed only while the turn matches. Letters of one ticket that somebody reads both of leave in the order
they were written: one that is planned for later keeps nobody waiting; one that is tried again, held, or
waits for the scan of its files does, and only until it is sent, given up or taken back. A reply that was
taken back is never claimed: the claim waits for a withdrawal under way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.mail.events import LetterFailed, LetterFared, RecipientsRefused
from core.mail.letters.rows import GRACE, WAKE
from core.mail.models import Letter, MailReference
from core.mail.rules import CARRYING, CONFIRMATION, GIVE_UP_AFTER, LETTER_LEASE, MERGED, wait_after
from core.mail.scans import WAITS
from core.mail.transport import Receipt, Rejected
from core.tickets.models import Message, Ticket, TicketMerge
from tenants import context
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.errors import Unavailable
from tenants.kernel.text import one_line, storable
from tenants.rules import Door, Pass

State = Letter.State
HOLD = timedelta(hours=1)  # a letter held looks that often whether it may go
HELD = "held: the organization may send nothing at the moment"
RESTORED = "held: the database was restored and what had left is not compared yet (manage.py mail_reconcile)"

_HURRY = """
    UPDATE {} SET send_after = send_after - %s
     WHERE ticket_id = %s AND kind = %s AND state = 'queued' AND attempts = 0 AND last_error = ''
 RETURNING id
"""
_CLAIM = """
    UPDATE {letter} AS l
       SET lease_until = clock_timestamp() + %(lease)s, turn = turn + 1, attempts = attempts + 1
     WHERE l.id = %(id)s AND l.state = 'queued' AND l.send_after <= %(now)s
       AND (l.lease_until IS NULL OR l.lease_until < clock_timestamp())
       AND NOT EXISTS (SELECT 1 FROM {letter} AS e
                        WHERE e.ticket_id = l.ticket_id AND e.state = 'queued' AND e.id < l.id
                          AND (e.attempts > 0 OR e.send_after <= l.send_after
                               OR e.last_error IN (%(held)s, %(restored)s, %(scanned)s))
                          AND (jsonb_build_array(e.recipient) || e.beside || e.cc || e.bcc) ?| ARRAY(
                              SELECT jsonb_array_elements_text(
                                  jsonb_build_array(l.recipient) || l.beside || l.cc || l.bcc)))
 RETURNING *
"""

_RENEW = """
    UPDATE {letter} SET lease_until = clock_timestamp() + %(lease)s
     WHERE id = %(id)s AND turn = %(turn)s AND state = 'queued'
"""


@transaction.atomic
def claim(letter_id: int) -> Letter | None:
    """The letter for this worker alone; None when it is done, not due, held by another or behind one."""
    table = connection.ops.quote_name(Letter._meta.db_table)
    values = {
        "id": letter_id, "lease": LETTER_LEASE, "now": clock.now(),
        "held": HELD, "restored": RESTORED, "scanned": WAITS,
    }  # fmt: skip
    letter = next(iter(Letter.objects.raw(_CLAIM.format(letter=table), values)), None)
    return None if letter and _is_taken_back(letter) else letter


def renew(letter: Letter) -> bool:
    """Hold it a little longer. False when it is not ours any more."""
    table = connection.ops.quote_name(Letter._meta.db_table)
    values: dict[str, Any] = {"id": letter.pk, "lease": LETTER_LEASE, "turn": letter.turn}
    with connection.cursor() as cursor:
        cursor.execute(_RENEW.format(letter=table), values)
        return bool(cursor.rowcount)


@transaction.atomic
def sent(letter: Letter, receipt: Receipt) -> list[int]:
    """It is out. Its text goes, for it may hold a sign-in link. Returns the ids of those next in line."""
    changed = _settle(
        letter, state=State.SENT, sent_at=clock.now(), last_error="", text="", html="",
        taken_by=receipt.by[:253], provider_id=receipt.provider_id,
    )  # fmt: skip
    if changed and receipt.mime_id and letter.message_id:
        _also_known_as(letter, receipt.mime_id)
    if changed:
        fared(letter)
    if changed and receipt.refused:
        publish(RecipientsRefused(letter.pk, ", ".join(receipt.refused)))
    return _next(letter) if changed else []


@transaction.atomic
def fail(letter: Letter, why: Rejected) -> list[int]:
    """It will never arrive. Publishes LetterFailed; returns the ids of those next in line."""
    if not _settle(letter, state=State.FAILED, last_error=_line(why), text="", html=""):
        return []
    publish(LetterFailed(letter.pk, why.enhanced))
    fared(letter)
    return _next(letter)


@transaction.atomic
def release(letter: Letter, why: Unavailable) -> list[int]:
    """Later: after 1, 2, 4 ... 30 minutes. After five days given up, and the next in line may go."""
    now = clock.now()
    if now - letter.created_at >= GIVE_UP_AFTER:
        return fail(letter, Rejected(one_line(f"given up after 5 days: {why}", 400)))
    due = now + wait_after(letter.attempts)
    if _ours(letter).update(send_after=due, lease_until=None, last_error=_line(why)):
        set_alarm(WAKE, letter.pk, due)
        fared(letter)
    return []


def fared(letter: Letter) -> None:
    """Screens that show its message learn that there is something new. Inside a transaction."""
    if letter.message_id is not None:
        publish(LetterFared(letter.pk, letter.ticket_id, letter.message_id))


def hurry(ticket_id: int, kind: str, waited: timedelta) -> list[int]:
    """Letters of this kind that nobody has tried yet may leave now. Their ids.

    They are due as if they had never waited: by this worker's own clock, which may be wrong, a letter that
    was written later could come before them.
    """
    values: list[Any] = [waited, ticket_id, kind]
    with connection.cursor() as cursor:
        cursor.execute(_HURRY.format(hot.name_of(Letter)), values)
        return sorted(pk for (pk,) in cursor.fetchall())


@transaction.atomic
def hold(letter_id: int, why: str = HELD) -> None:
    """It may not leave now: the letter waits, and nobody counts it as a try. why: HELD or RESTORED."""
    due = clock.now() + HOLD
    if Letter.objects.filter(pk=letter_id, state=State.QUEUED).update(send_after=due, last_error=why):
        set_alarm(WAKE, letter_id, due)


@transaction.atomic
def let_go(why: str = HELD) -> list[int]:
    """What was held for this reason is due now. The letters' ids, in order."""
    held = Letter.objects.select_for_update().filter(state=State.QUEUED, last_error=why).order_by("id")
    ids = list(held.values_list("pk", flat=True))
    Letter.objects.filter(pk__in=ids).update(send_after=clock.now(), last_error="")
    return ids


def had_left(letter: Letter, at: datetime, mime_id: str) -> None:
    """It is out already, under this Message-ID; the restored database did not know. The row is locked."""
    other = "" if mime_id == letter.mime_id else mime_id
    if other and letter.message_id:
        _also_known_as(letter, other)
    _settle(letter, state=State.SENT, sent_at=at, last_error="", text="", html="", provider_id=other)


def cancel(message_id: int) -> list[int]:
    """Take back the letter of a withdrawn reply or forward. One that has left stays as it is.

    Returns the ids of those that waited behind it.
    """
    return cancel_all(Letter.objects.filter(message_id=message_id, kind__in=CARRYING))


@transaction.atomic
def cancel_all(rows: QuerySet[Letter]) -> list[int]:
    """Take back those of these letters that have not left. The ids of those that waited behind them."""
    letters = list(rows.select_for_update().filter(state=State.QUEUED))
    for letter in letters:
        _settle(letter, state=State.CANCELED, text="", html="")
    return [following for letter in letters for following in _next(letter)]


def look(letter_id: int) -> bool:
    """Its alarm rang: is it still owed? Then the alarm is set again, for it ends only with the letter.

    The longer it has waited, the later: behind a long queue each call makes the queue longer.
    """
    owed = Letter.objects.filter(pk=letter_id, state=State.QUEUED)
    if (row := owed.values_list("send_after", "lease_until").first()) is None:
        return False
    due, held_until = row
    now = clock.now()
    if held_until and held_until > now:
        again = held_until
    else:
        again = max(due, now + (now - due) / 2) + wait_after(1) + GRACE
    set_alarm(WAKE, letter_id, again)
    return True


def may_leave(letter_id: int) -> bool:
    """Whether the organization's state lets it out. Links to sign in leave a restricted one, too."""
    row = context.current_tenant()
    if row.at(Door.MAIL_OUT) is Pass.OPEN:
        return True
    is_own = Letter.objects.filter(pk=letter_id, ticket=None).exists()
    return row.state == row.State.RESTRICTED and is_own


def _is_taken_back(letter: Letter) -> bool:
    """Wait for whoever takes back its reason right now, and cancel the letter if that is gone.

    Spam is not told that it has arrived, nor anything else that nobody wrote."""
    if letter.kind in CARRYING:
        assert letter.message_id is not None  # such a letter carries one
        message = Message.objects.select_for_update(of=("self",)).get(pk=letter.message_id)
        is_automatic = message.kind == Message.Kind.AUTO
        is_gone = message.withdrawn_at is not None or (is_automatic and _is_unanswered(letter))
    elif letter.kind == MERGED:
        merges = TicketMerge.objects.select_for_update().filter(message_ids__contains=[letter.message_id])
        is_gone = all(merge.undone_at for merge in merges)
    elif letter.kind == CONFIRMATION:
        is_gone = _is_unanswered(letter)
    else:
        return False
    if is_gone:
        _settle(letter, state=State.CANCELED, text="", html="")
    return is_gone


def _is_unanswered(letter: Letter) -> bool:
    """Nobody says anything by themselves to who sent spam, or in the bin."""
    assert letter.ticket_id is not None  # such a letter tells of one
    ticket = Ticket.every.select_related("status").get(pk=letter.ticket_id)
    return ticket.is_spam or ticket.deleted_at is not None


def _also_known_as(letter: Letter, mime_id: str) -> None:
    """A provider gave it another Message-ID: answers name that one."""
    known = {"ticket_id": letter.ticket_id, "message_id": letter.message_id, "is_ours": True}
    MailReference.objects.get_or_create(mime_id=mime_id, defaults=known)


def _settle(letter: Letter, **values: Any) -> int:
    changed = _ours(letter).update(lease_until=None, **values)
    if changed:
        clear_alarm(WAKE, letter.pk)
    return int(changed)


def _ours(letter: Letter) -> Any:
    return Letter.objects.filter(pk=letter.pk, turn=letter.turn, state=State.QUEUED)


def _next(letter: Letter) -> list[int]:
    """Who waited behind this one alone: of the same ticket, to somebody who reads this one, too.

    A letter to several may keep several waiting, each for a reader of its own.
    """
    if letter.ticket_id is None:
        return []
    readers = set(letter.recipients)
    rows = Letter.objects.filter(ticket_id=letter.ticket_id, state=State.QUEUED, send_after__lte=clock.now())
    found: list[int] = []
    served: set[str] = set()
    for row in rows.filter(pk__gt=letter.pk).only("recipient", "beside", "cc", "bcc").order_by("id"):
        if not readers.isdisjoint(row.recipients) and served.isdisjoint(row.recipients):
            found.append(row.pk)
        served.update(row.recipients)
    return found


def _line(why: Exception) -> str:
    return one_line(storable(str(why)), 480)
