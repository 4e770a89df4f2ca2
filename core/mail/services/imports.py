"""Old mail into the desk: history that becomes tickets at its own date, and that nobody is told of.

An imported mail is marked as one. It is never confirmed, counts against no limit of its sender, wakes
neither advice nor rules nor notifications, and its ticket bears the date of the mail. Everything else is as
for other mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import IO

from django.conf import settings

from core.mail import glimpse
from core.mail.mbox import mails
from core.mail.models import InboundMail
from core.mail.services.accept import accept
from core.mail.services.process import process

ACCEPTED, KNOWN, TOO_LARGE, EMPTY = "accepted", "known", "too large", "empty"


def import_mbox(
    file: IO[bytes], recipient: str, *, told: Callable[[int], object], is_trial: bool = False
) -> Counter[str]:
    """{accepted, known, too large, empty: mails}. Twice is once. Inside the tenant, in no transaction.

    is_trial: count only. told: hears the offset after each mail. Too large ones stay in the file.
    """
    found: Counter[str] = Counter()
    for entry in mails(file, settings.MAIL_LIMIT):
        if entry.is_too_large:
            found[TOO_LARGE] += 1
        elif not entry.raw.strip():
            found[EMPTY] += 1
        else:
            found[_one(entry.raw, recipient, is_trial)] += 1
        told(entry.end)
    return found


def _one(raw: bytes, recipient: str, is_trial: bool) -> str:
    if is_trial:
        here = InboundMail.objects.filter(dedupe_key=glimpse.dedupe_key(raw, recipient)).exists()
        return KNOWN if here else ACCEPTED
    inbound_id = accept(raw, sender=glimpse.look(raw).sender, recipient=recipient, is_imported=True)
    if inbound_id is None:
        return KNOWN
    process(inbound_id)
    return ACCEPTED
