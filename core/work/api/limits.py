"""/api/v1/tasks/limits/ – how many tasks a status may hold, and how many are in it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk.rules import ARRANGE
from core.desk.services.statuses import MOST_IN_COLUMN
from core.doors.shapes import Shape
from core.doors.views import DeskView, Given, gives, takes
from core.work import selectors, services
from core.work.choices import LIMITED
from core.work.rules import VIEW


class TaskLimitIn(serializers.Serializer):
    """What is left out stays as it is."""

    wip_limit = serializers.IntegerField(
        min_value=1,
        max_value=MOST_IN_COLUMN,
        allow_null=True,
        required=False,
        help_text=f"Tasks that may be in it at once, null for any number; of {' and '.join(LIMITED)}.",
    )
    wip_is_hard = serializers.BooleanField(
        required=False, help_text="Nobody moves one more into it; else a full one only warns."
    )


class TaskLimitOut(Shape):
    """wip_limit: tasks that may be in it at once, null for any number; wip_is_hard: nobody adds one.
    standing: tasks in it now, of the whole desk. takes_limit: may it have a limit at all?"""

    key: str
    label: str
    takes_limit: bool
    wip_limit: int | None
    wip_is_hard: bool
    standing: int

    @staticmethod
    def dump(at: selectors.Holding) -> dict[str, Any]:
        return {
            "key": at.limit.status,
            "label": at.limit.get_status_display(),
            "takes_limit": at.limit.status in LIMITED,
            "wip_limit": at.limit.wip_limit,
            "wip_is_hard": at.limit.wip_is_hard,
            "standing": at.standing,
        }


class TaskLimitsView(DeskView):
    """Every status of tasks, in the order of a task's life."""

    needs = {"get": VIEW}
    shows = TaskLimitOut

    @gives(TaskLimitOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.holdings())


class TaskLimitView(DeskView):
    """Only statuses of work under way have a limit. Twice is once."""

    needs = {"patch": ARRANGE}
    shows = TaskLimitOut

    @takes(TaskLimitIn)
    def patch(self, request: Request, data: Given, status: str) -> Response:
        before = selectors.holding(status)
        row = services.save_limit(status, by=self.me, **data.sent)
        return self.show(selectors.Holding(row, before.standing))
