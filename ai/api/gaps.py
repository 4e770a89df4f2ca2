"""/api/v1/ai/gaps/: questions that found nothing we wrote, for programs that fill them or wave them off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.api.loop import LoopViewSet, article_id
from ai.models import Gap
from core.doors.shapes import Shape, moment
from core.knowledge.rules import WRITE


class GapOut(Shape):
    """seen: tickets that asked so. tokens: spent on drafts in vain. article: what was begun for it."""

    id: int
    title: str
    state: str
    seen: int
    tokens: int
    tickets: list[int]
    article: str | None
    first_at: datetime
    last_at: datetime

    @staticmethod
    def dump(pair: tuple[Gap, list[int]]) -> dict[str, Any]:
        row, numbers = pair
        plain = {name: getattr(row, name) for name in ("title", "state", "seen", "tokens")}
        times = {"first_at": moment(row.first_at), "last_at": moment(row.last_at)}
        return {"id": row.pk, **plain, "tickets": numbers, "article": article_id(row), **times}


class GapQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(Gap.State.choices, required=False)


class GapViewSet(LoopViewSet):
    """Open ones, the most asked first; ?state=written or dismissed for the others."""

    ordering = ("-seen", "-last_at", "-id")
    needs = dict.fromkeys(("list", "retrieve", "begin", "dismiss"), WRITE)
    shows = row_shape = GapOut
    filters = GapQuery

    def get_queryset(self) -> QuerySet[Gap]:
        return Gap.objects.none()  # for the description; reads go through selectors

    def rows(self, state: str | None) -> QuerySet[Gap]:
        return selectors.gaps(state or Gap.State.OPEN)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show_row(selectors.gap(kwargs["pk"]))

    @action(detail=True, methods=["post"])
    def begin(self, request: Request, pk: int) -> Response:
        """Begins the missing article as a draft with the question; `article` is its id. Twice is once."""
        services.write_for(selectors.gap(pk), self.me)
        return self.show_row(selectors.gap(pk))

    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: int) -> Response:
        services.dismiss(selectors.gap(pk), self.me)
        return self.show_row(selectors.gap(pk))
