"""/api/v1/tasks/bulk/ – one change of many tasks, done before it answers. Refusals: problem JSON."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.views import DeskView, Given, gives, takes
from core.work import selectors
from core.work.api.bulk_shapes import TaskBulkIn, TaskBulkOut, asked
from core.work.models import TaskBulk
from core.work.rules import CHANGE, DELETE
from core.work.services import bulk


class TaskBulkStartView(DeskView):
    """Do the same to up to 200 tasks, at once. An Idempotency-Key makes it happen once.

    What is gone or out of sight is left out; `total` says how many it was tried on.
    """

    needs = {"post": (CHANGE, DELETE)}
    shows = TaskBulkOut

    @takes(TaskBulkIn)
    @gives(TaskBulkOut, 201)
    def post(self, request: Request, data: Given) -> Response:
        filters = None if data.filters is None else selectors.TaskFilters.read(data.filters)
        row = bulk.start(asked(data.do), by=self.me, numbers=data.tasks or (), filters=filters)
        return self.show(row, 201)


class TaskBulkView(DeskView):
    """What one of one's own changes did, and what it could not do. For a month."""

    needs = {"get": (CHANGE, DELETE)}
    shows = TaskBulkOut

    def get(self, request: Request, pk: int) -> Response:
        return self.show(self._row(pk))

    def _row(self, pk: int) -> TaskBulk:
        return selectors.bulk_change(self.me, pk)


class TaskBulkUndoView(TaskBulkView):
    """Put back what is as it was left, within seven days; what was changed since stays. Twice is once."""

    needs = {"post": (CHANGE, DELETE)}
    http_method_names = ["post", "options"]

    def post(self, request: Request, pk: int) -> Response:
        return self.show(bulk.undo(self._row(pk), by=self.me))
