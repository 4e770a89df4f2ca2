"""/api/v1/ai/proposals/: articles proposed from solved tickets, for programs that decide about them."""

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
from ai.models import Proposal
from ai.rules import POLICY
from ai.services.proposals import is_on
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, takes
from core.knowledge.rules import LONGEST_BODY, PUBLISH, WRITE
from tenants.kernel.errors import Refused


class ProposalOut(Shape):
    """seen: tickets that were answered so. article: what it became, once it is approved."""

    id: int
    title: str
    body: str
    language: str
    state: str
    seen: int
    tickets: list[int]
    article: str | None
    created_at: datetime
    decided_at: datetime | None

    @staticmethod
    def dump(pair: tuple[Proposal, list[int]]) -> dict[str, Any]:
        row, numbers = pair
        plain = {name: getattr(row, name) for name in ("title", "body", "language", "state", "seen")}
        times = {"created_at": moment(row.created_at), "decided_at": moment(row.decided_at)}
        return {"id": row.pk, **plain, "tickets": numbers, "article": article_id(row), **times}


class ProposalQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(Proposal.State.choices, required=False)


class ApprovalIn(Strict):
    """The article's words; what is left out is as proposed. publish: for customers at once."""

    title = serializers.CharField(required=False, max_length=200)
    body = serializers.CharField(required=False, max_length=LONGEST_BODY, help_text="Markdown.")
    publish = serializers.BooleanField(required=False, default=False)


class ProposalViewSet(LoopViewSet):
    """Pending ones, those of most tickets first; ?state=approved or rejected for the others."""

    ordering = ("-seen", "-id")
    needs = dict.fromkeys(("list", "retrieve", "approve", "reject"), WRITE)
    shows = row_shape = ProposalOut
    filters = ProposalQuery

    def get_queryset(self) -> QuerySet[Proposal]:
        return Proposal.objects.none()  # for the description; reads go through selectors

    def rows(self, state: str | None) -> QuerySet[Proposal]:
        return selectors.proposals(state or Proposal.State.PENDING)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show_row(selectors.proposal(kwargs["pk"]))

    @takes(ApprovalIn)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int, data: Given) -> Response:
        if data.publish and not self.me.may(PUBLISH):
            raise Refused(permission=PUBLISH)
        row = selectors.proposal(pk)
        words = {"title": data.title or row.title, "body": data.body or row.body}
        services.approve(row, self.me, **words, publish=data.publish)
        return self.show_row(selectors.proposal(pk))

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: int) -> Response:
        services.reject_proposal(selectors.proposal(pk), self.me)
        return self.show_row(selectors.proposal(pk))


class ProposingOut(Shape):
    is_on: bool

    @staticmethod
    def dump(on: bool) -> dict[str, Any]:
        return {"is_on": on}


class ProposingIn(Strict):
    is_on = serializers.BooleanField()


class ProposingView(DeskView):
    """Are articles proposed from solved tickets?"""

    needs = {"get": WRITE, "put": POLICY}
    shows = ProposingOut

    def get(self, request: Request) -> Response:
        return self.show(is_on())

    @takes(ProposingIn)
    def put(self, request: Request, data: Given) -> Response:
        services.switch(data.is_on, self.me)
        return self.show(is_on())
