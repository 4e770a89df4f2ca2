"""/api/v1/…/triage, …/suggestion, suggestions/…, ai/policies – advice for programs, as agents have it."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.api.inputs import PolicyChange, SuggestionRejection, SuggestionWish, TriageCorrection
from ai.api.shapes import AcceptedOut, PolicyOut, SuggestionOut, Told, TriageOut
from ai.models import Suggestion
from ai.rules import CORRECT, POLICY, VIEW
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors as tickets


class TriageView(DeskView):
    """What triage says about a ticket; PATCH corrects it."""

    needs = {"get": VIEW, "patch": CORRECT}
    shows = TriageOut

    def get(self, request: Request, number: int) -> Response:
        return self.show(selectors.panel(tickets.ticket_for(self.me, number, to=VIEW)))

    @takes(TriageCorrection)
    def patch(self, request: Request, number: int, data: Given) -> Response:
        ticket = tickets.ticket_for(self.me, number, to=CORRECT)
        corrected = services.correct_all(ticket, data.sent, self.me, source="api", seen=self.seen(request))
        return self.show(selectors.panel(corrected))


class SuggestionView(DeskView):
    """The newest suggested reply of a ticket; POST asks for another one."""

    needs = {"get": VIEW, "post": CORRECT}
    shows = SuggestionOut

    def get(self, request: Request, number: int) -> Response:
        ticket = tickets.ticket_for(self.me, number, to=VIEW)
        return self.show(Told(selectors.suggestion_of(ticket), self.me))

    @takes(SuggestionWish)
    @gives(SuggestionOut, 202)
    def post(self, request: Request, number: int, data: Given) -> Response:
        ticket = tickets.ticket_for(self.me, number, to=CORRECT)
        manner = {"language": data.language or "", "words": data.words or ""}
        row = services.regenerate(ticket, self.me, data.instruction or "", **manner)
        return self.show(Told(row, self.me), 202)


class DecisionView(DeskView):
    """Base of what is decided about one suggestion."""

    needs = {"post": CORRECT}

    def suggestion(self, public_id: str) -> Suggestion:
        """The suggestion, if the caller may see its ticket. NoSuchSuggestion, NoSuchTicket."""
        row = selectors.suggestion(public_id)
        tickets.ticket_for(self.me, row.ticket.number, to=CORRECT)
        return row


class AcceptView(DecisionView):
    """Puts the text into the caller's draft. Twice is once."""

    shows = AcceptedOut

    def post(self, request: Request, public_id: str) -> Response:
        draft = services.accept(self.suggestion(public_id), self.me)
        return self.show((Told(selectors.suggestion(public_id), self.me), draft))


class RejectView(DecisionView):
    """Puts the suggestion aside, with the reason."""

    shows = SuggestionOut

    @takes(SuggestionRejection)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        services.reject(self.suggestion(public_id), self.me, data.reason or "", verdict=data.verdict or "")
        return self.show(Told(selectors.suggestion(public_id), self.me))


class PoliciesView(DeskView):
    """How far triage may go by itself, field by field."""

    needs = {"get": VIEW}

    @gives(PolicyOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.policies(), PolicyOut)


class PolicyView(DeskView):
    """Decides for one field."""

    needs = {"patch": POLICY}
    shows = PolicyOut

    @takes(PolicyChange)
    def patch(self, request: Request, field: str, data: Given) -> Response:
        if data.mode is None:
            raise services.InvalidPolicy(field=field)
        asked = {name: getattr(data, name) for name in ("min_reviewed", "min_precision", "conditions")}
        return self.show(services.set_policy(field, data.mode, self.me, data.min_confidence, **asked))
