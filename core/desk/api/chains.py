"""/api/v1/approval-chains/: chains of approval that are kept ready."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import chains, services
from core.desk.api.views import DeskList
from core.desk.models import ApprovalChain
from core.desk.rules import ARRANGE
from core.doors.shapes import Shape
from core.doors.views import Given, takes

VIEW = "tickets.view"


class ChainIn(serializers.Serializer):
    """steps: [{"need": "all" | "any", "hours": 48, "asked": ["user:5", "team:2", "lead", "mail:…"]}]."""

    name = serializers.CharField(max_length=80)
    question = serializers.CharField(max_length=2_000, help_text="With variables, as canned replies.")
    steps = serializers.JSONField()


class ChainOut(Shape):
    id: int
    name: str
    question: str
    steps: list[dict]
    version: int

    @staticmethod
    def dump(row: ApprovalChain) -> dict[str, Any]:
        return {
            "id": row.pk,
            "name": row.name,
            "question": row.question,
            "steps": row.steps,
            "version": row.version,
        }


class ApprovalChainViewSet(DeskList):
    """A question and who decides on it, step by step: rules, macros and colleagues name it."""

    shows = ChainOut
    needs = {"list": VIEW, "create": ARRANGE, "partial_update": ARRANGE, "destroy": ARRANGE}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(chains.kept())

    @takes(ChainIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_chain(None, by=self.me, **data.sent), 201)

    @takes(ChainIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row = services.save_chain(chains.kept_one(pk), by=self.me, seen=self.seen(request), **data.sent)
        return self.show(row)

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_chain(chains.kept_one(pk), by=self.me)
        return self.done()
