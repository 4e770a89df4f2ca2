"""Tasks and projects as rows and words of pages: statuses with their dots, days, who does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy

from core.work import selectors as work
from portal.agent import faces, moments, paths
from portal.agent.codes import PRIORITIES

if TYPE_CHECKING:
    from core.tickets.models import Ticket
    from core.work.models import Task

Context = dict[str, Any]
STATUSES = {  # key -> word, dot
    "todo": (gettext_lazy("To do"), "new"),
    "in_progress": (gettext_lazy("In progress"), "open"),
    "blocked": (gettext_lazy("Blocked"), "on_hold"),
    "done": (gettext_lazy("Done"), "resolved"),
    "cancelled": (gettext_lazy("Cancelled"), "closed"),
}
PROJECT_STATUSES = {  # key -> word, chip
    "planning": (gettext_lazy("Planning"), "chip-line"),
    "active": (gettext_lazy("Active"), "chip-brand"),
    "on_hold": (gettext_lazy("On hold"), "chip-warn"),
    "completed": (gettext_lazy("Completed"), "chip-good"),
    "cancelled": (gettext_lazy("Cancelled"), ""),
}
WHO = {"me": {"assignee": "me"}, "all": {}, "none": {"assignee": "none"}, "created": {"creator": "me"}}
ASKED = ("state", "status", "priority", "project", "team", "assignee", "due", "q", "order")
PRIORITY_WORDS = {
    "urgent": gettext_lazy("Urgent"),
    "high": gettext_lazy("High"),
    "medium": gettext_lazy("Medium"),
    "low": gettext_lazy("Low"),
}


def today(request: HttpRequest) -> date:
    """What the reader calls so, in their own zone."""
    return work.today(moments.zone(request))


def filters_of(query: QueryDict) -> work.TaskFilters:
    """What the address of a list asks for. Raises BadFilter."""
    who = WHO.get(query.get("who", ""), WHO["me"])
    if query.get("state") == work.BIN:
        who = WHO["all"]  # the bin is everybody's
    return work.TaskFilters.read({name: query[name] for name in ASKED if query.get(name)} | who)


def status(key: str) -> Context:
    """{"key", "kind", "name"} as every template takes a status."""
    word, kind = STATUSES[key]
    return {"key": key, "kind": kind, "name": str(word)}


def row(task: Task, day: date) -> Context:
    """A line of a list, or a card of a board."""
    is_open = not task.is_finished
    return {
        "id": task.pk,
        "number": task.number,
        "label": task.label,
        "url": "" if task.deleted_at else paths.task(task.number),
        "deleted_at": task.deleted_at,
        "title": task.title,
        "status": status(task.status),
        "is_done": task.is_finished,
        "priority": PRIORITIES[task.priority],
        "assignee": task.assignee.name if task.assignee else None,
        "face": faces.url(task.assignee_id),
        "ticket": ticket(task.ticket) if task.ticket else None,
        "project": {"name": task.project.name, "url": paths.project(task.project.pk)}
        if task.project
        else None,
        "due": task.due_on,
        "is_late": bool(is_open and task.due_on and task.due_on < day),
        "is_today": bool(is_open and task.due_on == day),
        "changed_at": task.updated_at,
        "comments": task.comment_count,
        "version": task.version,
    }


def ticket(row: Ticket) -> Context:
    return {"label": row.label, "subject": row.subject, "url": paths.ticket(row.number)}


def statuses() -> list[tuple[str, str]]:
    """Options of a select."""
    return [(key, str(word)) for key, (word, _kind) in STATUSES.items()]


def project_statuses() -> list[tuple[str, str]]:
    return [(key, str(word)) for key, (word, _chip) in PROJECT_STATUSES.items()]


def priorities() -> list[tuple[str, str]]:
    return [(key, str(word)) for key, word in PRIORITY_WORDS.items()]
