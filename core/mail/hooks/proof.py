"""How a call of a provider is turned away."""

from __future__ import annotations

import logging
from typing import TypeVar

from core.mail.models_hooks import MailHook
from tenants.kernel import clock
from tenants.kernel.errors import Refusal, Refused
from tenants.kernel.text import one_line, storable

log = logging.getLogger(__name__)
R = TypeVar("R", bound=Refusal)


class NotProven(Refused):
    code = "mail_hook.not_proven"
    sentence = "This call does not prove that it comes from the mail provider."
    status = 401


class NotUnderstood(Refused):
    """data: why."""

    code = "mail_hook.not_understood"
    sentence = "This is not a mail as the provider documents it: {why}"
    status = 400


def note(mailbox_id: int, refusal: R) -> R:
    """Kept for the page: a wrong password at the provider is found there and nowhere else."""
    log.warning("a mail hook refused a call", extra={"mailbox": mailbox_id, "code": refusal.code})
    MailHook.objects.filter(mailbox=mailbox_id).update(
        last_error=one_line(storable(refusal.message), 300), last_refused_at=clock.now()
    )
    return refusal
