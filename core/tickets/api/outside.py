"""/api/v1/tickets/{number}/forward/ and /answer-aside/ – side conversations with third parties."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.api.inputs import AnswerAsideIn, ForwardIn
from core.tickets.api.message_shapes import MessageOut
from core.tickets.rules import REPLY


class ForwardView(DeskView):
    """Pass a message on to outside addresses. What they answer is for colleagues alone."""

    needs = {"post": REPLY}

    @takes(ForwardIn)
    @gives(MessageOut, 201)
    @transaction.atomic
    def post(self, request: Request, data: Given, number: int) -> Response:
        """attachments: own uploads, and files that hang on this ticket already."""
        given = _given(self.me, number, data)
        return self.show(services.forward(**given, to=data.to), 201, MessageOut)


class AnswerAsideView(DeskView):
    """Write on to a third party in a side conversation."""

    needs = {"post": REPLY}

    @takes(AnswerAsideIn)
    @gives(MessageOut, 201)
    @transaction.atomic
    def post(self, request: Request, data: Given, number: int) -> Response:
        """message: the third party's answer, or what was written to them. attachments: as in forward."""
        given = _given(self.me, number, data)
        return self.show(services.answer_aside(**given, to=data.to), 201, MessageOut)


def _given(me: Any, number: int, data: Given) -> dict[str, Any]:
    """What both take. NoSuchTicket, NoSuchMessage, Refused."""
    ticket = selectors.ticket_for(me, number, to=REPLY)
    return {
        "message": selectors.message_to_pass_on(me, ticket, data.message),
        "text": data.body,
        "author": accounts.myself(me),
        "by": me,
        "cc": data.cc,
        "bcc": data.bcc,
        "attachments": services.gather(ticket, data.attachments or [], by=me),
    }
