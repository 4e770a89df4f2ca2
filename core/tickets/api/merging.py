"""/api/v1/tickets/N/merge/ and its kin: one ticket goes on in another, one message goes elsewhere."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.contacts.services import contact_for
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.api.inputs import MergeIn, MergeManyIn, MoveIn
from core.tickets.api.merge_shapes import MergeOut, PreviewOut
from core.tickets.api.shapes import TicketDetail
from core.tickets.rules import CHANGE, VIEW


class TicketMergeView(DeskView):
    """Merge this ticket into another one. Answers the one that goes on."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    @takes(MergeIn)
    def post(self, request: Request, data: Given, number: int) -> Response:
        ticket, into = (selectors.ticket_for(self.me, each, CHANGE) for each in (number, data.into))
        services.merge(ticket, into=into, by=self.me, join=data.join, tell=data.tell)
        return self.show(selectors.ticket_for(self.me, into.number))


class TicketUnmergeView(DeskView):
    """Undo the merge that ended this ticket, within seven days. Answers the ticket."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    def post(self, request: Request, number: int) -> Response:
        if row := selectors.merge_of(self.me, number):
            services.unmerge(row, by=self.me)
        return self.show(selectors.ticket_for(self.me, number))


class TicketMergesView(DeskView):
    """What was merged into this ticket, newest first."""

    needs = {"get": VIEW}
    shows = MergeOut

    @gives(MergeOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.merges_into(self.me, selectors.ticket_for(self.me, number)))


class MergePreviewView(DeskView):
    """What merging this ticket into another one would do. Changes nothing."""

    needs = {"get": CHANGE}
    shows = PreviewOut

    def get(self, request: Request, number: int, into: int) -> Response:
        ticket, survivor = (selectors.ticket_for(self.me, each, CHANGE) for each in (number, into))
        return self.show(selectors.preview(survivor, [ticket]))


class MergeManyView(DeskView):
    """Merge several tickets into one, all or none."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    @takes(MergeManyIn)
    def post(self, request: Request, data: Given) -> Response:
        into = selectors.ticket_for(self.me, data.into, CHANGE)
        tickets = selectors.tickets_to_merge(self.me, data.tickets)
        services.merge_all(tickets, into=into, by=self.me, join=data.join, tell=data.tell)
        return self.show(selectors.ticket_for(self.me, into.number))


class MessageMoveView(DeskView):
    """Put a message into another ticket, or begin a new one with it. Answers the ticket it is in now."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    @takes(MoveIn)
    def post(self, request: Request, data: Given, public_id: str) -> Response:
        message = selectors.message_for(self.me, public_id)
        selectors.check(self.me, message.ticket.queue_id, CHANGE)
        if data.to is None:
            customer = contact_for(data.customer, by=self.me) if data.customer else None
            ticket = services.split(message, by=self.me, subject=data.subject, customer=customer)
            return self.show(ticket, 201)
        into = selectors.ticket_for(self.me, data.to, CHANGE)
        services.move_message(message, to=into, by=self.me, join=data.join)
        return self.show(selectors.ticket_for(self.me, into.number))


class TicketApartView(DeskView):
    """Say that this ticket is another case than the one in `maybe_same`."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    def post(self, request: Request, number: int) -> Response:
        services.keep_apart(selectors.ticket_for(self.me, number, CHANGE), by=self.me)
        return self.show(selectors.ticket_for(self.me, number))
