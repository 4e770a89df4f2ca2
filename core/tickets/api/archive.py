"""/api/v1/archive/: from when on tickets are archived, how far it is, and the way back for one of them."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk.rules import ARRANGE
from core.doors.shapes import Shape
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.api.shapes import TicketDetail
from core.tickets.rules import CHANGE, FEWEST_MONTHS, MOST_MONTHS
from core.tickets.selectors.archive import Archive


class ArchiveOut(Shape):
    """months: null while nothing is archived. archived: tickets in it; waiting: those that are due."""

    months: int | None
    archived: int
    waiting: int

    @staticmethod
    def dump(row: Archive) -> dict[str, int | None]:
        return {"months": row.months, "archived": row.archived, "waiting": row.waiting}


class ArchiveIn(serializers.Serializer):
    months = serializers.IntegerField(
        allow_null=True, min_value=FEWEST_MONTHS, max_value=MOST_MONTHS, help_text="null: never."
    )


class ArchiveView(DeskView):
    """Tickets that were finished so many months ago leave the lists, and are still found and read."""

    needs = {"get": ARRANGE, "put": ARRANGE}
    shows = ArchiveOut

    def get(self, request: Request) -> Response:
        return self.show(selectors.archive_of())

    @takes(ArchiveIn)
    def put(self, request: Request, data: Given) -> Response:
        """Moving begins at once, in the background. What is archived already stays there."""
        services.set_archiving(data.months, by=self.me)
        return self.show(selectors.archive_of())


class TicketBringBackView(DeskView):
    """Take a ticket out of the archive. One that is not there stays as it is."""

    needs = {"post": CHANGE}
    shows = TicketDetail

    @gives(TicketDetail)
    def post(self, request: Request, number: int) -> Response:
        ticket = selectors.ticket_for(self.me, number, to=CHANGE)
        services.bring_back(ticket, by=self.me)
        return self.show(selectors.ticket_for(self.me, ticket.number))
