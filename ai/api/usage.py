"""/api/v1/ai/usage, ai/prices, ai/budget, ai/health: what models cost, may cost, and how they are doing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import book, selectors, services
from ai.rules import POLICY
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict, parse
from core.doors.views import DeskView, Given, gives, takes
from tenants.kernel import clock


class LineOut(Shape):
    """cost: millionths of the currency. unpriced: tokens of models without a price, which are not in it.

    key: a day, a feature or a model. Where no model's answer was of use: those that were asked, "a, b".
    """

    key: str
    runs: int
    calls: int
    tokens_in: int
    tokens_out: int
    cost: int
    unpriced: int

    @staticmethod
    def dump(line: selectors.Line) -> dict[str, Any]:
        return asdict(line)


class BudgetOut(Shape):
    """feature: all, triage or draft. span: day or month. limit, taken: millionths.

    is_spent: the built-in engine answers, for what is left is too little for a request.
    """

    feature: str
    span: str
    limit: int
    taken: int
    percent: int
    is_spent: bool

    @staticmethod
    def dump(one: selectors.Budget) -> dict[str, Any]:
        return asdict(one) | {"feature": one.feature or book.ALL, "percent": one.percent}


class UsageOut(Shape):
    """UTC days, both included. per_ticket: millionths on average. Runs are kept 90 days."""

    since: date
    until: date
    currency: str
    total: LineOut
    tickets: int
    per_ticket: int
    local: int
    fallen_back: int
    failed: int
    by_day: list[LineOut]
    by_feature: list[LineOut]
    by_model: list[LineOut]
    budgets: list[BudgetOut]

    @staticmethod
    def dump(pair: tuple[selectors.Ledger, list[selectors.Budget]]) -> dict[str, Any]:
        ledger, budgets = pair
        shown = {name: getattr(ledger, name) for name in ("tickets", "per_ticket", "local", "fallen_back")}
        return shown | {
            "since": ledger.since.isoformat(),
            "until": ledger.until.isoformat(),
            "currency": settings.AI_CURRENCY,
            "failed": ledger.failed,
            "total": LineOut.dump(ledger.total),
            "by_day": [LineOut.dump(line) for line in ledger.by_day],
            "by_feature": [LineOut.dump(line) for line in ledger.by_feature],
            "by_model": [LineOut.dump(line) for line in ledger.by_model],
            "budgets": [BudgetOut.dump(one) for one in budgets],
        }


class RangeIn(Strict):
    def get_fields(self) -> dict[str, Any]:
        """`from` and `to`, which cannot be names of attributes."""
        return {"from": serializers.DateField(required=False), "to": serializers.DateField(required=False)}

    def validate(self, days: dict[str, Any]) -> dict[str, Any]:
        """A range that runs backwards is a slip, and the figures of another one would hide it."""
        tomorrow = clock.now().date() + timedelta(days=1)  # which is today east of Greenwich
        if "from" in days and days["from"] > days.get("to", tomorrow):
            raise serializers.ValidationError({"from": [_("The first day is after the last one.")]})
        return days


class UsageView(DeskView):
    """What models cost from a day to a day; this month without any. ?from=2026-11-01&to=2026-11-30"""

    needs = {"get": POLICY}
    shows = UsageOut

    def get(self, request: Request) -> Response:
        asked = parse(RangeIn, request.query_params).sent
        since, until = selectors.bounded(asked.get("from"), asked.get("to"))
        return self.show((selectors.ledger(since, until), selectors.budgets()))


class SpansIn(Strict):
    day = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    month = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class CapsIn(Strict):
    """Millionths of the currency; null for no cap. What is not named stays."""

    def get_fields(self) -> dict[str, Any]:
        """One for each feature, and one for all."""
        return {feature: SpansIn(required=False) for feature in services.CAPPED}


class CapsOut(Shape):
    currency: str
    caps: dict

    @staticmethod
    def dump(caps: dict[str, Any]) -> dict[str, Any]:
        return {"currency": settings.AI_CURRENCY, "caps": caps}


class BudgetView(DeskView):
    """What models may cost, per day and month, for each feature and for all."""

    needs = {"get": POLICY, "patch": POLICY}
    shows = CapsOut

    def get(self, request: Request) -> Response:
        return self.show(selectors.model_settings().caps)

    @takes(CapsIn)
    def patch(self, request: Request, data: Given) -> Response:
        return self.show(services.set_caps(data.sent, by=self.me))


class PriceOut(Shape):
    """model: a name, or how some begin. sent, got: currency per million tokens; null: nobody named a price.

    is_own: named here, not by the platform. unpriced: tokens that calls without a price took.
    """

    model: str
    sent: float | None
    got: float | None
    is_own: bool
    unpriced: int

    @staticmethod
    def dump(row: selectors.Priced) -> dict[str, Any]:
        sent, got = row.price or (None, None)
        return {"model": row.model, "sent": sent, "got": got, "is_own": row.is_own, "unpriced": row.tokens}


class PricesIn(Strict):
    prices = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), allow_null=True, max_length=2),
        help_text='{"llama-3": [0.2, 0.6]}: sent and got per million tokens; null: no price of our own.',
    )


class PricesView(DeskView):
    """What models cost per million tokens. Names are beginnings; the longest one that fits holds."""

    needs = {"get": POLICY, "patch": POLICY}
    shows = PriceOut

    @gives(PriceOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.priced())

    @takes(PricesIn)
    @gives(PriceOut, many=True)
    def patch(self, request: Request, data: Given) -> Response:
        services.set_prices(data.prices or {}, by=self.me)
        return self.show_all(selectors.priced())


class HealthOut(Shape):
    """breakers: endpoints in use, in order; state closed or open. queue: runs nobody has settled."""

    engine: str
    breakers: list[dict]
    queue: dict
    versions: dict

    @staticmethod
    def dump(found: tuple[str, list[dict[str, Any]], selectors.Queue, dict[str, Any]]) -> dict[str, Any]:
        engine, breakers, queue, versions = found
        told = [one | {"last_success_at": moment(one["last_success_at"])} for one in breakers]
        waiting = {"queued": queue.queued, "running": queue.running, "oldest_seconds": queue.oldest}
        return {"engine": engine, "breakers": told, "queue": waiting, "versions": versions}


class HealthView(DeskView):
    """How endpoints, the queue and the engines are doing."""

    needs = {"get": POLICY}
    shows = HealthOut

    def get(self, request: Request) -> Response:
        found = selectors.engine_kind(), selectors.breakers(), selectors.queue(), selectors.versions()
        return self.show(found)
