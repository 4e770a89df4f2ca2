"""Mailboxes: what the plan counts of us."""

from __future__ import annotations

from billing.meters import meter
from core.mail.models import Mailbox


@meter("mailboxes")
def mailboxes() -> int:
    return Mailbox.objects.count()
