"""Work, whether it is a ticket or a task: what both have in common, fetched by what people call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.tickets.models import Ticket
from core.tickets.selectors.access import ticket_for
from core.work.models import Task
from core.work.selectors.access import task_for
from tenants.kernel.actor import Actor

Kind = Literal["ticket", "task"]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """label: "T-0042", "TASK-0007". title: subject of a ticket. id: primary key within its kind."""

    kind: Kind
    id: int
    number: int
    label: str
    title: str
    priority: int
    is_finished: bool
    assignee_id: int | None


def item_for(actor: Actor, name: str) -> WorkItem:
    """By label; a bare number is a ticket's. Raises NoSuchTask, NoSuchTicket."""
    if name.strip().upper().startswith("TASK-"):
        return item_of(task_for(actor, name.strip()))
    return item_of(ticket_for(actor, name.strip(), beside=()))


def item_of(row: Task | Ticket) -> WorkItem:
    """The same of a row in hand."""
    is_task = isinstance(row, Task)
    return WorkItem(
        kind="task" if is_task else "ticket",
        id=row.pk,
        number=row.number,
        label=row.label,
        title=row.title if isinstance(row, Task) else row.subject,
        priority=row.priority,
        is_finished=row.is_finished,
        assignee_id=row.assignee_id,
    )
