"""What the API takes and shows of changes of many tasks; names as of those of tickets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.tickets.rules import PRIORITY_NAMES
from core.work import selectors
from core.work.api.inputs import HIGHEST, TaskQuery
from core.work.choices import TaskStatus
from core.work.models import TaskBulk
from core.work.rules import MOST_AT_ONCE
from core.work.services.bulk import ALONE


class TaskBulkDo(Strict):
    """What is to be done with each of them; at least one of these."""

    status = serializers.ChoiceField(TaskStatus.values, required=False)
    priority = serializers.ChoiceField(list(PRIORITY_NAMES), required=False)
    assignee = serializers.IntegerField(required=False, allow_null=True, help_text="null: nobody.")
    due_on = serializers.DateField(required=False, allow_null=True, help_text="null: without a day.")
    project = serializers.IntegerField(required=False, allow_null=True, help_text="null: in none.")
    delete = serializers.BooleanField(
        required=False, help_text="true: into the bin, from which undoing takes them; alone."
    )
    restore = serializers.BooleanField(
        required=False, help_text="true: out of the bin; alone, with `tasks` or the filter state=bin."
    )


class TaskBulkFilters(Strict, TaskQuery):
    """As GET tasks/ takes them. A misspelt name is refused: without it, more tasks would be changed."""


class TaskBulkIn(serializers.Serializer):
    """Either tasks (numbers) or filters (as GET tasks/ takes them)."""

    tasks = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=HIGHEST),
        max_length=MOST_AT_ONCE,
        required=False,
    )
    filters = TaskBulkFilters(required=False)
    do = TaskBulkDo()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "tasks" in attrs and "filters" in attrs:
            raise serializers.ValidationError({"filters": [_("Either tasks or filters, not both.")]})
        return attrs


class TaskBulkNotDone(Shape):
    """A task it could not be done to, or not put back, and why."""

    task: int
    why: str

    @staticmethod
    def dump(one: dict[str, Any]) -> dict[str, Any]:
        return {"task": one["number"], "why": one["why"]}


class TaskBulkOut(Shape):
    """state: done or undone. done: tasks that are as it left them. Once it is undone, undone and kept (those
    that undoing left alone) are of the tasks that it had changed; not_done is of what was done last."""

    id: int
    state: str
    do: dict
    total: int
    done: int
    failed: int
    undone: int
    kept: int
    not_done: list[TaskBulkNotDone]
    undo_until: datetime | None
    created_at: datetime

    @staticmethod
    def dump(row: TaskBulk) -> dict[str, Any]:
        counts, names = (len(row.done), len(row.missed)), ("done", "failed", "undone", "kept")
        told = (0, 0, *counts) if row.undone_at else (*counts, 0, 0)
        return {
            "id": row.pk,
            "state": "undone" if row.undone_at else "done",
            "do": row.what,
            "total": sum(counts),
            **dict(zip(names, told, strict=True)),
            "not_done": [TaskBulkNotDone.dump(one) for one in row.missed],
            "undo_until": moment(selectors.undo_until(row)),
            "created_at": moment(row.created_at),
        }


def asked(sent: dict[str, Any]) -> dict[str, Any]:
    """As the service takes it. `"delete": false` asks for nothing."""
    return {name: value for name, value in sent.items() if name not in ALONE or value}
