"""From a stored mail to a ticket: claim, read in the child, decide and write in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction

from core.mail import inbox
from core.mail.models import InboundMail
from core.mail.parsing import ParsedMail, ParserDied, UnparsableMail, parse_in_child
from core.mail.pipeline import run
from core.mail.pipeline.case import TooEarly
from core.mail.rules import STRIKES
from tenants.storage import StorageAway

log = logging.getLogger(__name__)

REST = timedelta(seconds=30)  # until a try after a fault of storage or database
ELDER = timedelta(seconds=2)  # while the mail it answers is read; the next look takes it
NEXT_TRY = timedelta(seconds=5)  # after a fault of ours: the next look takes it
DIED = {
    "cpu": "Reading it took too much computing time.",
    "memory": "Reading it took too much memory.",
    "deadline": "Reading it took too long.",
}


def process(inbound_id: int) -> Sequence[int]:
    """Take one received mail to its end. Returns the ids of letters to send now. Twice is once.

    Everything the mail leads to commits together with its new state, or nothing does.
    """
    inbound = inbox.claim(inbound_id)
    if inbound is None:
        return ()
    try:
        mail = parse_in_child(_with_envelope(inbound))
    except ParserDied as end:
        if end.reason in DIED or inbound.attempts >= STRIKES:
            _hold(inbound, why(end))
        else:  # shot from outside, or out of luck: the mail may not be to blame
            inbox.put_back(inbound, after=NEXT_TRY, strike=True)
        return ()
    except UnparsableMail as end:
        _hold(inbound, why(end))
        return ()
    return _write(inbound, mail)


def why(end: UnparsableMail | ParserDied) -> str:
    """The sentence an administrator reads in the list of held mail."""
    if isinstance(end, UnparsableMail):
        return "The mail is empty." if end.code == "mail.empty" else "The mail is too large to read."
    return DIED.get(end.reason, "The reader broke down over it.")


def give_up(inbound: InboundMail) -> None:
    """Three workers ended over this mail: no fourth one."""
    _hold(inbound, f"Tried {inbound.attempts} times, and each time the work broke off.")


def _write(inbound: InboundMail, mail: ParsedMail) -> Sequence[int]:
    try:
        return run.run(inbound, mail)
    except inbox.LostTurn:
        return ()
    except TooEarly:
        inbox.put_back(inbound, after=ELDER, strike=False)
    except (OperationalError, InterfaceError, OSError, StorageAway):
        log.warning("mail put back: database or storage failed", exc_info=True, extra={"inbound": inbound.pk})
        inbox.put_back(inbound, after=REST, strike=False)
    except Exception as error:  # a mail of strangers may find any fault of ours; it must not be lost
        log.exception("mail failed", extra={"inbound": inbound.pk, "attempt": inbound.attempts})
        if inbound.attempts >= STRIKES:
            _hold(inbound, f"Tried {inbound.attempts} times: {type(error).__name__}.")
        else:
            inbox.put_back(inbound, after=NEXT_TRY, strike=True)
    return ()


def _hold(inbound: InboundMail, reason: str) -> None:
    log.error("mail quarantined", extra={"inbound": inbound.pk, "reason": reason})
    try:
        with transaction.atomic():
            inbox.quarantine(inbound, reason)
    except inbox.LostTurn:
        return


def _with_envelope(inbound: InboundMail) -> bytes:
    """The mail with its envelope sender as Return-Path: the parser knows bounces by an empty one."""
    sender = inbound.sender.replace("\r", "").replace("\n", "").encode("utf-8", "replace")
    return b"Return-Path: <" + sender + b">\r\n" + inbox.raw_of(inbound)
