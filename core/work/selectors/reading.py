"""One task with what was said about it, and the tasks of a ticket."""

from __future__ import annotations

from django.db.models import F, QuerySet

from core.audit import trail
from core.audit.models import Record
from core.tickets.models import Ticket
from core.work.models import Task, TaskComment
from core.work.rules import MOST_COMMENTS, MOST_OF_TICKET
from core.work.selectors.access import visible
from core.work.selectors.lists import with_beside
from tenants.kernel.actor import Actor

MOST_HISTORY = 200


def comments_of(task: Task) -> QuerySet[TaskComment]:
    """Oldest first, with their authors. The task is in hand: whoever sees it reads them."""
    return TaskComment.objects.filter(task=task).select_related("author").order_by("pk")[:MOST_COMMENTS]


def history_of(task: Task) -> list[Record]:
    """What happened to it, oldest first, the last MOST_HISTORY lines."""
    return trail.newest(task, MOST_HISTORY)


def tasks_of(actor: Actor, ticket: Ticket) -> list[Task]:
    """Those about this ticket that the actor may see: open ones first, the next due first. One query."""
    rows = with_beside(visible(actor).filter(ticket=ticket.pk))
    ordered = rows.order_by("is_finished", F("due_on").asc(nulls_last=True), "-priority", "number")
    return list(ordered[:MOST_OF_TICKET])
