"""/api/v1/tickets/N/links/: what a ticket has to do with others."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors as desk
from core.doors.shapes import Shape
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.api.inputs import TicketLinkIn
from core.tickets.api.pieces import Named
from core.tickets.rules import CHANGE, VIEW
from core.tickets.selectors import Linked


class LinkOut(Shape):
    """relation: how this ticket has to do with `ticket`: parent_of, child_of, blocks, blocked_by ..."""

    id: int
    relation: str
    ticket: int
    subject: str
    status: Named
    is_finished: bool

    @staticmethod
    def dump(row: Linked) -> dict[str, Any]:
        status = desk.status_by_id(row.status_id) or desk.default_status("open")
        return {
            "id": row.id,
            "relation": row.relation,
            "ticket": row.number,
            "subject": row.subject,
            "status": {"key": status.key, "label": status.label},
            "is_finished": row.is_finished,
        }


class TicketLinksView(DeskView):
    """What this ticket is linked with. POST adds a link; both tickets must be yours to change."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = LinkOut

    @gives(LinkOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.links_of(self.me, number))

    @takes(TicketLinkIn)
    @gives(LinkOut, 201)
    def post(self, request: Request, data: Given, number: int) -> Response:
        ticket, other = (selectors.ticket_for(self.me, each, CHANGE) for each in (number, data.ticket))
        row = services.link(ticket, other, data.relation, by=self.me)
        return self.show(next(one for one in selectors.links_of(self.me, number) if one.id == row.pk), 201)


class TicketLinkView(DeskView):
    """Take a link away."""

    needs = {"delete": CHANGE}

    def delete(self, request: Request, number: int, pk: int) -> Response:
        services.unlink(selectors.link_of(self.me, number, pk), by=self.me)
        return self.done()
