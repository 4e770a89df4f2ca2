"""Queues: where tickets wait. Exactly one is the default, and it cannot be removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from billing.selectors import allowance
from core.desk import signatures, variables
from core.desk.models import Queue
from core.desk.services.replies import checked_wordings
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict


class DefaultStays(Conflict):
    code = "queue.default_stays"
    sentence = "The default queue cannot be removed. Make another one the default first."


class NoMoreQueues(Conflict):
    """data: limit."""

    code = "queue.limit"
    sentence = "Your plan includes {limit} queues."


@transaction.atomic
def save_queue(row: Queue | None, *, by: Actor, **values: Any) -> Queue:
    """Create (row None) or change. values: name, description, follow_up, grace_days, keeps_owner,
    shares_drafts, team, calendar, is_default, position, signature, signature_in (in further languages).

    Raises Invalid, NoMoreQueues, DefaultStays, UnknownVariable. Making one the default takes it from the
    other.
    """
    if row is None and not (room := allowance("queues")).allows():
        raise NoMoreQueues(limit=room.limit)
    if row is not None and row.is_default and values.get("is_default") is False:
        raise DefaultStays
    variables.check(str(values.get("signature", "")), signatures.KNOWN)
    if "signature_in" in values:
        known = (values["signature_in"], "signature_in", signatures.LONGEST, signatures.KNOWN)
        values["signature_in"] = checked_wordings(*known)
    if values.get("is_default"):
        Queue.objects.filter(is_default=True).exclude(pk=row.pk if row else 0).update(is_default=False)
    return keep(row or Queue(), values, by=by)


def delete_queue(row: Queue, *, by: Actor) -> None:
    """Raises DefaultStays, InUse."""
    if row.is_default:
        raise DefaultStays
    remove(row, by=by)
