"""/api/v1/availability/, /api/v1/assignment/: who can be given tickets, and how queues hand them out."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.assignment import selectors, services
from core.assignment.api import serializers as inputs
from core.assignment.api import shapes
from core.assignment.rules import ARRANGE, VIEW
from core.desk import selectors as desk
from core.doors.taking import Given, gives, parse, takes
from core.doors.views import DeskView, DeskViewSet
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY


class MyAvailabilityView(DeskView):
    """Whether the one who asks can be given tickets."""

    shows = shapes.AvailabilityOut
    needs = {"get": REPLY, "patch": REPLY}

    def get(self, request: Request) -> Response:
        return self.show(selectors.person(self.me.id or 0))

    @takes(inputs.AvailabilityIn)
    def patch(self, request: Request, data: Given) -> Response:
        me = accounts.myself(self.me)
        if data.undo and data.state == "available":
            services.come_back(me, by=self.me)
        elif data.state:
            services.save_availability(me, by=self.me, state=data.state)
        return self.show(selectors.person(me.pk))


class AvailabilityViewSet(DeskViewSet):
    """Colleagues who may answer customers. Who arranges the desk says for them how much they can take."""

    pagination_class = None  # type: ignore[assignment]
    shows = shapes.AvailabilityOut
    needs = {"list": VIEW, "retrieve": VIEW, "partial_update": ARRANGE}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.people())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.person(kwargs["pk"]))

    @takes(inputs.ColleagueAvailabilityIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        user = selectors.person(pk).user
        services.save_availability(user, by=self.me, seen=self.seen(request), **data.sent)
        return self.show(selectors.person(pk))


class AssignmentView(DeskView):
    """What is true of everybody: how much one can hold, and after how long without a click one is away."""

    shows = shapes.AssignmentOut
    needs = {"get": ARRANGE, "patch": ARRANGE}

    def get(self, request: Request) -> Response:
        return self.show(selectors.everybody())

    @takes(inputs.AssignmentIn)
    def patch(self, request: Request, data: Given) -> Response:
        return self.show(services.save_policy(None, by=self.me, seen=self.seen(request), **data.sent))


class AssignmentPolicyViewSet(DeskViewSet):
    """How each queue hands out its tickets; the id is the queue's."""

    pagination_class = None  # type: ignore[assignment]
    shows = shapes.AssignmentPolicyOut
    needs = {"list": ARRANGE, "retrieve": ARRANGE, "partial_update": ARRANGE}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all([policy for _queue, policy in selectors.policies()])

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.policy_of(desk.queue(kwargs["pk"]).pk))

    @takes(inputs.AssignmentPolicyIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        queue, seen = desk.queue(pk), self.seen(request)
        return self.show(services.save_policy(queue, by=self.me, seen=seen, **data.sent))


class AssignmentSharesView(DeskView):
    """Who was given how many in the last days (?days=7)."""

    needs = {"get": "reports.view"}

    @gives(shapes.AssignmentShareOut, many=True)
    def get(self, request: Request) -> Response:
        query = parse(inputs.SharesQuery, request.query_params)
        return self.show_all(selectors.shares(query.days), shapes.AssignmentShareOut)


class TicketAssignmentView(DeskView):
    """Why this ticket is whose it is, or why nobody got it."""

    shows = shapes.TicketAssignmentOut
    needs = {"get": VIEW}

    def get(self, request: Request, number: int) -> Response:
        return self.show(selectors.trace(tickets.ticket_for(self.me, number)))
