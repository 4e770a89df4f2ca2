"""A project against time: its own span, its milestones, and its tasks with a day, as bars of a table.

Numbers alone: the template draws each bar with percentages of an SVG, and the days stand beside it as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.work import selectors as work
from portal.agent import paths
from portal.agent.task_words import STATUSES
from portal.ui.times import day as day_words

if TYPE_CHECKING:
    from core.work.models import Milestone, Project, Task

Context = dict[str, Any]
LEAST = 1.0  # per cent: what lasts a day is seen, too
MOST_ROWS = 100
MARKS = 5  # days that are named above the bars


def of(project: Project, tasks: Sequence[Task], stones: Sequence[Milestone], today: date) -> Context | None:
    """{rows [{kind, name, url, start, end, x, width}], marks [{x, name}], today}; None without any day."""
    dated = [task for task in tasks if task.due_on and task.status != "cancelled"][:MOST_ROWS]
    if (found := work.span(project, dated, list(stones))) is None:
        return None
    first, last = found
    scale = _Scale(first, last)
    rows = [_whole(project, scale)] if project.start_on or project.end_on else []
    rows += [_stone(one, scale) for one in stones if one.due_on]
    rows += [_task(one, scale) for one in sorted(dated, key=lambda one: (one.due_on or last, one.number))]
    is_within = first <= today <= last
    return {"rows": rows, "marks": scale.marks(), "today": scale.at(today) if is_within else None}


class _Scale:
    """Days as per cent of the whole, the last day included."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, (last - first).days + 1

    def at(self, day: date) -> float:
        return round(100 * (day - self.first).days / self.days, 2)

    def bar(self, start: date, end: date) -> Context:
        x = self.at(start)
        width = max(100 * ((end - start).days + 1) / self.days, LEAST)
        return {"start": start, "end": end, "x": x, "width": round(min(width, 100 - x), 2)}

    def marks(self) -> list[Context]:
        step = max(1, -(-self.days // MARKS))
        days = [self.first + timedelta(days=at) for at in range(0, self.days, step)]
        return [{"x": self.at(one), "name": day_words(one)} for one in days]


def _whole(project: Project, scale: _Scale) -> Context:
    start = project.start_on or min(project.created_at.date(), project.end_on or date.max)
    start = max(start, scale.first)
    end = project.end_on or scale.first + timedelta(days=scale.days - 1)
    return {"kind": "project", "name": project.name, "url": "", "is_done": False, **scale.bar(start, end)}


def _stone(row: Milestone, scale: _Scale) -> Context:
    assert row.due_on is not None
    bar = scale.bar(row.due_on, row.due_on)
    middle = {"x": min(max(bar["x"] + bar["width"] / 2, 1.5), 98.5)}
    return (
        {"kind": "milestone", "name": row.name, "url": "", "is_done": bool(row.completed_at)} | bar | middle
    )


def _task(row: Task, scale: _Scale) -> Context:
    assert row.due_on is not None
    start = min(row.created_at.date(), row.due_on)
    told = {"kind": "task", "name": row.title, "url": paths.task(row.number), "is_done": row.is_finished}
    return told | {"status": str(STATUSES[row.status][0])} | scale.bar(max(start, scale.first), row.due_on)
