"""/api/v1/tickets/N/approvals/ and /api/v1/approvals/: somebody's word that is asked for, and given."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import chains
from core.doors.shapes import Shape, moment
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.models import Approval
from core.tickets.rules import REPLY, VIEW
from core.tickets.services.approvals.asking import LONGEST_QUESTION
from core.tickets.services.approvals.deciding import LONGEST_REASON
from tenants.kernel.errors import Invalid


class PlanStep(serializers.Serializer):
    need = serializers.ChoiceField(
        [chains.ALL, chains.ANY], default=chains.ALL, help_text="Everybody's yes, or that of the first."
    )
    hours = serializers.IntegerField(
        min_value=0, max_value=chains.LONGEST_WAIT, default=0, help_text="To decide; 0: without an end."
    )
    asked = serializers.ListField(
        child=serializers.CharField(max_length=260),
        max_length=chains.MOST_ASKED,
        help_text='"user:5", "team:2", "mail:boss@parts.example", "assignee", "lead".',
    )


class AskApprovalIn(serializers.Serializer):
    """Either a chain that is kept ready, or a question with its steps."""

    chain = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    question = serializers.CharField(max_length=LONGEST_QUESTION, required=False, allow_blank=True)
    steps = PlanStep(many=True, required=False)


class DecisionIn(serializers.Serializer):
    approve = serializers.BooleanField()
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, default="", help_text="To decline."
    )


class CancelIn(serializers.Serializer):
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class HandOnIn(serializers.Serializer):
    asked = serializers.CharField(max_length=260, help_text="Key of who has said nothing.")
    to = serializers.CharField(max_length=260, help_text="Whom to ask instead; as in a plan.")


class AskedOut(Shape):
    """state: approved, declined, or empty while nothing is said. deputy: who said it in their place."""

    key: str
    name: str
    state: str
    at: str | None
    reason: str
    deputy: str


class StepOut(Shape):
    need: str
    hours: int
    asked_at: str | None
    asked: list[AskedOut]


class ApprovalOut(Shape):
    """step: number of the one that is being decided, from 1. ended_at, reason: of one that is over."""

    id: int
    ticket: int
    state: str
    question: str
    chain: str
    step: int
    steps: list[StepOut]
    asked_by: str
    asked_at: str
    due_at: str | None
    ended_at: str | None
    reason: str

    @staticmethod
    def dump(row: Approval) -> dict[str, Any]:
        return {
            "id": row.pk,
            "ticket": row.ticket.number,
            "state": row.state,
            "question": row.question,
            "chain": row.chain,
            "step": row.step + 1,
            "steps": [_step(one) for one in row.steps],
            "asked_by": row.by_name,
            "asked_at": moment(row.asked_at),
            "due_at": moment(row.due_at),
            "ended_at": moment(row.ended_at),
            "reason": row.reason,
        }


def _step(one: dict[str, Any]) -> dict[str, Any]:
    told = ("key", "name", "state", "at", "reason")
    asked = [{name: part[name] for name in told} | {"deputy": part.get("deputy_name", "")}
             for part in one["asked"]]  # fmt: skip
    return {"need": one["need"], "hours": one["hours"], "asked_at": one["asked_at"], "asked": asked}


class ApprovalsView(DeskView):
    """Whose word is, and was, asked for in a ticket. POST asks."""

    needs = {"get": VIEW, "post": REPLY}
    shows = ApprovalOut

    @gives(ApprovalOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.approvals_of(self.me, number))

    @takes(AskApprovalIn)
    @gives(ApprovalOut, 201)
    def post(self, request: Request, data: Given, number: int) -> Response:
        """A chain that is waited for already is the one that is there."""
        ticket = selectors.ticket_for(self.me, number, REPLY)
        if data.chain:
            chain = chains.kept_one(data.chain)
            row = services.ask_by_chain(ticket, chain, by=self.me)
            return self.show(row or selectors.pending_of(ticket, chain.name), 201)
        if not data.steps:
            raise Invalid(fields={"steps": ["Name a chain, or the steps of one."]})
        return self.show(services.ask_approval(ticket, data.question or "", data.steps, by=self.me), 201)


class ApprovalDecideView(DeskView):
    """Say yes or no to what one is asked."""

    needs = {"post": VIEW}
    shows = ApprovalOut

    @takes(DecisionIn)
    @gives(ApprovalOut)
    def post(self, request: Request, data: Given, number: int, pk: int) -> Response:
        row = selectors.approval_for(self.me, number, pk)
        return self.show(services.decide(row, data.approve, data.reason, by=self.me))


class ApprovalCancelView(DeskView):
    """Nobody's word is waited for any more."""

    needs = {"post": REPLY}
    shows = ApprovalOut

    @takes(CancelIn)
    @gives(ApprovalOut)
    def post(self, request: Request, data: Given, number: int, pk: int) -> Response:
        row = selectors.approval_for(self.me, number, pk, REPLY)
        return self.show(services.cancel_approval(row, by=self.me, reason=data.reason))


class ApprovalRemindView(DeskView):
    """Ask those who have said nothing once more; every half hour at most."""

    needs = {"post": REPLY}
    shows = ApprovalOut

    @gives(ApprovalOut)
    def post(self, request: Request, number: int, pk: int) -> Response:
        row = selectors.approval_for(self.me, number, pk, REPLY)
        return self.show(services.remind_approval(row, by=self.me))


class ApprovalHandOnView(DeskView):
    """Ask somebody else in the place of who has said nothing."""

    needs = {"post": REPLY}
    shows = ApprovalOut

    @takes(HandOnIn)
    @gives(ApprovalOut)
    def post(self, request: Request, data: Given, number: int, pk: int) -> Response:
        row = selectors.approval_for(self.me, number, pk, REPLY)
        return self.show(services.hand_on(row, data.asked, data.to, by=self.me))


class MyApprovalsView(DeskView):
    """What waits for my word, the oldest first."""

    needs = {"get": VIEW}
    shows = ApprovalOut

    @gives(ApprovalOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.waiting_for(self.me)[: selectors.MOST_WAITING])
