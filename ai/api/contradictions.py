"""/api/v1/ai/contradictions/: near-equal messages with different categories, for people who settle them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.models import Contradiction
from ai.rules import POLICY
from ai.selectors import Side
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.doors.views import DeskViewSet, Given, gives, takes


class SideOut(Shape):
    """One message and the category that a person gave its ticket."""

    ticket: int
    subject: str
    text: str
    category: str
    decided_by: str | None
    decided_at: datetime

    @staticmethod
    def dump(side: Side) -> dict[str, Any]:
        row = side.decision
        return {
            "ticket": row.ticket.number,
            "subject": row.ticket.subject,
            "text": side.text,
            "category": row.value,
            "decided_by": row.user.name if row.user else None,
            "decided_at": moment(row.created_at),
        }


class ContradictionOut(Shape):
    """likeness: 0 to 1."""

    id: int
    likeness: float
    found_at: datetime
    sides: list[SideOut]

    @staticmethod
    def dump(pair: tuple[Contradiction, tuple[Side, Side]]) -> dict[str, Any]:
        row, sides = pair
        told = {"id": row.pk, "likeness": round(row.likeness, 3), "found_at": moment(row.found_at)}
        return told | {"sides": [SideOut.dump(side) for side in sides]}


class SettlementOut(Shape):
    """kept: the category of both; empty when each keeps its own. settled_at: null when it was taken back."""

    id: int
    kept: str
    settled_at: datetime | None

    @staticmethod
    def dump(row: Contradiction) -> dict[str, Any]:
        return {"id": row.pk, "kept": row.kept, "settled_at": moment(row.settled_at)}


class SettlementIn(Strict):
    """keep: the key of one of the two categories; empty when each is right where it is."""

    keep = serializers.CharField(allow_blank=True, max_length=60)


class ContradictionViewSet(DeskViewSet):
    """Those that wait for somebody, newest first."""

    ordering = ("-id",)
    needs = dict.fromkeys(("list", "settle", "undo"), POLICY)
    shows = ContradictionOut

    def get_queryset(self) -> QuerySet[Contradiction]:
        return Contradiction.objects.none()  # for the description; reads go through selectors

    def list(self, request: Request, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(selectors.contradictions(self.me)) or []
        sides = selectors.sides_of(rows)
        return self.get_paginated_response([ContradictionOut.dump((row, sides[row.pk])) for row in rows])

    @takes(SettlementIn)
    @gives(SettlementOut)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: int, data: Given) -> Response:
        row = selectors.contradiction(self.me, pk)
        return self.show(services.settle_contradiction(row, data.keep, self.me), shows=SettlementOut)

    @gives(SettlementOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """For a day: the ticket that followed goes back, the pair waits again. 409 when decided since."""
        row = selectors.contradiction(self.me, pk)
        return self.show(services.unsettle_contradiction(row, self.me), shows=SettlementOut)
