"""Tasks of a list as columns, one for each status: how many stand in each, and the first cards of it.

Three statements whatever it shows, lanes or none. What is finished shows last what was finished last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from core.desk.looks import TASK_LANES
from core.desk.refusals import NoSuchStatus
from core.tickets.selectors.inbox import BadFilter
from core.work import board_book
from core.work.choices import TaskStatus
from core.work.models import Project, Task
from core.work.models_board import TaskLimit
from core.work.selectors.lists import ORDERS, TaskFilters, listed
from tenants.kernel.actor import Actor

CAP = 25  # cards of a column: more than a screen holds; the rest is a list
MOST_CARDS = 200


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """counts: {(status, value of the lane or None): tasks}; cards: {status: rows}, in the order of a task's
    life. Values of lanes: primary keys, ranks, or None.
    """

    counts: dict[tuple[str, Any], int]
    cards: dict[str, list[Task]]

    def count(self, status: str) -> int:
        return sum(number for (key, _lane), number in self.counts.items() if key == status)


@dataclass(frozen=True, slots=True)
class Holding:
    """How many tasks a status may hold, and how many are in it, of the whole desk.

    limit: a row that was never saved where nobody gave it one.
    """

    limit: TaskLimit
    standing: int


def board(actor: Actor, filters: TaskFilters, day: date, size: int = CAP, lanes: str = "") -> TaskBoard:
    """The list that these filters ask for, whatever its tasks' status. Raises BadFilter."""
    if lanes not in TASK_LANES:
        raise BadFilter(field="lanes", value=lanes[:40])
    rows = listed(actor, replace(filters, state="all", status=(), order="due"), day)
    by = ("status", lanes) if lanes else ("status",)
    counted = rows.order_by().select_related(None).values_list(*by).annotate(number=Count("pk"))
    counts = {(one[0], one[1] if lanes else None): one[-1] for one in counted}
    found: dict[str, list[Task]] = {status: [] for status in TaskStatus.values}
    for task in (*_first(rows.filter(is_finished=False), ORDERS["due"], size), *_last(rows, size)):
        found[task.status].append(task)
    return TaskBoard(counts, found)


def lane_of(task: Task, lanes: str) -> Any:
    """The value of the lane in which it stands."""
    return getattr(task, lanes if lanes == "priority" else f"{lanes}_id") if lanes else None


def limits() -> dict[str, TaskLimit]:
    """{status: how many tasks it may hold}. No query while nothing changes."""
    return {key: row for key, row in board_book.limits().items() if row.wip_limit}


def standing(statuses: Iterable[str]) -> dict[str, int]:
    """{status: tasks in it, of the whole desk}: what its limit is about. No query for none."""
    if not (wanted := list(statuses)):
        return {}
    rows = Task.objects.filter(status__in=wanted).order_by()
    return dict(rows.values_list("status").annotate(Count("pk")))


def holdings() -> list[Holding]:
    """Of every status, in the order of a task's life. One query."""
    known, held = board_book.limits(), standing(TaskStatus.values)
    return [Holding(known.get(key) or TaskLimit(status=key), held.get(key, 0)) for key in TaskStatus.values]


def holding(status: str) -> Holding:
    """Of one. Raises NoSuchStatus."""
    if status not in TaskStatus.values:
        raise NoSuchStatus(key=status[:40])
    limit = board_book.limits().get(status) or TaskLimit(status=status)
    return Holding(limit, standing([status]).get(status, 0))


def project_names(ids: Iterable[int]) -> dict[int, str]:
    """Whoever sees tasks sees all projects. By name."""
    wanted = Project.objects.filter(pk__in=list(ids)).order_by("name", "pk")
    return dict(wanted.values_list("pk", "name"))


def _last(rows: QuerySet[Task], size: int) -> QuerySet[Task]:
    return _first(rows.filter(is_finished=True), ("-completed_at", "-number"), size)


def _first(rows: QuerySet[Task], order: tuple[str, ...], size: int) -> QuerySet[Task]:
    placed = rows.annotate(place=Window(RowNumber(), partition_by=F("status"), order_by=list(order)))
    return placed.filter(place__lte=min(size, MOST_CARDS)).order_by(*order)
