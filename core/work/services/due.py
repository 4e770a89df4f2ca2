"""The day comes on which a task is due, or is over: stated once each, at eight in the morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.work.events import TaskDue
from core.work.models import Task
from core.work.selectors.lists import today
from tenants import context
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock

ALARM = "work.task_due"  # of a task
MORNING = time(8)  # in the organization's zone


def watch(task: Task) -> None:
    """Wake it in the morning of the day it is due, or else of the next one. It is in hand and locked."""
    if task.is_finished or task.due_on is None:
        clear_alarm(ALARM, task.pk)
        return
    moments = (_morning(day) for day in (task.due_on, task.due_on + timedelta(days=1)))
    following = next((at for at in moments if at > clock.now()), None)
    if following:
        set_alarm(ALARM, task.pk, following)
    else:
        clear_alarm(ALARM, task.pk)


def look(task_id: int) -> None:
    """The alarm rings, in the transaction that ends it. Emits TaskDue. What is finished is no news."""
    task = Task.objects.filter(pk=task_id, is_finished=False, due_on__isnull=False).first()
    if task is None or task.due_on is None:
        return
    is_over = task.due_on < today()
    publish(TaskDue(task.pk, "system", task.due_on.isoformat(), is_over))
    if not is_over:
        watch(task)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(context.current_tenant().time_zone or "UTC"))
