"""What stands beside a ticket: its tasks, and the project it belongs to. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

from core.accounts.models import User
from core.tickets.models import Ticket
from core.tickets.selectors.access import is_unbound, shape
from core.work.models import Project, Task
from core.work.rules import MOST_OF_TICKET, VIEW
from core.work.selectors.access import visible
from tenants.database.composed import composed
from tenants.kernel.actor import Actor

COLUMNS = ("id", "number", "title", "status", "is_finished", "priority", "due_on", "comment_count", "version")


@dataclass(frozen=True, slots=True)
class Beside:
    """tasks: open ones first, the next due first, with their assignees and without their ticket."""

    tasks: list[Task]
    project: Project | None


def beside(actor: Actor, ticket: Ticket) -> Beside | None:
    """Of a ticket in hand, as far as the actor sees tasks; None for who sees none."""
    if not (actor.kind in ("system", "ai") or actor.may(VIEW)):
        return None
    ask = _found if is_unbound(actor) else _found.fresh
    key, name, tasks = next(iter(ask(shape(actor), ticket=ticket.pk)), (None, "", []))
    return Beside([_task(one) for one in tasks], Project(pk=key, name=name) if key else None)


@composed
def _found(actor: Actor, *, ticket: Any) -> QuerySet[Any, Any]:
    tasks = ArraySubquery(_tasks(actor, ticket))
    rows = Ticket.every.filter(pk=ticket).order_by()
    return rows.values_list("of_project__project_id", "of_project__project__name", tasks)[:1]


def _tasks(actor: Actor, ticket: Any) -> QuerySet[Any]:
    columns = {name: name for name in COLUMNS} | {"assignee": "assignee_id", "name": "assignee__name"}
    rows = visible(actor).filter(ticket=ticket)
    rows = rows.order_by("is_finished", F("due_on").asc(nulls_last=True), "-priority", "number")
    return rows.values(json=JSONObject(**columns))[:MOST_OF_TICKET]


def _task(one: dict[str, Any]) -> Task:
    held, name, due = one.pop("assignee"), one.pop("name"), one.pop("due_on")
    task = Task(**one, due_on=date.fromisoformat(due) if due else None)
    task.assignee = User(pk=held, name=name) if held else None
    return task
