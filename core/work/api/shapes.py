"""What the API shows of tasks and projects."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.audit.models import Record
from core.doors.shapes import Shape, moment
from core.tickets.api.pieces import Person
from core.tickets.api.shapes import PRIORITIES
from core.tickets.models import Ticket
from core.work.models import Milestone, Task, TaskComment
from core.work.selectors import progress


class TicketBrief(Shape):
    number: int
    label: str
    subject: str
    is_finished: bool

    @staticmethod
    def dump(row: Ticket) -> dict[str, Any]:
        told = {"number": row.number, "label": row.label, "subject": row.subject}
        return told | {"is_finished": row.is_finished}


class ById(Shape):
    id: int
    name: str

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name}


class TaskOut(Shape):
    """A row of a list. due_on: a day. estimate: minutes. type: the kind of work; the other is a ticket."""

    type: str
    number: int
    label: str
    title: str
    status: str
    is_finished: bool
    priority: str
    assignee: Person | None
    ticket: TicketBrief | None
    project: ById | None
    due_on: str | None
    estimate: int | None
    comment_count: int
    completed_at: str | None
    created_at: str
    updated_at: str
    version: int

    @staticmethod
    def dump(row: Task) -> dict[str, Any]:
        return {
            "type": "task",
            "number": row.number,
            "label": row.label,
            "title": row.title,
            "status": row.status,
            "is_finished": row.is_finished,
            "priority": PRIORITIES[row.priority],
            "assignee": ById.dump(row.assignee) if row.assignee else None,
            "ticket": TicketBrief.dump(row.ticket) if row.ticket else None,
            "project": ById.dump(row.project) if row.project else None,
            "due_on": day(row.due_on),
            "estimate": row.estimate,
            "comment_count": row.comment_count,
            "completed_at": moment(row.completed_at),
            "created_at": moment(row.created_at),
            "updated_at": moment(row.updated_at),
            "version": row.version,
        }


class TaskDetail(TaskOut):
    """One task. description: as typed."""

    description: str
    creator: Person | None
    team: ById | None
    milestone: ById | None

    @staticmethod
    def dump(row: Task) -> dict[str, Any]:
        return TaskOut.dump(row) | {
            "description": row.description,
            "creator": ById.dump(row.creator) if row.creator else None,
            "team": ById.dump(row.team) if row.team else None,
            "milestone": ById.dump(row.milestone) if row.milestone else None,
        }


class TaskCommentOut(Shape):
    id: int
    author: Person | None
    author_name: str
    text: str
    created_at: str
    edited_at: str | None

    @staticmethod
    def dump(row: TaskComment) -> dict[str, Any]:
        return {
            "id": row.pk,
            "author": ById.dump(row.author) if row.author else None,
            "author_name": row.author_name,
            "text": row.text,
            "created_at": moment(row.created_at),
            "edited_at": moment(row.edited_at),
        }


class TaskActivity(Shape):
    """A line of the record."""

    at: str
    action: str
    actor: str
    before: Any
    after: Any

    @staticmethod
    def dump(row: Record) -> dict[str, Any]:
        told = {"at": moment(row.at), "action": row.action, "actor": row.actor_name}
        return told | {"before": row.before, "after": row.after}


class ProjectOut(Shape):
    """progress: 0 to 100, of its tasks and milestones that are done; cancelled tasks count for nothing."""

    id: int
    name: str
    description: str
    status: str
    team: ById | None
    start_on: str | None
    end_on: str | None
    progress: int
    tasks: int
    tasks_done: int
    milestones: int
    milestones_done: int
    completed_at: str | None
    created_at: str
    updated_at: str
    version: int

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "name": row.name,
            "description": row.description,
            "status": row.status,
            "team": ById.dump(row.team) if row.team else None,
            "start_on": day(row.start_on),
            "end_on": day(row.end_on),
            "progress": progress(row),
            "tasks": row.task_count,
            "tasks_done": row.done_count,
            "milestones": row.milestone_count,
            "milestones_done": row.reached_count,
            "completed_at": moment(row.completed_at),
            "created_at": moment(row.created_at),
            "updated_at": moment(row.updated_at),
            "version": row.version,
        }


class MilestoneOut(Shape):
    id: int
    name: str
    due_on: str | None
    is_done: bool
    completed_at: str | None

    @staticmethod
    def dump(row: Milestone) -> dict[str, Any]:
        told = {"id": row.pk, "name": row.name, "due_on": day(row.due_on)}
        return told | {"is_done": row.completed_at is not None, "completed_at": moment(row.completed_at)}


def day(when: date | None) -> str | None:
    return when.isoformat() if when else None
