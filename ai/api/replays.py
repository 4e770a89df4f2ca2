"""/api/v1/ai/replays/: a change of triage tried over solved tickets before it goes live."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ai import candidates, selectors, services
from ai.models import Replay, ReplayDecision
from ai.rules import POLICY
from ai.selectors import trials
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict, parse
from core.doors.views import DeskViewSet, Given, gives, takes


class ReplayOut(Shape):
    """state: queued, running, done, capped, canceled or failed. decision: approved, discarded or "".

    cap, spent: millionths of the currency. total: tickets found, null until they are chosen.
    """

    id: str
    kind: str
    state: str
    reason: str
    size: int
    total: int | None
    done: int
    cap: int
    spent: int
    calls: int
    decision: str
    created_at: datetime
    finished_at: datetime | None
    decided_at: datetime | None

    @staticmethod
    def dump(row: Replay) -> dict[str, Any]:
        names = ("kind", "state", "reason", "size", "total", "done", "cap", "spent", "calls", "decision")
        moments = ("created_at", "finished_at", "decided_at")
        return (
            {"id": row.public_id}
            | {name: getattr(row, name) for name in names}
            | {name: moment(getattr(row, name)) for name in moments}
        )


class ReplayWholeOut(ReplayOut):
    """change: what is tried. figures: agreement, accuracy of then and now, cost, time; all and by field."""

    change: dict
    figures: dict

    @staticmethod
    def dump(row: Replay) -> dict[str, Any]:
        change = {name: value for name, value in row.change.items() if name != "tree"}
        return ReplayOut.dump(row) | {"change": change, "figures": trials.figures(row)}


class ReplayChangeOut(Shape):
    """One decision that is another now. outcome: better, worse or other. final: what people decided."""

    ticket: int
    field: str
    old: Any
    new: Any
    final: Any
    outcome: str

    @staticmethod
    def dump(row: ReplayDecision) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in ("field", "old", "new", "final", "outcome")}
        return {"ticket": row.item.ticket.number, **plain}


class ReplayEstimateOut(Shape):
    """cost: as a rule; most: should each call be needed as often as it may. Millionths. calls: to models."""

    tickets: int
    cost: int
    most: int
    calls: int
    is_priced: bool

    @staticmethod
    def dump(found: trials.Estimate) -> dict[str, Any]:
        return asdict(found)


class TriedCategory(Strict):
    """With a key: a category there is, changed or removed. Without one: a new one, in the group `parent`."""

    key = serializers.CharField(required=False, max_length=60)
    name = serializers.CharField(required=False, allow_blank=True, max_length=80)
    description = serializers.CharField(required=False, allow_blank=True, max_length=400)
    parent = serializers.CharField(required=False, allow_blank=True, max_length=60)  # type: ignore[assignment]
    remove = serializers.BooleanField(required=False)


class ReplayIn(Strict):
    kind = serializers.ChoiceField(Replay.Kind.choices)
    provider = serializers.CharField(
        required=False, max_length=24, help_text='Of a model: an endpoint\'s id, or "local".'
    )
    model = serializers.CharField(required=False, allow_blank=True, max_length=120)
    guidance = serializers.CharField(required=False, allow_blank=True, max_length=candidates.LONGEST_GUIDANCE)
    categories = TriedCategory(many=True, required=False)
    size = serializers.IntegerField(default=trials.TICKETS, min_value=1, max_value=trials.MOST_TICKETS)
    cap = serializers.IntegerField(min_value=1, help_text="Millionths of the currency it may cost at most.")


class ReplayEstimateIn(ReplayIn):
    cap = serializers.IntegerField(required=False, min_value=1)


class ReplayUndoIn(Strict):
    anyway = serializers.BooleanField(default=False, help_text="Although tickets keep a category that goes.")


class ChangesQuery(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(trials.OUTCOMES, required=False, allow_blank=True)


class ReplayViewSet(DeskViewSet):
    """Tickets are read once more and compared; nothing of them is changed. Approving lets the change hold."""

    needs = dict.fromkeys(
        ("list", "retrieve", "create", "estimate", "cancel", "approve", "discard", "undo", "changes"), POLICY
    )
    shows = ReplayOut
    lookup_field = "public_id"
    lookup_value_converter = "str"

    def get_queryset(self) -> QuerySet:
        return selectors.replays(self.me)

    @gives(ReplayWholeOut)
    def retrieve(self, request: Request, public_id: str) -> Response:  # type: ignore[override]
        return self.show(selectors.replay(self.me, public_id), shows=ReplayWholeOut)

    @takes(ReplayIn)
    def create(self, request: Request, data: Given) -> Response:
        """409 while another one is under way, or before there is a solved ticket to try it on."""
        row = services.begin_replay(data.kind, data.sent, size=data.size, cap=data.cap, by=self.me)
        return self.show(row, 201)

    @gives(ReplayEstimateOut)
    @takes(ReplayEstimateIn)
    @action(detail=False, methods=["post"])
    def estimate(self, request: Request, data: Given) -> Response:
        """What it would cost. Nothing is begun."""
        return self.show(trials.estimated(data.kind, data.sent, data.size), shows=ReplayEstimateOut)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        """Stops it; what was read stays."""
        return self.show(services.cancel_replay(selectors.replay(self.me, public_id), by=self.me))

    @action(detail=True, methods=["post"])
    def approve(self, request: Request, public_id: str) -> Response:
        """It holds from the next message on. 409 when what it would replace has changed. Twice is once."""
        return self.show(services.approve_replay(selectors.replay(self.me, public_id), by=self.me))

    @action(detail=True, methods=["post"])
    def discard(self, request: Request, public_id: str) -> Response:
        return self.show(services.discard_replay(selectors.replay(self.me, public_id), by=self.me))

    @takes(ReplayUndoIn)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, public_id: str, data: Given) -> Response:
        """For seven days after approving: what it replaced holds again. 409 when it was changed since."""
        row = selectors.replay(self.me, public_id)
        return self.show(services.undo_replay(row, by=self.me, anyway=data.anyway))

    @gives(ReplayChangeOut, many=True)
    @action(detail=True, methods=["get"])
    def changes(self, request: Request, public_id: str) -> Response:
        """Worse ones first. ?outcome=better|worse|other"""
        row, asked = selectors.replay(self.me, public_id), parse(ChangesQuery, request.query_params)
        return self.show_page(trials.changed(self.me, row, asked.outcome or ""), ReplayChangeOut)
