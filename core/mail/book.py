"""The organization's addresses and how its mail leaves, remembered in this process: no query per mail."""

from __future__ import annotations

from core.mail.models import Mailbox, MailRule, OwnRelay, SendingDomain
from tenants.remembered import Remembered


def _read() -> tuple[Mailbox, ...]:
    return tuple(Mailbox.objects.select_related("queue"))


mailboxes = Remembered("mail:version", _read)
rules = Remembered("mail:rules", lambda: tuple(MailRule.objects.all()))


def _keys() -> dict[str, SendingDomain]:
    """Domain -> the row with its key, for those whose record DNS was seen to hold."""
    return {row.name: row for row in SendingDomain.objects.filter(dkim=SendingDomain.Finding.FINE)}


signing_keys = Remembered("mail:keys", _keys)
own_relay = Remembered("mail:relay", lambda: OwnRelay.objects.first())
