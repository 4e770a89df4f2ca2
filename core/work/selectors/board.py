"""Tasks of a list as columns, one for each status: how many stand in each, and the first cards of it.

Three statements whatever it shows. What is finished shows last what was finished last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from core.work.choices import TaskStatus
from core.work.models import Task
from core.work.selectors.lists import ORDERS, TaskFilters, listed
from tenants.kernel.actor import Actor

CAP = 25  # cards of a column: more than a screen holds; the rest is a list
MOST_CARDS = 200


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """By status, in the order of a task's life."""

    counts: dict[str, int]
    cards: dict[str, list[Task]]


def board(actor: Actor, filters: TaskFilters, day: date, size: int = CAP) -> TaskBoard:
    """The list that these filters ask for, whatever its tasks' status. Raises BadFilter."""
    rows = listed(actor, replace(filters, state="all", status=(), order="due"), day)
    counted = rows.order_by().values_list("status").annotate(number=Count("pk"))
    counts = dict(counted)
    found: dict[str, list[Task]] = {status: [] for status in TaskStatus.values}
    for task in (*_first(rows.filter(is_finished=False), ORDERS["due"], size), *_last(rows, size)):
        found[task.status].append(task)
    return TaskBoard({status: counts.get(status, 0) for status in found}, found)


def _last(rows: QuerySet[Task], size: int) -> QuerySet[Task]:
    return _first(rows.filter(is_finished=True), ("-completed_at", "-number"), size)


def _first(rows: QuerySet[Task], order: tuple[str, ...], size: int) -> QuerySet[Task]:
    placed = rows.annotate(place=Window(RowNumber(), partition_by=F("status"), order_by=list(order)))
    return placed.filter(place__lte=min(size, MOST_CARDS)).order_by(*order)
