"""/api/v1/tickets/N/drafts/: what has been begun to write at a ticket, kept on the server."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.shapes import Shape
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.models import Message, Ticket
from core.tickets.rules import NOTE, REPLY, VIEW
from core.tickets.selectors.drafts import Drafted
from core.tickets.services.words import LONGEST_TEXT
from tenants.kernel.errors import Invalid

KINDS = {Message.Kind.REPLY.value: REPLY, Message.Kind.NOTE.value: NOTE}


class TicketDraftOut(Shape):
    """mine: one's own; else a colleague's (agent: their id), whose body is "" where the queue shares none."""

    kind: str
    agent: int
    name: str
    mine: bool
    body: str
    version: int
    updated_at: str

    @staticmethod
    def dump(row: Drafted) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "agent": row.by,
            "name": row.name,
            "mine": row.is_mine,
            "body": row.body,
            "version": row.version,
            "updated_at": row.at.isoformat(),
        }


class TicketDraftIn(serializers.Serializer):
    body = serializers.CharField(
        max_length=LONGEST_TEXT, allow_blank=True, trim_whitespace=False, help_text='"" forgets it.'
    )
    version = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="Of the draft as it was read, 0 for none: refused where it is another one now.",
    )


class TicketDraftTakeIn(serializers.Serializer):
    agent = serializers.IntegerField(help_text="Whose draft it is.")
    kind = serializers.ChoiceField(list(KINDS), required=False, default="reply")


class TicketDraftsView(DeskView):
    """One's own drafts, and those of colleagues from the last seven days."""

    needs = {"get": VIEW}
    shows = TicketDraftOut

    @gives(TicketDraftOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.drafts(self.me, number))


class TicketDraftView(DeskView):
    """One's own draft of this kind: reply or note. Twice is once."""

    needs = {"put": VIEW, "delete": VIEW}
    shows = TicketDraftOut

    @takes(TicketDraftIn)
    @gives(TicketDraftOut, many=True)
    def put(self, request: Request, data: Given, number: int, kind: str) -> Response:
        """Keep its words; what else it has stays. Answers with all that is begun at the ticket."""
        ticket = self._ticket(number, kind)
        author = accounts.myself(self.me)
        services.keep_draft(ticket, data.body, author=author, kind=kind, seen=data.version)
        return self.show_all(selectors.drafts(self.me, ticket.number))

    @gives(None, 204)
    def delete(self, request: Request, number: int, kind: str) -> Response:
        services.forget_draft(self._ticket(number, kind), author=accounts.myself(self.me), kind=kind)
        return self.done()

    def _ticket(self, number: int, kind: str) -> Ticket:
        if kind not in KINDS:
            raise Invalid(fields={"kind": ["It is reply or note."]})
        return selectors.ticket_for(self.me, number, to=KINDS[kind])


class TicketDraftTakeView(DeskView):
    """Take over what a colleague has begun: it is one's own then, behind what one has begun oneself."""

    needs = {"post": VIEW}
    shows = TicketDraftOut

    @takes(TicketDraftTakeIn)
    @gives(TicketDraftOut, many=True)
    def post(self, request: Request, data: Given, number: int) -> Response:
        ticket = selectors.ticket_for(self.me, number, to=KINDS[data.kind])
        of = accounts.person(self.me, data.agent)
        services.take_draft(ticket, of=of, kind=data.kind, to=accounts.myself(self.me), by=self.me)
        return self.show_all(selectors.drafts(self.me, number))
