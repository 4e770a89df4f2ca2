"""Tasks, binned ones too, and the project go along with their ticket: into the one it was merged into, and
back when that is undone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.audit import trail
from core.audit.models import Record
from core.work.models import ProjectTicket, Task
from core.work.services.rows import locked, save
from tenants.kernel.actor import SYSTEM

MOVED = "task.ticket_merged"


@transaction.atomic
def follow_merge(survivor_id: int, merged_id: int) -> None:
    """Twice is once: the second time there is none left. A survivor without a project takes on the other's,
    and keeps it: that its tickets belonged there stays true.
    """
    _move(Task.every.filter(ticket=merged_id).values_list("pk", flat=True), merged_id, survivor_id)
    link = ProjectTicket.objects.filter(ticket=merged_id).first()
    if link and not ProjectTicket.objects.filter(ticket=survivor_id).exists():
        ProjectTicket.objects.create(ticket_id=survivor_id, project_id=link.project_id)


@transaction.atomic
def follow_unmerge(survivor_id: int, merged_id: int) -> None:
    """Those that came with this merge and are still about the survivor."""
    here = Task.every.filter(ticket=survivor_id).values_list("pk", flat=True)
    came = Record.objects.filter(
        object_type="work.task", object_id__in=list(here), action=MOVED, before=merged_id, after=survivor_id
    )
    pks = came.order_by().values_list("object_id", flat=True).distinct()
    _move([pk for pk in pks if pk], survivor_id, merged_id)


def _move(tasks: Iterable[int], was: int, to: int) -> None:
    for pk in sorted(tasks):
        task = locked(pk, even_binned=True)
        if task.ticket_id == was:
            task.ticket_id = to
            save(task, "ticket")
            trail.record(MOVED, on=task, by=SYSTEM, before=was, after=to)
