"""The organization's addresses, remembered in this process: no query per mail."""

from __future__ import annotations

from core.mail.models import Mailbox
from tenants.remembered import Remembered


def _read() -> tuple[Mailbox, ...]:
    return tuple(Mailbox.objects.select_related("queue"))


mailboxes = Remembered("mail:version", _read)
