"""/api/v1/configuration/ – how the organization is arranged, as one YAML document."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.configuration import selectors, services
from core.configuration.api.yaml import MEDIA, PARSERS, RENDERERS
from core.configuration.document import LARGEST
from core.configuration.selectors import MANAGE
from core.doors.shapes import Shape, moment
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskView


class ConfigurationPlanIn(serializers.Serializer):
    document = serializers.CharField(
        max_length=LARGEST, trim_whitespace=False, allow_blank=True,
        help_text="YAML. Also as the body itself, with Content-Type: application/yaml.",
    )  # fmt: skip


class ConfigurationApplyIn(ConfigurationPlanIn):
    plan = serializers.CharField(
        max_length=80, help_text="Of the plan that you looked at. With a YAML body: ?plan="
    )


class ConfigurationPlanOut(Shape):
    """plan: hand it on to apply; "" where there are faults. changes: what is added, changed and removed.

    faults: [{path, line, sentence}]; changes: [{section, key, what, parts: [{part, old, new}]}].
    """

    plan: str
    faults: list[dict]
    changes: list[dict]

    @staticmethod
    def dump(one: services.Plan) -> dict[str, Any]:
        return one.plain()


class ConfigurationAppliedOut(Shape):
    """parts: what it did, "added queues.Billing"."""

    id: int
    at: str
    who: str
    parts: list[str]

    @staticmethod
    def dump(one: selectors.Applied) -> dict[str, Any]:
        return {"id": one.id, "at": moment(one.at), "who": one.who, "parts": one.parts}


class ConfigurationDocumentOut(Shape):
    """document: as it was applied. before: what stood before; applied the same way, it undoes it."""

    id: int
    document: str
    before: str

    @staticmethod
    def dump(one: selectors.Applied) -> dict[str, Any]:
        return {"id": one.id, "document": one.document, "before": one.before}


class ConfigurationView(DeskView):
    """How all is arranged here, by stable keys, without ids and secrets. The same desk is the same text."""

    needs = {"get": MANAGE}
    renderer_classes = RENDERERS

    @extend_schema(responses={(200, MEDIA): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(selectors.export(self.me), content_type=f"{MEDIA}; charset=utf-8")


class PlanView(DeskView):
    """What a document would change, and everything that is wrong with it. Nothing is written."""

    needs = {"post": MANAGE}
    shows = ConfigurationPlanOut
    parser_classes = PARSERS
    keeps_answers = False  # asking again is harmless

    @takes(ConfigurationPlanIn)
    def post(self, request: Request, data: Given) -> Response:
        return self.show(services.plan(data.document, by=self.me))


class ApplyView(DeskView):
    """All of a plan, or nothing. 409 with the new plan where the settings were changed in between."""

    needs = {"post": MANAGE}
    shows = ConfigurationPlanOut
    parser_classes = PARSERS

    @takes(ConfigurationApplyIn)
    def post(self, request: Request, data: Given) -> Response:
        return self.show(services.apply(data.document, word=data.plan, by=self.me))


class AppliedView(DeskView):
    """The last ten documents that were applied, the latest first."""

    needs = {"get": MANAGE}

    @gives(ConfigurationAppliedOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.applied(self.me), ConfigurationAppliedOut)


class AppliedOneView(DeskView):
    """One of them, with what undoes it."""

    needs = {"get": MANAGE}

    @gives(ConfigurationDocumentOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.show(selectors.applied_one(pk, self.me), shows=ConfigurationDocumentOut)
