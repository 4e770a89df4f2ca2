"""A form that is sent twice works once: its hidden key is claimed in the transaction of the work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from core.doors.models import Answered
from portal.ui.once_field import FIELD
from tenants.kernel import clock

FOUND = 303  # status kept with the address to go on to


def once_for(request: HttpRequest, work: Callable[[], str]) -> str:
    """Of a form of a colleague that bears the hidden key; see `once`."""
    return once(request.actor.ref, request.POST.get(FIELD, ""), work)  # type: ignore[attr-defined]


def once(who: str, key: str, work: Callable[[], str]) -> str:
    """The address the work gave; for a repeated key the first one, without working again.

    The unique key makes a second request wait for the first one's commit. A refusal leaves nothing.
    """
    if not key:
        return work()
    name = hashlib.sha256(f"form\x1f{who}\x1f{key[:200]}".encode()).hexdigest()
    with transaction.atomic():
        row, is_ours = Answered.objects.get_or_create(
            key=name, defaults={"body_hash": "", "created_at": clock.now()}
        )
        if not is_ours:
            return str(row.answer)
        row.status, row.answer = FOUND, work()
        row.save(update_fields=["status", "answer"])
    return str(row.answer)
