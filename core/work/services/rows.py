"""Locking and saving a task: the one lock, the one way to raise the version."""

from __future__ import annotations

from django.db import connection

from core.work.models import Task, TaskNumber
from core.work.selectors.access import NoSuchTask
from tenants.database import hot
from tenants.kernel import clock
from tenants.kernel.errors import Stale


class StaleTask(Stale):
    """Someone changed the task since the caller read it. data: version (int)."""

    code = "task.stale"


def locked(task_id: int, seen: int | None = None, *, even_binned: bool = False) -> Task:
    """The fresh row under its lock. seen: version the caller looked at; None skips the check.

    Raises StaleTask, NoSuchTask (it was deleted meanwhile).
    """
    rows = Task.every if even_binned else Task.objects
    row = rows.select_for_update(of=("self",)).filter(pk=task_id).first()
    if row is None:
        raise NoSuchTask
    if seen not in (None, row.version):
        raise StaleTask(version=row.version)
    return row


def save(task: Task, *fields: str) -> Task:
    """Write only the named fields, raise the version, note the time."""
    task.version += 1
    task.updated_at = clock.now()
    task.save(update_fields=[*fields, "version", "updated_at"])
    return task


def next_number() -> int:
    """The next task number, gap-free: the row stays locked until the task is committed."""
    table = hot.name_of(TaskNumber)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET last = last + 1 WHERE id = 1 RETURNING last")  # noqa: S608
        if row := cursor.fetchone():
            return int(row[0])
    TaskNumber.objects.get_or_create(pk=1)
    return next_number()
