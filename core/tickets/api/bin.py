"""/api/v1/tickets/bin/: deleted tickets, and the way back."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape, moment
from core.doors.views import DeskView, gives
from core.tickets import selectors, services
from core.tickets.api.shapes import TicketDetail
from core.tickets.models import Ticket
from core.tickets.rules import DELETE


class BinnedOut(Shape):
    """erased_at: when it goes for good."""

    number: int
    label: str
    subject: str
    deleted_at: str
    deleted_by: str
    erased_at: str

    @staticmethod
    def dump(row: Ticket) -> dict[str, Any]:
        return {
            "number": row.number,
            "label": row.label,
            "subject": row.subject,
            "deleted_at": moment(row.deleted_at),
            "deleted_by": row.deleted_by,
            "erased_at": moment(selectors.gone_at(row)),
        }


class BinView(DeskView):
    """The last 200 that were deleted, the last first."""

    needs = {"get": DELETE}
    shows = BinnedOut

    @gives(BinnedOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.binned(self.me)[:200])


class TicketRestoreView(DeskView):
    """Take a ticket out of the bin."""

    needs = {"post": DELETE}
    shows = TicketDetail

    def post(self, request: Request, number: int) -> Response:
        row = services.restore(selectors.binned_ticket(self.me, number), by=self.me)
        return self.show(selectors.ticket_for(self.me, row.number))
