"""One change of many tasks: done at once, undone as far as it still stands.

Tickets have a machinery of workers for thousands of them (core/tickets/services/bulk); tasks are fewer, so
all of it is one transaction, each task in a savepoint: one that cannot be changed is told with its reason and
keeps none of the others. Each goes through the ordinary services with the rights of who does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from core.accounts import selectors as accounts
from core.audit import trail
from core.tickets.rules import PRIORITY_NAMES, UNDO_BULK
from core.tickets.services.bulk import (
    NobodyChosen,
    NothingToDo,
    OnlyAlone,
    TooLateToUndo,
    TooManyChosen,
    UnknownAct,
)
from core.work.choices import TaskStatus
from core.work.models import Task, TaskBulk
from core.work.rules import CHANGE, DELETE, MOST_AT_ONCE
from core.work.selectors.access import binned, visible
from core.work.selectors.lists import BIN, TaskFilters, listed
from core.work.selectors.named import named
from core.work.services import bin as task_bin
from core.work.services.back import difference, give_back, stand
from core.work.services.tasks import change
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refusal, Refused

FORGET = "work.bulk_forget"  # alarm: nothing can be undone any more
KEPT = timedelta(days=30)
FIELDS = ("status", "priority", "assignee", "due_on", "project")
IN_BIN = "restore"
ALONE = ("delete", IN_BIN)


class ChangedSince(Conflict):
    code = "task.changed_since"
    sentence = "Somebody has worked on it since."


class NoTaskChosen(NobodyChosen):
    sentence = "Choose at least one task."


OUT_OF_SIGHT = "It is gone, or out of your sight."


class TooManyTasks(TooManyChosen):
    sentence = "These are more than {limit} tasks. Narrow the list, or choose fewer of them."


@transaction.atomic
def start(
    what: Mapping[str, Any],
    *,
    by: Actor,
    numbers: Sequence[int] = (),
    filters: TaskFilters | None = None,
    day: date | None = None,
    key: str = "",
) -> TaskBulk:
    """Do it to these tasks, or to all that a list shows now. The same key is the same change.

    what: FIELDS as programs say them (due_on: a date; None empties), or delete, or restore. Raises Refused,
    NothingToDo, UnknownAct, OnlyAlone, NoTaskChosen, TooManyTasks, Invalid and what is said of rows that are
    gone.
    """
    user = accounts.myself(by)
    _check(what, by)
    values = {} if what.keys() & set(ALONE) else named(by, dict(what))
    row, is_new = TaskBulk.objects.get_or_create(
        user=user, key=key[:64] or ids.public_id(), defaults={"what": _plain(what)}
    )
    if not is_new:
        return row

    for task in _chosen(by, numbers, filters, day, is_binned=IN_BIN in what):
        _settle(row, task, lambda one: _do(one, what, values, by))
    row.save(update_fields=["done", "missed"])
    trail.record("task.bulk_changed", on=row, by=by, after={"what": row.what, "tasks": len(row.done)})
    set_alarm(FORGET, row.pk, clock.now() + KEPT)
    return row


@transaction.atomic
def undo(row: TaskBulk, *, by: Actor) -> TaskBulk:
    """What it did is put back where it still is so. Twice is once. Raises TooLateToUndo, Refused."""
    row = TaskBulk.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.undone_at:
        return row
    if clock.now() > row.created_at + UNDO_BULK:
        raise TooLateToUndo
    _check(row.what, by)
    tasks = _again(by, [one["task"] for one in row.done])
    moved = {one["task"]: one["moved"] for one in row.done}
    out_of_sight = [one["number"] for one in row.done if one["task"] not in tasks]
    row.done, row.missed = [], [{"number": one, "title": "", "why": OUT_OF_SIGHT} for one in out_of_sight]
    for task in tasks.values():
        _settle(row, task, lambda one: _back(one, row.what, moved[one.pk], by))
    row.undone_at = clock.now()
    row.save(update_fields=["done", "missed", "undone_at"])
    trail.record("task.bulk_undone", on=row, by=by, after={"tasks": len(row.done)})
    return row


def forget(bulk_id: int) -> None:
    """The alarm after a month; what was done stands in the record."""
    TaskBulk.objects.filter(pk=bulk_id).delete()


def _check(what: Mapping[str, Any], by: Actor) -> None:
    if not what:
        raise NothingToDo
    if unknown := next((name for name in what if name not in (*FIELDS, *ALONE)), None):
        raise UnknownAct(field=str(unknown)[:60])
    if len(what) > 1 and (alone := next((name for name in what if name in ALONE), None)):
        raise OnlyAlone(field=alone)
    need = DELETE if what.keys() & set(ALONE) else CHANGE
    if not by.may(need):
        raise Refused(permission=need)
    if what.get("status", TaskStatus.TODO) not in TaskStatus.values:
        raise Invalid
    if what.get("priority", "low") not in PRIORITY_NAMES:
        raise Invalid


def _plain(what: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in what.items()}


def _chosen(
    by: Actor, numbers: Sequence[int], filters: TaskFilters | None, day: date | None, *, is_binned: bool
) -> list[Task]:
    """In the order of the list, or of their numbers. What is gone meanwhile is left out."""
    if filters is not None:
        rows = listed(by, filters, day)
        if (filters.state == BIN) != is_binned:
            raise NoTaskChosen
    else:
        rows = (binned(by) if is_binned else visible(by)).filter(number__in=set(numbers)).order_by("number")
    found = list(rows[: MOST_AT_ONCE + 1])
    if not found:
        raise NoTaskChosen
    if len(found) > MOST_AT_ONCE:
        raise TooManyTasks(limit=MOST_AT_ONCE)
    return found


def _settle(row: TaskBulk, task: Task, act: Callable[[Task], tuple[Any, str]]) -> None:
    """One task: done, or told with the reason. act: what has moved, and what of it stays."""
    try:
        with transaction.atomic():
            moved, since = act(task)
    except Refusal as refusal:
        since, moved = refusal.message, None
    if since:
        row.missed.append({"number": task.number, "title": task.title, "why": since})
    else:
        row.done.append({"task": task.pk, "number": task.number, "moved": moved})


def _do(task: Task, what: Mapping[str, Any], values: dict[str, Any], by: Actor) -> tuple[Any, str]:
    if "delete" in what:
        task_bin.delete(task, by=by)
        return None, ""
    if IN_BIN in what:
        return {"version": task_bin.restore(task, by=by).version}, ""
    before = stand(task)
    return difference(before, stand(change(task, by=by, **values))), ""


def _back(task: Task, what: Mapping[str, Any], moved: Any, by: Actor) -> tuple[Any, str]:
    """What still is as it was left goes back; the names of what does not are told."""
    if "delete" in what:
        task_bin.restore(task, by=by)
    elif IN_BIN in what:
        if task.version != moved["version"]:
            raise ChangedSince
        task_bin.delete(task, by=by)
    elif moved and (since := give_back(task, moved, by=by)):
        return moved, f"Changed since: {', '.join(since)}."
    return moved, ""


def _again(by: Actor, pks: Iterable[int]) -> dict[int, Task]:
    """{id: task} of those that this person may still see, in the bin or out of it."""
    wanted = list(pks)
    found = list(visible(by).filter(pk__in=wanted))
    if by.may(DELETE):
        found += binned(by).filter(pk__in=wanted)
    return {task.pk: task for task in found}
