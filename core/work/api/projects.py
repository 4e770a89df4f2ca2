"""/api/v1/projects/: work that belongs together, its milestones, and the tickets it comes from."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.views import DeskView, DeskViewSet, Given, gives, takes
from core.tickets import selectors as tickets
from core.work import selectors, services
from core.work.api.inputs import MilestoneIn, ProjectIn, ProjectQuery, ProjectTicketIn
from core.work.api.shapes import MilestoneOut, ProjectOut, TicketBrief
from core.work.models import Milestone
from core.work.rules import CHANGE, DELETE, VIEW


class ProjectViewSet(DeskViewSet):
    """Read, open, change and delete projects. Their tasks: GET tasks/?project=ID&state=all."""

    ordering = ("name", "pk")
    shows = ProjectOut
    filters = ProjectQuery
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "partial_update": CHANGE,
        "destroy": DELETE,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        asked = self.query
        return self.show_page(
            selectors.projects(self.me, state=asked.state or "open", team=asked.team, q=asked.q or "")
        )

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.project_for(self.me, kwargs["pk"]))

    @takes(ProjectIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        values = selectors.named(self.me, data.sent)
        row = services.open_project(values.pop("name"), by=self.me, **values)
        return self.show(selectors.project_for(self.me, row.pk), 201)

    @takes(ProjectIn)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        row = selectors.project_for(self.me, kwargs["pk"], to=CHANGE)
        values = selectors.named(self.me, data.sent)
        services.change_project(row, by=self.me, seen=self.seen(request), **values)
        return self.show(selectors.project_for(self.me, row.pk))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Gone for good, with its milestones; its tasks and tickets stay."""
        services.delete_project(selectors.project_for(self.me, kwargs["pk"], to=DELETE), by=self.me)
        return self.done()


class MilestonesView(DeskView):
    """The next due first. POST adds one."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = MilestoneOut

    @gives(MilestoneOut, many=True)
    def get(self, request: Request, pk: int) -> Response:
        return self.show_all(selectors.milestones_of(selectors.project_for(self.me, pk)))

    @takes(MilestoneIn)
    @gives(MilestoneOut, 201)
    def post(self, request: Request, data: Given, pk: int) -> Response:
        project = selectors.project_for(self.me, pk, to=CHANGE)
        row = services.add_milestone(project, data.name, by=self.me, due_on=data.due_on)
        if data.is_done:
            row = services.change_milestone(row, by=self.me, is_done=True)
        return self.show(row, 201)


class MilestoneView(DeskView):
    """Reach, change or remove a milestone. Its tasks stay in the project."""

    needs = {"patch": CHANGE, "delete": CHANGE}
    shows = MilestoneOut

    @takes(MilestoneIn)
    def patch(self, request: Request, data: Given, pk: int, milestone: int) -> Response:
        return self.show(services.change_milestone(self._row(pk, milestone), by=self.me, **data.sent))

    def delete(self, request: Request, pk: int, milestone: int) -> Response:
        services.delete_milestone(self._row(pk, milestone), by=self.me)
        return self.done()

    def _row(self, pk: int, milestone: int) -> Milestone:
        return selectors.milestone_for(selectors.project_for(self.me, pk, to=CHANGE), milestone)


class ProjectTicketsView(DeskView):
    """Tickets that belong to the project, open ones first. POST puts one in, out of the one it was in."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = TicketBrief

    @gives(TicketBrief, many=True)
    def get(self, request: Request, pk: int) -> Response:
        return self.show_all(selectors.tickets_in(self.me, selectors.project_for(self.me, pk)))

    @takes(ProjectTicketIn)
    @gives(TicketBrief, 201)
    def post(self, request: Request, data: Given, pk: int) -> Response:
        project = selectors.project_for(self.me, pk, to=CHANGE)
        ticket = tickets.ticket_for(self.me, data.ticket)
        services.put_ticket(project, ticket, by=self.me)
        return self.show(ticket, 201)


class ProjectTicketView(DeskView):
    """Take a ticket out of the project. Twice is once."""

    needs = {"delete": CHANGE}

    def delete(self, request: Request, pk: int, number: int) -> Response:
        project = selectors.project_for(self.me, pk, to=CHANGE)
        services.take_out(tickets.ticket_for(self.me, number), by=self.me, of=project)
        return self.done()
