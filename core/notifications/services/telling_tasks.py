"""Telling people of a task: whoever is given it, does it on a day that has come, or is named in a comment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from core.accounts import selectors as accounts
from core.accounts.parts import shut
from core.notifications import book
from core.notifications.models import Notification
from core.notifications.rules import APP, KINDS, MENTIONED, MINE
from core.notifications.services.telling import Told, keep
from core.tickets.rules import VIEW as READ_TICKETS
from core.tickets.selectors.reach import may
from core.work.models import Task
from core.work.rules import VIEW
from tenants.kernel.actor import parse_ref
from tenants.kernel.text import one_line

BEFORE = {"task_late": "task_due"}  # what is no news any more once the other is
LONGEST = 200  # characters of what was said


@transaction.atomic
def tell_of_task(
    kind: str, task_id: int, users: Iterable[int], *, by: str = "", who: str = "", text: str = ""
) -> list[int]:
    """Tell these colleagues, in the order of their ids; who did it is not told, nor who may not see the task.

    What is still unread of the task and kind gives way. Returns the notifications.
    """
    task = Task.objects.select_related("ticket").filter(pk=task_id).first()
    if task is None or (task.ticket and task.ticket.deleted_at):
        return []
    scope = MENTIONED if KINDS[kind] == "mention" else MINE
    doer = parse_ref(by) if by else ("", None)
    rows = []
    for pk in sorted(set(users)):
        person = book.people().get(pk)
        if person is None or doer == ("user", pk) or not _sees(person, task):
            continue
        channels = person.channels(KINDS[kind], scope, None)
        if APP in channels:
            rows.append(Told(person, channels))
    told = [row.person.id for row in rows]
    gone = Notification.objects.filter(task=task, kind__in=(kind, BEFORE.get(kind, kind)), read_at=None)
    gone.filter(user__in=told).delete()
    return keep(kind, rows, None, who, "", task=task.pk, text=one_line(text, LONGEST))


def _sees(person: book.Person, task: Task) -> bool:
    # rights as they are now, not as the book remembers them
    now = replace(person.actor, reach=accounts.bound().get(person.id), shut=shut())
    return now.may(VIEW) and (task.ticket is None or may(now, task.ticket.queue_id, READ_TICKETS))
