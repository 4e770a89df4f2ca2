"""/api/v1/incidents/: sudden similar tickets, decided about and answered together. Refusals: problem JSON."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors
from ai.api.incident_shapes import (
    IncidentChange,
    IncidentOut,
    IncidentQuery,
    IncidentReplyIn,
    IncidentReplyOut,
    IncidentTicketOut,
    IncidentTickets,
)
from ai.models import Incident
from ai.services import incidents
from core.doors.views import DeskViewSet, Given, gives, takes
from core.tickets.rules import CHANGE, REPLY, VIEW


class IncidentViewSet(DeskViewSet):
    """Suggested by likeness, decided by people. Tickets within are those the caller may see."""

    needs = {
        **dict.fromkeys(("list", "retrieve", "tickets", "replies"), VIEW),
        **dict.fromkeys(("partial_update", "confirm", "dismiss", "resolve", "add", "take_out"), CHANGE),
        **dict.fromkeys(("reply", "reply_more"), REPLY),
    }
    shows = IncidentOut
    filters = IncidentQuery
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet[Incident]:
        return selectors.incidents(self.me, past=bool(self.action == "list" and self.query.state == "past"))

    def retrieve(self, request: Request, pk: int) -> Response:  # type: ignore[override]
        return self.show(selectors.incident(self.me, pk))

    @takes(IncidentChange)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        incidents.retitle(selectors.incident(self.me, pk, CHANGE), data.title, by=self.me)
        return self.show(selectors.incident(self.me, pk))

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        """It is one. Twice is once."""
        incidents.confirm(selectors.incident(self.me, pk, CHANGE), by=self.me)
        return self.show(selectors.incident(self.me, pk))

    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: int) -> Response:
        """It is none; nothing like it is suggested for a day. Twice is once."""
        incidents.dismiss(selectors.incident(self.me, pk, CHANGE), by=self.me)
        return self.show(selectors.incident(self.me, pk))

    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: int) -> Response:
        """It is over. Twice is once."""
        incidents.resolve(selectors.incident(self.me, pk, CHANGE), by=self.me)
        return self.show(selectors.incident(self.me, pk))

    @gives(IncidentTicketOut, many=True)
    @action(detail=True, methods=["get"])
    def tickets(self, request: Request, pk: int) -> Response:
        """Those in it that the caller may see, oldest first, 500 at most."""
        return self.show_all(selectors.links(self.me, selectors.incident(self.me, pk)), IncidentTicketOut)

    @takes(IncidentTickets)
    @action(detail=True, methods=["post"], url_path="add")
    def add(self, request: Request, pk: int, data: Given) -> Response:
        """Puts tickets in by their numbers."""
        chosen = selectors.tickets_by_number(self.me, map(str, data.tickets), CHANGE)
        incidents.add(selectors.incident(self.me, pk, CHANGE), chosen, by=self.me)
        return self.show(selectors.incident(self.me, pk))

    @takes(IncidentTickets)
    @action(detail=True, methods=["post"], url_path="take-out")
    def take_out(self, request: Request, pk: int, data: Given) -> Response:
        """Takes tickets out; they do not come back by themselves."""
        row = selectors.incident(self.me, pk, CHANGE)
        for ticket in selectors.tickets_by_number(self.me, map(str, data.tickets), CHANGE):
            row = incidents.take_out(row, ticket, by=self.me)
        return self.show(row)

    @gives(IncidentReplyOut, many=True)
    @action(detail=True, methods=["get"])
    def replies(self, request: Request, pk: int) -> Response:
        """What was sent to all, with what became of each letter the caller may see."""
        return self.show_all(
            selectors.incident_replies(self.me, selectors.incident(self.me, pk)), IncidentReplyOut
        )

    @takes(IncidentReplyIn)
    @gives(IncidentReplyOut, 202)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: int, data: Given) -> Response:
        """Sends one reply to these tickets, each filled for its customer. A worker writes them."""
        chosen = selectors.tickets_by_number(self.me, map(str, data.tickets), REPLY)
        row = selectors.incident(self.me, pk, REPLY)
        made = incidents.answer(row, data.text, chosen, then=data.then, by=self.me)
        return self.show(selectors.incident_reply(self.me, row, made.pk), 202, IncidentReplyOut)

    @takes(IncidentTickets)
    @gives(IncidentReplyOut, 202)
    @action(detail=True, methods=["post"], url_path="replies/<int:reply>")
    def reply_more(self, request: Request, pk: int, reply: int, data: Given) -> Response:
        """Sends the same to tickets that came later; who has it already is left out."""
        row = selectors.incident(self.me, pk, REPLY)
        sent = selectors.incident_reply(self.me, row, reply)
        chosen = selectors.tickets_by_number(self.me, map(str, data.tickets), REPLY)
        incidents.answer_more(sent, chosen, by=self.me)
        return self.show(selectors.incident_reply(self.me, row, reply), 202, IncidentReplyOut)
