"""Changes of many tasks that somebody did. One's own; nobody else's exist."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from core.tickets.rules import UNDO_BULK
from core.tickets.selectors.bulk import NoSuchChange
from core.work.models import TaskBulk
from core.work.rules import VIEW
from tenants.kernel import clock
from tenants.kernel.actor import Actor


def bulk_changes(actor: Actor) -> QuerySet[TaskBulk]:
    """Of the last month, newest first."""
    if actor.kind != "user" or not actor.may(VIEW):
        return TaskBulk.objects.none()
    return TaskBulk.objects.filter(user=actor.id)


def bulk_change(actor: Actor, pk: int) -> TaskBulk:
    """Raises NoSuchChange."""
    row = bulk_changes(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchChange
    return row


def undo_until(row: TaskBulk) -> datetime | None:
    """None when there is nothing to undo, or it is too late."""
    until = row.created_at + UNDO_BULK
    return until if row.done and not row.undone_at and until > clock.now() else None
