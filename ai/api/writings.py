"""/api/v1/…/summary, …/translation, …/writings – texts made on demand: POST asks (202), GET looks again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.languages import LANGUAGES
from ai.models import Writing
from ai.prompts.writing import TOOLS
from ai.rules import CORRECT, VIEW
from ai.writing import LONGEST
from core.doors.shapes import Shape, moment
from core.doors.taking import Strict
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY


class TranslationWish(Strict):
    language = serializers.ChoiceField(list(LANGUAGES))


class Rewording(Strict):
    """A draft and what is to be done to it; language for the tool translate."""

    body = serializers.CharField(max_length=LONGEST)
    tool = serializers.ChoiceField(list(TOOLS))
    language = serializers.ChoiceField(list(LANGUAGES), required=False, allow_blank=True)


class WritingOut(Shape):
    """state: of the work. text is empty until it is there; why_not says why it does not come.

    messages: how many of the ticket's a summary has read. engine: local or model.
    """

    id: str
    kind: str
    ticket: int
    state: str
    engine: str
    tool: str
    language: str
    before: str
    text: str
    why_not: str
    messages: int
    created_at: datetime

    @staticmethod
    def dump(row: Writing) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "kind": row.kind,
            "ticket": row.ticket.number,
            "state": row.run.state,
            "engine": row.run.engine,
            "tool": row.tool,
            "language": row.language,
            "before": row.before,
            "text": row.text,
            "why_not": row.why_not,
            "messages": row.messages,
            "created_at": moment(row.created_at),
        }


class SummaryView(DeskView):
    """The newest summary of a ticket; POST asks for a fresh one."""

    needs = {"get": VIEW, "post": CORRECT}
    shows = WritingOut

    def get(self, request: Request, number: int) -> Response:
        row, _is_under_way = selectors.summaries(tickets.ticket_for(self.me, number, to=VIEW))
        if row is None:
            raise selectors.NoSuchWriting
        return self.show(row)

    @gives(WritingOut, 202)
    def post(self, request: Request, number: int) -> Response:
        return self.show(services.summarize(tickets.ticket_for(self.me, number, to=CORRECT), self.me), 202)


class TranslationView(DeskView):
    """A message in another language, for colleagues; the original stays as it is."""

    needs = {"post": CORRECT}
    shows = WritingOut

    @takes(TranslationWish)
    @gives(WritingOut, 202)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        message = tickets.message_for(self.me, public_id)
        tickets.check(self.me, message.ticket.queue_id, CORRECT)
        return self.show(services.translate(message, data.language, self.me), 202)


class WritingsView(DeskView):
    """Asks for a draft in other words."""

    needs = {"post": CORRECT}
    shows = WritingOut

    @takes(Rewording)
    @gives(WritingOut, 202)
    def post(self, request: Request, number: int, data: Given) -> Response:
        ticket = tickets.ticket_for(self.me, number, to=REPLY)
        return self.show(services.rewrite(ticket, data.body, data.tool, self.me, data.language or ""), 202)


class WritingView(DeskView):
    """A draft in other words, for who asked for it."""

    needs = {"get": CORRECT}
    shows = WritingOut

    def get(self, request: Request, public_id: str) -> Response:
        row = selectors.rewriting(self.me, public_id)
        tickets.ticket_for(self.me, row.ticket.number)
        return self.show(row)
