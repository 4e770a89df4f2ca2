"""What colleagues say about a task. Its author changes it or takes it away; nobody else does.

A comment never leaves the house. Colleagues whom it names (`@Ben Agent`, `@ben`) are told, if they may see
the task.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from core.audit import trail
from core.tickets.services.watch import named_in
from core.work.events import TaskCommented
from core.work.models import Task, TaskComment
from core.work.rules import LONGEST_TEXT, MOST_COMMENTS
from core.work.selectors.access import NoSuchComment, why_not
from core.work.services.rows import locked
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused
from tenants.kernel.text import storable


class EmptyComment(Invalid):
    code = "task.empty_comment"
    sentence = "Write something first."


class TooManyComments(Conflict):
    """data: limit."""

    code = "task.too_many_comments"
    sentence = "A task has {limit} comments at most. Open another task for what comes next."


class NotYourComment(Refused):
    code = "task.not_your_comment"
    sentence = "Only who wrote a comment can change it."


@transaction.atomic
def comment(task: Task, text: str, *, by: Actor) -> TaskComment:
    """At the end. No version rises by it. Raises EmptyComment, Invalid, TooManyComments.

    Emits TaskCommented.
    """
    text = _checked(text)
    task = locked(task.pk)
    if task.comment_count >= MOST_COMMENTS:
        raise TooManyComments(limit=MOST_COMMENTS)
    author = by.id if by.kind == "user" else None
    row = TaskComment.objects.create(task=task, author_id=author, author_name=by.name[:120], text=text)
    _count(task, 1)

    trail.record("task.commented", on=task, by=by, after={"comment": row.pk})
    publish(TaskCommented(task.pk, by.ref, row.pk, _mentioned(task, text, by)))
    return row


@transaction.atomic
def edit_comment(row: TaskComment, text: str, *, by: Actor) -> TaskComment:
    """Put it otherwise. The same words change nothing. Raises NotYourComment, EmptyComment.

    Emits TaskCommented.
    """
    text = _checked(text)
    task, row = _held(row, by)
    if row.text == text:
        return row
    before, row.text, row.edited_at = row.text, text, clock.now()
    row.save(update_fields=["text", "edited_at"])

    trail.record("task.comment_edited", on=task, by=by, after={"comment": row.pk})
    publish(TaskCommented(task.pk, by.ref, row.pk, _mentioned(task, text, by, already=before), is_new=False))
    return row


@transaction.atomic
def delete_comment(row: TaskComment, *, by: Actor) -> None:
    """Gone for good. Raises NotYourComment, NoSuchComment. Emits TaskCommented."""
    task, row = _held(row, by)
    pk = row.pk
    row.delete()
    _count(task, -1)
    trail.record("task.comment_deleted", on=task, by=by, before={"comment": pk})
    publish(TaskCommented(task.pk, by.ref, pk, is_new=False))


def _held(row: TaskComment, by: Actor) -> tuple[Task, TaskComment]:
    """The comment with its task, both locked and fresh, for its author."""
    task = locked(row.task_id)
    fresh = TaskComment.objects.select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        raise NoSuchComment
    if by.kind != "user" or fresh.author_id != by.id:
        raise NotYourComment
    return task, fresh


def _count(task: Task, step: int) -> None:
    Task.objects.filter(pk=task.pk).update(comment_count=F("comment_count") + step)
    task.comment_count += step


def _mentioned(task: Task, text: str, by: Actor, *, already: str = "") -> list[int]:
    """Colleagues whom the words name and `already` did not, and who may see the task; never their author."""
    told = {user.pk for user in named_in(already)} | ({by.id} if by.kind == "user" else set())
    return [user.pk for user in named_in(text) if user.pk not in told and not why_not(user, task.ticket)]


def _checked(text: str) -> str:
    text = storable(text).replace("\r\n", "\n").strip()
    if not text:
        raise EmptyComment
    if len(text) > LONGEST_TEXT:
        raise Invalid(fields={"text": [f"A comment has at most {LONGEST_TEXT:,} characters."]})
    return text
