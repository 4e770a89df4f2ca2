"""One task with what was said about it, and the tasks of a ticket."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from core.audit import trail
from core.audit.models import Record
from core.tickets.models import Ticket
from core.tickets.selectors.access import is_unbound, shape
from core.work.models import Task, TaskComment
from core.work.rules import MOST_COMMENTS, MOST_OF_TICKET
from core.work.selectors.access import visible
from core.work.selectors.lists import asked_for, matching, with_beside
from tenants.database.composed import composed
from tenants.kernel.actor import Actor

MOST_HISTORY = 200
FOUND = ("number", "title", "status", "is_finished")


def comments_of(task: Task) -> QuerySet[TaskComment]:
    """Oldest first, with their authors. The task is in hand: whoever sees it reads them."""
    return TaskComment.objects.filter(task=task).select_related("author").order_by("pk")[:MOST_COMMENTS]


def history_of(task: Task) -> list[Record]:
    """What happened to it, oldest first, the last MOST_HISTORY lines."""
    return trail.newest(task, MOST_HISTORY)


def tasks_like(actor: Actor, text: str, most: int) -> list[Task]:
    """A few with all these words in the title, or of this number; open ones first, the newest first."""
    ask = _like if is_unbound(actor) else _like.fresh
    return ask(shape(actor), most, **asked_for(text))


@composed
def _like(actor: Actor, most: int, **values: Any) -> QuerySet[Task]:
    found = visible(actor).filter(matching(**values))
    return found.order_by("is_finished", "-number").only(*FOUND)[:most]


def tasks_of(actor: Actor, ticket: Ticket) -> list[Task]:
    """Those about this ticket that the actor may see: open ones first, the next due first. One query."""
    rows = with_beside(visible(actor).filter(ticket=ticket.pk))
    ordered = rows.order_by("is_finished", F("due_on").asc(nulls_last=True), "-priority", "number")
    return list(ordered[:MOST_OF_TICKET])


def ticket_of_task(task_id: int) -> tuple[int | None] | None:
    """(id of the ticket it is about or None,); None where there is no such task."""
    return Task.objects.filter(pk=task_id).values_list("ticket_id").first()


def doer_of(task_id: int) -> int | None:
    """Who does this task now. For listeners."""
    return Task.objects.filter(pk=task_id).values_list("assignee_id", flat=True).first()


def said_in(comment_id: int) -> tuple[str, str] | None:
    """(who said it, what); None for a comment that is gone. For listeners."""
    return TaskComment.objects.filter(pk=comment_id).values_list("author_name", "text").first()
