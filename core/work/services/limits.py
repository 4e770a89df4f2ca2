"""A status that holds a number of tasks at most: what that number is, and who is kept from adding one more.

The rule is the ticket board's (core/tickets/services/limits.py): only a hard limit refuses, and only people
and the rules they wrote; a change that is taken back passes.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit import trail
from core.desk.services.statuses import MOST_IN_COLUMN, NoLimitHere
from core.tickets.services.limits import BOUND, ColumnFull
from core.work import board_book
from core.work.choices import LIMITED, TaskStatus
from core.work.models import Task
from core.work.models_board import TaskLimit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


class TaskColumnFull(ColumnFull):
    """data: status (label), limit (int)."""

    code = "task.status_full"
    sentence = "“{status}” is full: {limit} tasks are in it. Finish one of them or move it on first."


@transaction.atomic
def save_limit(status: str, *, by: Actor, **values: Any) -> TaskLimit:
    """wip_limit (1 or more; None: any number), wip_is_hard; what is not named stays. Twice is once.

    Raises NoLimitHere, Invalid.
    """
    if status not in LIMITED:
        raise NoLimitHere(category=status)
    TaskLimit.objects.get_or_create(status=status)
    row = TaskLimit.objects.select_for_update().get(status=status)
    before = _plain(row)
    for name in {"wip_limit", "wip_is_hard"} & values.keys():
        setattr(row, name, values[name])
    if row.wip_limit is not None and not 1 <= row.wip_limit <= MOST_IN_COLUMN:
        raise Invalid(fields={"wip_limit": [f"Between 1 and {MOST_IN_COLUMN}."]})
    if (after := _plain(row)) == before:
        return row

    row.save()
    trail.record("task.limit_changed", on=row, by=by, before=before, after=after)
    board_book.limits.changed()
    return row


def check(task: Task, by: Actor) -> None:
    """Of a row in hand that is about to have another status. Raises TaskColumnFull.

    Two who take the last place at once stand in line at the limit; its row is locked after the task's.
    """
    known = board_book.limits().get(task.status)
    if by.kind not in BOUND or not (known and known.is_closed):
        return
    row = TaskLimit.objects.select_for_update(no_key=True).filter(status=task.status).first()
    if row is None or row.wip_limit is None or not row.is_closed:
        return
    others = Task.objects.filter(status=row.status).exclude(pk=task.pk).order_by()
    if others.values("pk")[: row.wip_limit].count() >= row.wip_limit:
        raise TaskColumnFull(status=str(TaskStatus(row.status).label), limit=row.wip_limit)


def _plain(row: TaskLimit) -> dict[str, Any]:
    return {"status": row.status, "wip_limit": row.wip_limit, "wip_is_hard": row.wip_is_hard}
