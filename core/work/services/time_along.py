"""Time goes along with its ticket: into the one it was merged into, and back when that is undone.

One line in the survivor's record says which entries came with a merge.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit import trail
from core.tickets.models import Ticket
from core.work import time_book
from core.work.models_time import TimeEntry
from tenants.kernel.actor import SYSTEM

CAME, LEFT = "time.came_along", "time.went_back"


@transaction.atomic
def time_follows_merge(survivor_id: int, merged_id: int) -> None:
    """Twice is once: the second time there is none left."""
    survivor = Ticket.every.filter(pk=survivor_id).first()
    ids = list(TimeEntry.objects.filter(ticket=merged_id).order_by("pk").values_list("pk", flat=True))
    if survivor is None or not ids:
        return
    TimeEntry.objects.filter(pk__in=ids).update(ticket=survivor)
    told = {"from": merged_id, "entries": ids}
    trail.record(CAME, on=survivor, by=SYSTEM, after=told)
    time_book.running.changed()


@transaction.atomic
def time_follows_unmerge(survivor_id: int, merged_id: int) -> None:
    """Those that came with this merge and are still on the survivor."""
    survivor = Ticket.every.filter(pk=survivor_id).first()
    if survivor is None:
        return
    told: list[Any] = [line.after for line in trail.history(survivor, CAME)]
    came = {pk for one in told if one["from"] == merged_id for pk in one["entries"]}
    ids = list(TimeEntry.objects.filter(pk__in=came, ticket=survivor).values_list("pk", flat=True))
    if ids:
        TimeEntry.objects.filter(pk__in=ids).update(ticket=merged_id)
        trail.record(LEFT, on=survivor, by=SYSTEM, after={"to": merged_id, "entries": sorted(ids)})
        time_book.running.changed()
