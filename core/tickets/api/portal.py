"""/api/v1/portal/tickets/ – a customer's own requests. Notes and triage never appear here."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.contacts import selectors as contacts
from core.desk import selectors as desk
from core.doors.shapes import Shape, moment
from core.doors.throttles import ApiThrottle, TicketCreateThrottle
from core.doors.views import DeskViewSet, Given, gives, takes
from core.files import services as files
from core.tickets import selectors, services
from core.tickets.api.files import FileOut, files_out
from core.tickets.api.inputs import PortalReplyIn, PortalTicketIn
from core.tickets.models import Channel, Message, Ticket
from core.tickets.rules import PORTAL
from core.tickets.services.words import Words


class RequestOut(Shape):
    """A request in the customer's words. No count of messages: it would tell of notes. fields: {key: value}
    of those that customers may see.
    """

    number: int
    label: str
    subject: str
    status: str
    created_at: str
    last_message_at: str
    fields: dict

    @staticmethod
    def dump(ticket: Ticket) -> dict[str, Any]:
        status = desk.status_by_id(ticket.status_id) or ticket.status
        return {
            "number": ticket.number,
            "label": ticket.label,
            "subject": ticket.subject,
            "status": status.customer_label or status.label,
            "created_at": moment(ticket.created_at),
            "last_message_at": moment(ticket.last_message_at),
            "fields": {one.field.key: one.value for one in selectors.fields_told(ticket)},
        }


class WordOut(Shape):
    id: str
    from_customer: bool
    author: str
    text: str
    attachments: list[FileOut]
    created_at: str

    @staticmethod
    def dump(message: Message) -> dict[str, Any]:
        return {
            "id": message.public_id,
            "from_customer": message.kind == Message.Kind.CUSTOMER,
            "author": message.author_name,
            "text": message.text,
            "attachments": files_out(message),
            "created_at": moment(message.created_at),
        }


class PortalTicketViewSet(DeskViewSet):
    """See, open and answer one's own requests."""

    lookup_field = "number"
    shows = RequestOut
    ordering = ("-last_message_at", "-id")
    needs = {"list": PORTAL, "retrieve": PORTAL, "create": PORTAL, "messages": PORTAL, "reply": PORTAL}

    def get_throttles(self) -> list[Any]:
        return [TicketCreateThrottle() if self.action == "create" else ApiThrottle()]

    def get_queryset(self) -> QuerySet[Ticket]:
        return selectors.requests_of(self.me)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """A request that was merged answers as the one it goes on in; see the number."""
        return self.show(self._ticket(kwargs))

    @takes(PortalTicketIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        ticket, _ = services.open_ticket(
            contacts.myself(self.me),
            data.subject,
            Words(data.body),
            channel=Channel.PORTAL,
            by=self.me,
            category=desk.category(data.category) if data.category else None,
            attachments=files.claim(data.attachments or [], by=self.me),
            fields=data.fields or {},
        )
        return self.show(ticket, 201)

    @gives(WordOut, many=True)
    @action(detail=True, methods=["get"])
    def messages(self, request: Request, **kwargs: Any) -> Response:
        """The conversation, oldest first."""
        said = selectors.thread(self.me, self._ticket(kwargs))
        return self.show_all(selectors.with_files(said), WordOut)

    @takes(PortalReplyIn)
    @gives(RequestOut, 201)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """Answer. A request closed for good leads to a new one that follows it; see the number."""
        answered = self._ticket(kwargs)
        ticket = services.answer(
            answered,
            Words(data.body),
            contact=contacts.myself(self.me),
            channel=Channel.PORTAL,
            by=self.me,
            attachments=files.claim(data.attachments or [], by=self.me),
        )
        ticket.in_copy = answered.in_copy  # type: ignore[attr-defined]  # what `request_of` knows of the reader
        return self.show(ticket, 201)

    def _ticket(self, kwargs: dict[str, Any]) -> Ticket:
        return selectors.request_of(self.me, kwargs["number"])
