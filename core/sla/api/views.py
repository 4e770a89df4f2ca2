"""/api/v1/sla-policies/, the clocks of a ticket, and /api/v1/reports/sla/."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors as desk
from core.doors.taking import Given, gives, parse, takes
from core.doors.views import DeskView, DeskViewSet
from core.sla import selectors, services
from core.sla.api import serializers as takes_in
from core.sla.api.shapes import SlaClockOut, SlaComplianceOut, SlaPolicyOut
from core.sla.rules import ARRANGE, REPORTS, VIEW
from core.tickets import selectors as tickets


class PolicyViewSet(DeskViewSet):
    """What is promised to whom. Tickets keep what they were promised; changes hold for new ones."""

    shows = SlaPolicyOut
    pagination_class = None  # type: ignore[assignment]  # a list that fits on one screen
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": ARRANGE,
        "partial_update": ARRANGE,
        "destroy": ARRANGE,
        "order": ARRANGE,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.policies())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.policy(kwargs["pk"]))

    @takes(takes_in.SlaPolicyIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_policy(None, by=self.me, **_values(data)), 201)

    @takes(takes_in.SlaPolicyIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row = selectors.policy(pk)
        return self.show(services.save_policy(row, by=self.me, seen=self.seen(request), **_values(data)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_policy(selectors.policy(pk), by=self.me)
        return self.done()

    @takes(takes_in.SlaOrderIn)
    @gives(SlaPolicyOut, many=True)
    @action(detail=False, methods=["post"])
    def order(self, request: Request, data: Given) -> Response:
        """Ask these first, in this order. The default one stays the last."""
        services.order_policies(data.policies, by=self.me)
        return self.show_all(selectors.policies())


class TicketSlaView(DeskView):
    """The clocks of one ticket, each with the steps that say why it is due then."""

    needs = {"get": VIEW}

    @gives(SlaClockOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.clocks_of(tickets.ticket_for(self.me, number)), SlaClockOut)


class SlaReportView(DeskView):
    """How promises were kept, by week, clock and policy. A clock counts when it was met or breached."""

    needs = {"get": REPORTS}

    @gives(SlaComplianceOut, many=True)
    def get(self, request: Request) -> Response:
        query = parse(takes_in.ReportQuery, request.query_params)
        return self.show_all(selectors.compliance(self.me, query.weeks), SlaComplianceOut)


def _values(data: Given) -> dict[str, Any]:
    values = dict(data.sent)
    if values.get("calendar") is not None:
        values["calendar"] = desk.calendar(values["calendar"])
    return values
