"""/api/v1/tickets/bin/: deleted tickets, the way back, and the way out for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape, moment
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.api.shapes import TicketDetail
from core.tickets.models import Ticket
from core.tickets.rules import DELETE, MOST_BINNED


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


class BinIn(serializers.Serializer):
    """Numbers of tickets in the bin."""

    tickets = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST_BINNED
    )


class BinDone(Shape):
    """done: numbers of those it was done to; missing: of what is not in the bin, or not yours to see."""

    done: list[int]
    missing: list[int]

    @staticmethod
    def dump(told: tuple[Sequence[int], Sequence[int]]) -> dict[str, Any]:
        done, asked = told
        return {"done": list(done), "missing": sorted(set(asked) - set(done))}


class BinRestoreView(DeskView):
    """Take several tickets out of the bin, each for itself."""

    needs = {"post": DELETE}
    shows = BinDone

    @takes(BinIn)
    def post(self, request: Request, data: Given) -> Response:
        rows = selectors.binned_among(self.me, data.tickets)
        return self.show(([services.restore(row, by=self.me).number for row in rows], data.tickets))


class BinEraseView(DeskView):
    """Erase several tickets of the bin, with all that was said in them. Nobody brings them back."""

    needs = {"post": DELETE}
    shows = BinDone

    @takes(BinIn)
    def post(self, request: Request, data: Given) -> Response:
        rows = selectors.binned_among(self.me, data.tickets)
        return self.show(([row.number for row in rows if services.erase_now(row, by=self.me)], data.tickets))


class TicketRestoreView(DeskView):
    """Take a ticket out of the bin."""

    needs = {"post": DELETE}
    shows = TicketDetail

    def post(self, request: Request, number: int) -> Response:
        row = services.restore(selectors.binned_ticket(self.me, number), by=self.me)
        return self.show(selectors.ticket_for(self.me, row.number))
