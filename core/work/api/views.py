"""/api/v1/tasks/: what colleagues have to do. Errors: problem JSON with the service's code."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.views import DeskView, DeskViewSet, Given, gives, takes
from core.work import selectors, services
from core.work.api.inputs import TaskAssignIn, TaskCommentIn, TaskIn, TaskQuery
from core.work.api.shapes import TaskActivity, TaskCommentOut, TaskDetail, TaskOut
from core.work.models import Task, TaskComment
from core.work.rules import CHANGE, DELETE, VIEW


class TaskViewSet(DeskViewSet):
    """Read, open, change, give away and delete tasks. `number` is per organization, starting at 1."""

    lookup_field = "number"
    shows = TaskDetail
    filters = TaskQuery
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "partial_update": CHANGE,
        "destroy": DELETE,
        "restore": DELETE,
        "assign": CHANGE,
        "activity": VIEW,
    }

    @gives(TaskOut, many=True)
    def list(self, request: Request, **kwargs: Any) -> Response:
        filters = selectors.TaskFilters.read(self.query.sent)
        return self.show_page(selectors.listed(self.me, filters), TaskOut)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(self._task(kwargs, VIEW))

    @takes(TaskIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        values = selectors.named(self.me, data.sent)
        return self.show(services.open_task(values.pop("title"), by=self.me, **values), 201)

    @takes(TaskIn)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        task, values = self._task(kwargs, CHANGE), selectors.named(self.me, data.sent)
        services.change(task, by=self.me, seen=self.seen(request), **values)
        return self.show(self._task(kwargs, CHANGE))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Into the bin, with its comments, for 30 days."""
        services.delete(self._task(kwargs, DELETE), by=self.me)
        return self.done()

    @action(detail=True, methods=["post"])
    def restore(self, request: Request, **kwargs: Any) -> Response:
        """Out of the bin, to where it was."""
        services.restore(selectors.binned_task(self.me, kwargs["number"]), by=self.me)
        return self.show(self._task(kwargs, DELETE))

    @takes(TaskAssignIn)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, data: Given, **kwargs: Any) -> Response:
        task = self._task(kwargs, CHANGE)
        agent = selectors.doer_named(self.me, data.agent) if data.agent is not None else None
        services.assign(task, agent, by=self.me, seen=self.seen(request))
        return self.show(self._task(kwargs, CHANGE))

    @gives(TaskActivity, many=True)
    @action(detail=True, methods=["get"])
    def activity(self, request: Request, **kwargs: Any) -> Response:
        """Who did what to this task, oldest first."""
        return self.show_all(selectors.history_of(self._task(kwargs, VIEW)), TaskActivity)

    def _task(self, kwargs: dict[str, Any], to: str) -> Task:
        return selectors.task_for(self.me, kwargs["number"], to=to)


class TaskCommentsView(DeskView):
    """What was said about a task, oldest first. POST adds a comment; whoever sees the task may."""

    needs = {"get": VIEW, "post": VIEW}
    shows = TaskCommentOut

    @gives(TaskCommentOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.comments_of(selectors.task_for(self.me, number)))

    @takes(TaskCommentIn)
    @gives(TaskCommentOut, 201)
    def post(self, request: Request, data: Given, number: int) -> Response:
        task = selectors.task_for(self.me, number)
        return self.show(services.comment(task, data.text, by=self.me), 201)


class TaskCommentView(DeskView):
    """A comment of one's own is put otherwise, or taken away."""

    needs = {"patch": VIEW, "delete": VIEW}
    shows = TaskCommentOut

    @takes(TaskCommentIn)
    def patch(self, request: Request, data: Given, number: int, pk: int) -> Response:
        return self.show(services.edit_comment(self._comment(number, pk), data.text or "", by=self.me))

    def delete(self, request: Request, number: int, pk: int) -> Response:
        services.delete_comment(self._comment(number, pk), by=self.me)
        return self.done()

    def _comment(self, number: int, pk: int) -> TaskComment:
        return selectors.comment_for(self.me, selectors.task_for(self.me, number), pk)
