"""/api/v1/ai/providers/: endpoints of models, in the order they are asked. Keys are written, never read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.models import Provider
from ai.rules import POLICY
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.doors.views import DeskViewSet, Given, gives, takes


class ProviderOut(Shape):
    """condition: new, ok, failing or open (not asked for half a minute, or until its settings change).

    tested: of the last test; at: seconds since 1970.
    """

    id: str
    name: str
    is_platform: bool
    base_url: str
    region: str
    tasks: dict
    is_on: bool
    has_key: bool
    condition: str
    failures: int
    last_error: str
    last_success_at: datetime | None
    is_testing: bool
    tested: list[dict]

    @staticmethod
    def dump(row: Provider) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "name": row.name,
            "is_platform": row.is_platform,
            "base_url": row.base_url,
            "region": row.region,
            "tasks": selectors.models_of(row),
            "is_on": row.is_on,
            "has_key": bool(row.secret),
            "condition": selectors.condition(row),
            "failures": row.failures,
            "last_error": row.last_error,
            "last_success_at": moment(row.last_success_at),
            "is_testing": row.asked_at is not None,
            "tested": row.tested,
        }


class TasksIn(Strict):
    """The model for each task; one that is left out is not asked here."""

    triage = serializers.CharField(required=False, allow_blank=True, max_length=120)
    draft = serializers.CharField(required=False, allow_blank=True, max_length=120)
    summary = serializers.CharField(required=False, allow_blank=True, max_length=120)
    translation = serializers.CharField(required=False, allow_blank=True, max_length=120)
    embedding = serializers.CharField(required=False, allow_blank=True, max_length=120)


class ProviderIn(Strict):
    name = serializers.CharField(required=False, max_length=60)
    base_url = serializers.CharField(required=False, max_length=300)
    key = serializers.CharField(
        required=False, allow_blank=True, write_only=True, max_length=services.LONGEST_KEY
    )
    region = serializers.CharField(required=False, allow_blank=True, max_length=60)
    tasks = TasksIn(required=False)
    is_on = serializers.BooleanField(required=False)


class ProviderOrderIn(Strict):
    order = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)


class ProviderViewSet(DeskViewSet):
    """All endpoints in their order. Of the platform's own only `is_on` and its place can be changed."""

    needs = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "destroy", "order", "try_out"), POLICY
    )
    shows = ProviderOut
    keeps_answers = False
    pagination_class = None  # type: ignore[assignment]
    lookup_field = "public_id"
    lookup_value_converter = "str"

    def get_queryset(self) -> QuerySet:
        return Provider.objects.none()  # for the description; reads go through selectors

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.providers(self.me))

    def retrieve(self, request: Request, public_id: str) -> Response:  # type: ignore[override]
        return self.show(selectors.provider(self.me, public_id))

    @takes(ProviderIn)
    def create(self, request: Request, data: Given) -> Response:
        """Adds one and has it tested."""
        return self.show(services.save_provider(None, data.sent, by=self.me), 201)

    @takes(ProviderIn)
    def partial_update(self, request: Request, public_id: str, data: Given) -> Response:
        row, values = selectors.provider(self.me, public_id), dict(data.sent)
        if set(values) == {"is_on"}:
            return self.show(services.switch_provider(row, values["is_on"], by=self.me))
        return self.show(services.save_provider(row, values, by=self.me))

    def destroy(self, request: Request, public_id: str) -> Response:
        services.remove_provider(selectors.provider(self.me, public_id), by=self.me)
        return self.done()

    @gives(ProviderOut, many=True)
    @takes(ProviderOrderIn)
    @action(detail=False, methods=["post"])
    def order(self, request: Request, data: Given) -> Response:
        """Those not named come last."""
        services.order_providers(data.order, by=self.me)
        return self.show_all(selectors.providers(self.me))

    @gives(ProviderOut, 202)
    @action(detail=True, methods=["post"], url_path="test")
    def try_out(self, request: Request, public_id: str) -> Response:
        """Has a worker ask each of its models something small; the answer stands in `tested` later."""
        return self.show(services.ask_test(selectors.provider(self.me, public_id), by=self.me), 202)
