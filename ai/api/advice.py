"""/api/v1/tickets/…/ai/ and /api/v1/ai/suggestions/…: all advice of a ticket, each decided by its id."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.models import Result, Suggestion
from ai.rules import CORRECT, VIEW
from ai.selectors import Advice
from core.doors.shapes import Shape
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors as tickets
from tenants.kernel.errors import Invalid


class AdviceOut(Shape):
    """kind: a field of triage, or reply. id: names this value for good.

    part: of kind details the key of the ticket's field that the value is for.

    status: pending, accepted, edited, rejected, auto_applied, undone, expired, withheld, shadow.
    evidence: of a reply its sources; else [{quote, start, end, in, message}]: the words it rests on, and
    their characters in the text of that message (or in the subject, "in"); null where they do not stand so.
    cost: of the whole reading or draft, in millionths of the currency.
    """

    id: str
    kind: str
    part: str
    value: Any
    confidence: float
    engine: str
    status: str
    flags: list[str]
    evidence: list[Any]
    prompt_version: str
    cost: int | None

    @staticmethod
    def dump(row: Advice) -> dict[str, Any]:
        return {name: getattr(row, name) for name in AdviceOut.__annotations__}


class AdviceList(Shape):
    suggestions: list[AdviceOut]

    @staticmethod
    def dump(rows: list[Advice]) -> dict[str, Any]:
        return {"suggestions": [AdviceOut.dump(row) for row in rows]}


class AdviceEdit(Strict):
    """value: as PATCH …/triage/ takes the field; of a reply the whole text."""

    value = serializers.JSONField()


class AdviceRejection(Strict):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300)


class AdviceView(DeskView):
    """The latest value of each field, and the newest suggested reply."""

    needs = {"get": VIEW}
    shows = AdviceList

    def get(self, request: Request, number: int) -> Response:
        return self.show(selectors.advice(tickets.ticket_for(self.me, number, to=VIEW), self.me))


class DecideView(DeskView):
    """Base of what is decided about one of them, by its id. Twice is once."""

    needs = {"post": CORRECT}
    shows = AdviceOut

    def named(self, public_id: str) -> Result | Suggestion:
        """What the id names, if the caller may see its ticket. NoSuchSuggestion, NoSuchTicket."""
        row = selectors.result_of(public_id) or selectors.suggestion(public_id)
        tickets.ticket_for(self.me, row.ticket.number, to=CORRECT)
        return row

    def show_again(self, public_id: str) -> Response:
        result = selectors.result_of(public_id)
        if result is not None:
            return self.show(selectors.of_results([result])[0])
        return self.show(selectors.of_reply(selectors.suggestion(public_id), self.me))


class AdviceAcceptView(DecideView):
    """A value is written to the ticket; a reply goes into the caller's draft."""

    def post(self, request: Request, public_id: str) -> Response:
        row = self.named(public_id)
        if isinstance(row, Result):
            services.accept_value(row, self.me)
        else:
            services.accept(row, self.me)
        return self.show_again(public_id)


class AdviceEditView(DecideView):
    """Another value is right; of a reply, this text goes into the caller's draft."""

    @takes(AdviceEdit)
    @gives(AdviceOut)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        row = self.named(public_id)
        if isinstance(row, Result):
            services.edit_value(row, data.value, self.me)
        elif isinstance(data.value, str) and data.value.strip():
            services.accept(row, self.me, text=data.value)
        else:
            raise Invalid
        return self.show_again(public_id)


class AdviceRejectView(DecideView):
    """It is wrong; what was applied by itself is taken back."""

    @takes(AdviceRejection)
    @gives(AdviceOut)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        row = self.named(public_id)
        if isinstance(row, Result):
            services.reject_value(row, self.me)
        else:
            services.reject(row, self.me, data.reason or "")
        return self.show_again(public_id)
