"""/api/v1/ai/settings/ and ai/mask-patterns/: what is hidden from models, and what else holds for all."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.candidates import LONGEST_GUIDANCE
from ai.models import MaskPattern, ModelSettings
from ai.rules import POLICY
from ai.text.masking import ALWAYS, OPTIONAL
from core.doors.shapes import Shape
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, gives, takes


class SettingsOut(Shape):
    """masked: optional kinds that are masked; always: the others. seed null: the platform's.

    guidance: how triage is to sort; models read it with every message. prompts: {task: pinned version}.
    """

    masked: list[str]
    always: list[str]
    has_canary: bool
    seed: int | None
    guidance: str
    prompts: dict

    @staticmethod
    def dump(row: ModelSettings) -> dict[str, Any]:
        return {
            "masked": list(row.masked),
            "always": sorted(ALWAYS),
            "has_canary": bool(row.canary),
            "seed": row.seed,
            "guidance": row.guidance,
            "prompts": dict(row.prompts),
        }


class SettingsIn(Strict):
    masked = serializers.ListField(child=serializers.ChoiceField(OPTIONAL), required=False, max_length=10)
    canary = serializers.CharField(required=False, allow_blank=True, write_only=True, max_length=200)
    seed = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=2**31 - 1)
    guidance = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_GUIDANCE)
    prompts = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=20), required=False,
        help_text='{"triage": "triage-2"}: pinned versions; "" for the newest.',
    )  # fmt: skip


class MaskPatternOut(Shape):
    id: int
    name: str
    kind: str
    pattern: str

    @staticmethod
    def dump(row: MaskPattern) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name, "kind": row.kind, "pattern": row.pattern}


class MaskPatternIn(Strict):
    name = serializers.CharField(max_length=40)
    pattern = serializers.CharField(max_length=500, help_text="RE2; case does not matter.")


class SettingsView(DeskView):
    """What holds for every model here."""

    needs = {"get": POLICY, "patch": POLICY}
    shows = SettingsOut

    def get(self, request: Request) -> Response:
        return self.show(selectors.model_settings())

    @takes(SettingsIn)
    @transaction.atomic
    def patch(self, request: Request, data: Given) -> Response:
        sent = data.sent
        if "masked" in sent:
            services.mask_kinds(sent["masked"], by=self.me)
        if "canary" in sent:
            services.set_canary(sent["canary"], by=self.me)
        if "seed" in sent:
            services.set_seed(sent["seed"], by=self.me)
        if "guidance" in sent:
            services.set_guidance(sent["guidance"], by=self.me)
        for task, version in sent.get("prompts", {}).items():
            services.pin_prompt(task, version, by=self.me)
        return self.show(selectors.model_settings())


class MaskPatternsView(DeskView):
    """Patterns of the organization's own; POST adds one."""

    needs = {"get": POLICY, "post": POLICY}
    shows = MaskPatternOut

    @gives(MaskPatternOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.mask_patterns())

    @takes(MaskPatternIn)
    @gives(MaskPatternOut, 201)
    def post(self, request: Request, data: Given) -> Response:
        return self.show(services.add_pattern(data.name, data.pattern, by=self.me), 201)


class MaskPatternView(DeskView):
    needs = {"delete": POLICY}

    def delete(self, request: Request, pk: int) -> Response:
        services.remove_pattern(selectors.mask_pattern(self.me, pk), by=self.me)
        return self.done()
