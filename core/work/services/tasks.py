"""The life of a task: opened, changed, given to somebody. Its bin is a module of its own.

Called alike by pages, the API and the side panel of a ticket. Each verb is one transaction with one audit
line; who changes it says which version they looked at.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.desk.models import Team
from core.tickets.models import Ticket
from core.work.choices import FINISHED
from core.work.events import TaskAssigned, TaskChanged, TaskOpened
from core.work.models import Milestone, Project, Task
from core.work.selectors.access import why_not
from core.work.services import due, limits
from core.work.services.fields import CHANGEABLE, checked, plain
from core.work.services.rows import locked, next_number, save
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Refused


class CannotDo(Refused):
    """Inactive, without the permission, or may not read the ticket. data: agent (id), reason (code)."""

    code = "task.cannot_take"
    status = 409
    sentence = "This person cannot take the task: they may not see it."


class WrongMilestone(Conflict):
    code = "task.wrong_milestone"
    sentence = "This milestone belongs to another project."


@transaction.atomic
def open_task(
    title: str,
    *,
    by: Actor,
    description: str = "",
    status: str = "todo",
    priority: int = 2,
    assignee: User | None = None,
    team: Team | None = None,
    ticket: Ticket | None = None,
    project: Project | None = None,
    milestone: Milestone | None = None,
    due_on: date | None = None,
    estimate: int | None = None,
) -> Task:
    """A new task with the next number. milestone: says the project, too.

    Raises Invalid, CannotDo, WrongMilestone, TaskColumnFull. Emits TaskOpened, and TaskAssigned.
    """
    said: dict[str, Any] = {"title": title, "description": description, "status": status}
    said |= {"priority": priority, "estimate": estimate, "due_on": due_on}
    task = Task(**checked(said), assignee=assignee, team=team, ticket=ticket)
    task.creator_id = by.id if by.kind == "user" else None
    task.project, task.milestone = _placed(project, milestone)
    _check_doer(task)
    limits.check(task, by)
    _follow_status(task)

    task.number = next_number()
    task.save(force_insert=True)
    after = {name: plain(task, name) for name in CHANGEABLE if name != "description"}
    trail.record("task.opened", on=task, by=by, after={"number": task.number, **_said(after)})
    if task.due_on:
        due.watch(task)
    publish(TaskOpened(task.pk, by.ref, task.ticket_id))
    if task.assignee_id:
        publish(TaskAssigned(task.pk, by.ref, task.assignee_id, None))
    return task


@transaction.atomic
def change(task: Task, *, by: Actor, seen: int | None = None, is_back: bool = False, **values: Any) -> Task:
    """Set any of CHANGEABLE. Returns the fresh row; nothing happens where all is so.

    A milestone says the project, too; another project takes the task out of its milestone.
    is_back: it takes a change back, which no limit refuses.
    Raises StaleTask, Invalid, CannotDo, WrongMilestone, TaskColumnFull. Emits TaskChanged, and TaskAssigned.
    """
    row = locked(task.pk, seen)
    values = checked({name: value for name, value in values.items() if name in CHANGEABLE})
    if {"project", "milestone"} & set(values):
        project = values.get("project", None if values.get("milestone") else row.project)
        stays = (
            row.milestone if row.milestone and row.milestone.project_id == (project and project.pk) else None
        )
        placed = _placed(project, values.get("milestone", stays))
        values["project"], values["milestone"] = placed
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    if not fields:
        return row

    before, was = {name: plain(row, name) for name in fields}, row.assignee_id
    for name in fields:
        setattr(row, name, values[name])
    if {"assignee", "ticket"} & set(fields):
        _check_doer(row)
    if "status" in fields and not is_back:
        limits.check(row, by)
    _follow_status(row)
    save(row, *fields, "is_finished", "completed_at")

    after = {name: plain(row, name) for name in fields}
    if {"due_on", "status"} & set(fields):
        due.watch(row)
    trail.record("task.changed", on=row, by=by, before=before, after=after)
    publish(TaskChanged(row.pk, by.ref, fields, before, after, row.version, row.ticket_id))
    if row.assignee_id != was:
        publish(TaskAssigned(row.pk, by.ref, row.assignee_id, was))
    return row


def assign(task: Task, to: User | None, *, by: Actor, seen: int | None = None) -> Task:
    """Who does it: a colleague, or nobody (None). Raises StaleTask, CannotDo. Emits as `change`."""
    return change(task, by=by, seen=seen, assignee=to)


def _placed(project: Project | None, milestone: Milestone | None) -> tuple[Project | None, Milestone | None]:
    """Where it belongs; a milestone alone says its project. Raises WrongMilestone."""
    if milestone and project and milestone.project_id != project.pk:
        raise WrongMilestone
    return (milestone.project if milestone else project), milestone


def _check_doer(task: Task) -> None:
    if task.assignee and (reason := why_not(task.assignee, task.ticket)):
        raise CannotDo(agent=task.assignee_id, reason=reason)


def _follow_status(task: Task) -> None:
    """What the status says of the row: finished or not, and since when."""
    was, task.is_finished = task.is_finished, task.status in FINISHED
    if task.is_finished != was:
        task.completed_at = clock.now() if task.is_finished else None


def _said(after: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in after.items() if value is not None}
