"""/api/v1/rules/, and what they did to a ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.automation import actions as doing
from core.automation import selectors, services
from core.automation.api.serializers import DryRunQuery, RuleIn, RuleOrderIn
from core.automation.api.shapes import FiringOut, RuleActionOut, RuleDryRunOut, RuleOut
from core.automation.rules import ARRANGE, VIEW
from core.doors.taking import Given, gives, parse, takes
from core.doors.views import DeskView, DeskViewSet
from core.tickets import selectors as tickets

LISTED = 200


class RuleViewSet(DeskViewSet):
    """What is done by itself, in order. Triggers hear of what happens, schedules come at their hours."""

    shows = RuleOut
    pagination_class = None  # type: ignore[assignment]  # a list that fits on one screen
    needs = {
        "list": ARRANGE,
        "retrieve": ARRANGE,
        "create": ARRANGE,
        "partial_update": ARRANGE,
        "destroy": ARRANGE,
        "order": ARRANGE,
        "actions": ARRANGE,
        "dry_run": ARRANGE,
        "saved_dry_run": ARRANGE,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.rules())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.rule(kwargs["pk"]))

    @takes(RuleIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_rule(None, by=self.me, **data.sent), 201)

    @takes(RuleIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row = selectors.rule(pk)
        return self.show(services.save_rule(row, by=self.me, seen=self.seen(request), **data.sent))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_rule(selectors.rule(pk), by=self.me)
        return self.done()

    @takes(RuleOrderIn)
    @gives(RuleOut, many=True)
    @action(detail=False, methods=["post"])
    def order(self, request: Request, data: Given) -> Response:
        """Ask these first, in this order."""
        services.order_rules(data.rules, by=self.me)
        return self.show_all(selectors.rules())

    @gives(RuleActionOut, many=True)
    @action(detail=False, methods=["get"])
    def actions(self, request: Request) -> Response:
        """What rules can do here."""
        return self.show_all(doing.known(), RuleActionOut)

    @takes(RuleIn)
    @gives(RuleDryRunOut)
    @action(detail=False, methods=["post"], url_path="dry-run")
    def dry_run(self, request: Request, data: Given) -> Response:
        """What a rule that is not saved would have hit in the last days (?days=7). Does nothing."""
        row = selectors.blank_rule()
        checked = services.checked(row, {"name": "-", **data.sent, "actions": []}, self.me, is_trial=True)
        return self._would(selectors.blank_rule(**checked))

    @gives(RuleDryRunOut)
    @action(detail=True, methods=["get"], url_path="dry-run")
    def saved_dry_run(self, request: Request, pk: int) -> Response:
        """What this rule would have hit in the last days (?days=7). Does nothing."""
        return self._would(selectors.rule(pk))

    def _would(self, row: Any) -> Response:
        query = parse(DryRunQuery, self.request.query_params)
        found = selectors.would_hit(row, self.me, back=timedelta(days=query.days), most=LISTED)
        return self.show(found, shows=RuleDryRunOut)


class TicketRulesView(DeskView):
    """What rules did to this ticket, could not do, or were stopped from doing; the latest first."""

    needs = {"get": VIEW}

    @gives(FiringOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.trace_of(tickets.ticket_for(self.me, number)), FiringOut)
