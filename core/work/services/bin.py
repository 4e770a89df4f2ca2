"""The bin of tasks: one is deleted, comes back within thirty days, or goes for good with its comments.

In the bin it stands in no list, count or answer of the API but the bin's own; nobody is reminded of it.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from core.audit import trail
from core.work.events import TaskDeleted, TaskRestored
from core.work.models import Task
from core.work.models_time import TimeEntry
from core.work.rules import BIN_DAYS
from core.work.selectors.access import NoSuchTask
from core.work.services import due
from core.work.services.rows import save
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict

ALARM = "work.task_bin"  # of a task that lies in the bin: when it goes for good


class HasTime(Conflict):
    """Colleagues' time would be gone with it."""

    code = "task.has_time"
    sentence = "Time was spent on it. Cancel the task instead."


@transaction.atomic
def delete(task: Task, *, by: Actor) -> None:
    """Into the bin; its number is not given out again. Twice is once. Raises HasTime. Emits TaskDeleted."""
    row = _locked(task.pk)
    if row is None or row.deleted_at:
        return
    if TimeEntry.objects.filter(task=row).exists():
        raise HasTime
    row.deleted_at = clock.now()
    save(row, "deleted_at")

    trail.record("task.deleted", on=row, by=by, before={"number": row.number, "title": row.title})
    clear_alarm(due.ALARM, row.pk)
    set_alarm(ALARM, row.pk, row.deleted_at + timedelta(days=BIN_DAYS))
    publish(TaskDeleted(row.pk, by.ref, row.ticket_id))


@transaction.atomic
def restore(task: Task, *, by: Actor) -> Task:
    """Back to where it was. Twice is once. Returns the fresh row. Emits TaskRestored.

    Raises NoSuchTask for one that went for good meanwhile.
    """
    row = _locked(task.pk)
    if row is None:
        raise NoSuchTask
    if row.deleted_at is None:
        return row
    row.deleted_at = None
    save(row, "deleted_at")

    trail.record("task.restored", on=row, by=by, after={"number": row.number})
    clear_alarm(ALARM, row.pk)
    due.watch(row)
    publish(TaskRestored(row.pk, by.ref, row.ticket_id))
    return row


def erase(task_id: int) -> None:
    """The alarm rings, in the transaction that ends it: the thirty days are over."""
    row = _locked(task_id)
    if row is None or row.deleted_at is None:
        return
    trail.record("task.erased", on=row, by=SYSTEM, before={"number": row.number, "title": row.title})
    row.delete()


def _locked(task_id: int) -> Task | None:
    return Task.every.select_for_update(of=("self",)).filter(pk=task_id).first()
