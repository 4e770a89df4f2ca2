"""One run over a mailbox elsewhere: each mail kept by us and committed before it is touched there.

The place we have come to moves in the same transaction as the mail is kept, so a crash between the two
cannot lose one, and one between commit and `settle` fetches nothing twice. What is still to be marked, moved
or deleted there is written down with it (`owed`), so a line that is cut before is made good by a later visit.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from core.mail import glimpse, inbox
from core.mail.events import MailSourceFailing, MailSourceRecovered
from core.mail.models import InboundMail, MailSource
from core.mail.rules import FETCH_ALARM, FETCH_EVERY, FETCH_LEASE, TELL_AFTER
from core.mail.services.accept import accept
from core.mail.sources.box import Box, LongerThanSaid, Lying, opened
from core.mail.sources.imap import ImapBox
from tenants import context, tasks
from tenants.alarms.bell import set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.errors import Refusal
from tenants.kernel.text import one_line
from tenants.rules import Door, Pass
from tenants.tasks import together

log = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(minutes=15)
MOST_OWED = 1000  # marks; a server that never lets us delete must not make the row grow
MOST_PER_RUN = 500  # mails; then others have their turn and the next run goes on
Health = MailSource.Health
_RETURN_PATH = re.compile(rb"^return-path:\s*<([^>\r\n]{0,320})>", re.IGNORECASE | re.MULTILINE)
TOO_LARGE = (
    "The mail is larger than {limit} MB. Only its head was fetched; it lies unchanged in {folder} at {host}."
)


LYING = (
    "Subject: A mail that is larger than its server said\r\n\r\n"
    "It is mail {mark} in {folder} at {host}. Nothing of it was fetched.\r\n"
)


class LostTurn(Exception):
    """The lease ran out and another worker fetches."""


def fetch(source_id: int) -> int:
    """How many mails came in; 0 also when it is off, in other hands, or the organization takes no mail."""
    if context.current_tenant().at(Door.MAIL_IN) is not Pass.OPEN:
        return 0
    source = claim(source_id) or (None if _was_busy(source_id) else claim(source_id))
    if source is None:
        return 0
    try:
        with opened(source) as box:
            found, left = _drain(source, box)
    except LostTurn:
        return 0
    except Refusal as refusal:
        _failed(source, refusal.message)
        return 0
    _succeeded(source, left=left)
    return found


def claim(source_id: int) -> MailSource | None:
    moment = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=moment)
    won = MailSource.objects.filter(free, pk=source_id, is_on=True).update(
        lease_until=moment + FETCH_LEASE, turn=F("turn") + 1, is_asked=False
    )
    return MailSource.objects.select_related("mailbox").get(pk=source_id) if won else None


def _was_busy(source_id: int) -> bool:
    """Leave word for the run that is under way: it has to look again, for it may have missed the newest."""
    busy = MailSource.objects.filter(pk=source_id, is_on=True, lease_until__gte=clock.now())
    return bool(busy.update(is_asked=True))


def _drain(source: MailSource, box: Box) -> tuple[int, int]:
    """(mails kept, mails left for the next run)"""
    validity, kept, seen = (box.validity if isinstance(box, ImapBox) else None), 0, 0
    if validity is not None and source.uidvalidity != validity:
        source.owed = []  # these numbers mean other mails now
    earlier = list(source.owed)
    for some in box.waiting(source):
        _mine(source).update(waiting=box.total - seen)
        with together():  # one wake-up for ten mails
            for one in some:
                if kept >= MOST_PER_RUN:
                    return kept, box.total - seen
                seen += 1
                kept += _take(source, box, one, validity, left=box.total - seen)
    if validity is None:
        _move_on(source, known=source.known)
    elif source.uidvalidity != validity:  # an empty one, too, has been looked through
        _move_on(source, uidvalidity=validity, last_uid=0)
    if seen or earlier:
        _make_good(source, box, earlier)
    return kept, 0


def _take(source: MailSource, box: Box, one: Lying, validity: int | None, *, left: int) -> int:
    """Keep one mail, then let the server know. 1 if it is new to us."""
    is_small = one.size <= settings.MAIL_LIMIT
    try:
        raw = box.take(one) if is_small else box.head(one)
        if len(raw) > settings.MAIL_LIMIT:  # larger than announced
            is_small, raw = False, box.head(one)
    except LongerThanSaid:  # it would do so again, and no mail behind it would ever come
        told = LYING.format(mark=one.mark, folder=source.folder, host=source.host)
        _take_in(source, told.encode("utf-8", "replace"), one, validity, left, is_small=False)
        raise
    inbound_id = _take_in(source, raw, one, validity, left, is_small=is_small)
    if inbound_id and is_small:
        tasks.wake("mail.process", inbound_id)
    if is_small:
        _settle(source, box, one)
    return int(inbound_id is not None)


@transaction.atomic
def _take_in(
    source: MailSource, raw: bytes, one: Lying, validity: int | None, left: int, *, is_small: bool
) -> int | None:
    """The mail, the place we have come to and what is owed there, or nothing of them. The id of a new one."""
    inbound_id = _keep(source, raw, is_small) if raw.strip() else None
    if is_small and source.after != MailSource.After.LEAVE:
        source.owed = [*source.owed, one.mark][-MOST_OWED:]
    _reached(source, one, validity, left, is_new=inbound_id is not None)
    return inbound_id


def _settle(source: MailSource, box: Box, one: Lying, *, again: bool = False) -> None:
    box.settle(one, source, again=again)
    if box.lasts:  # written down with the next mail, or at the end
        source.owed = [mark for mark in source.owed if mark != one.mark]


def _make_good(source: MailSource, box: Box, earlier: list[str]) -> None:
    """What earlier visits could not do any more, or what did not last although we asked."""
    if source.after == MailSource.After.LEAVE:  # somebody thought better of it
        source.owed = []
    if not box.lasts:
        source.owed = [mark for mark in source.owed if mark in source.known]
    for mark in earlier:
        if mark in source.owed:
            _settle(source, box, Lying(mark, 0), again=True)
    _move_on(source, owed=source.owed)


def _keep(source: MailSource, raw: bytes, is_small: bool) -> int | None:
    found = _RETURN_PATH.search(raw[: glimpse.HEAD_BYTES])
    sender = found.group(1).decode("utf-8", "replace") if found else glimpse.look(raw).sender
    inbound_id = accept(raw, sender=sender, recipient=source.mailbox.address)
    if inbound_id and not is_small:
        said = TOO_LARGE.format(limit=settings.MAIL_LIMIT // 1024**2, folder=source.folder, host=source.host)
        inbox.quarantine(InboundMail.objects.get(pk=inbound_id), said)
    return inbound_id


def _reached(source: MailSource, one: Lying, validity: int | None, left: int, *, is_new: bool) -> None:
    facts = {"waiting": left, "fetched": F("fetched") + int(is_new), "owed": source.owed}
    if validity is None:
        source.known = [*source.known, one.mark]
        _move_on(source, known=source.known, **facts)
    else:
        source.uidvalidity, source.last_uid = validity, int(one.mark)
        _move_on(source, uidvalidity=validity, last_uid=source.last_uid, **facts)


def _move_on(source: MailSource, **facts: object) -> None:
    """Write to the row while it is still our turn. LostTurn."""
    if not _mine(source).update(lease_until=clock.now() + FETCH_LEASE, **facts):
        raise LostTurn


def _mine(source: MailSource) -> QuerySet[MailSource]:
    return MailSource.objects.filter(pk=source.pk, turn=source.turn)


@transaction.atomic
def _succeeded(source: MailSource, *, left: int) -> None:
    moment = clock.now()
    if source.failures >= TELL_AFTER:
        publish(MailSourceRecovered(source.pk))
    _mine(source).update(
        health=Health.OK, failures=0, failing_since=None, last_error="", last_success_at=moment, waiting=left,
        lease_until=None,
    )  # fmt: skip
    if left or _mine(source).filter(is_asked=True).exists():  # read under the lock that the update took
        tasks.wake("mail.fetch", source.pk)
    set_alarm(FETCH_ALARM, source.pk, moment + FETCH_EVERY)


@transaction.atomic
def _failed(source: MailSource, why: str) -> None:
    """Try again after 1, 2, 4 … 15 minutes, for ever; people are told once."""
    moment, failures = clock.now(), source.failures + 1
    log.warning("a mailbox cannot be fetched", extra={"source": source.pk, "why": why})
    _mine(source).update(
        health=Health.FAILING, failures=failures, failing_since=source.failing_since or moment,
        last_error=one_line(why, 300), lease_until=None, waiting=0,
    )  # fmt: skip
    if failures == TELL_AFTER:
        publish(MailSourceFailing(source.pk))
    set_alarm(FETCH_ALARM, source.pk, moment + min(FETCH_EVERY * 2 ** min(failures - 1, 6), LONGEST_WAIT))
