"""The checklist of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from core.tickets.models import ChecklistItem, Ticket
from core.tickets.rules import CHANGE
from core.tickets.selectors.access import ticket_for
from core.tickets.selectors.reach import among
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

# As text for the ticket page, which brings it along in its one query. No input goes in.
ITEMS = """
    (SELECT coalesce(jsonb_agg(c), '[]') FROM
        (SELECT i.id, i.text, i.done_at, i.done_by, t.number, t.subject, t.status_id
           FROM tickets_checklistitem i
           LEFT JOIN tickets_ticket t ON t.id = i.about_id AND t.deleted_at IS NULL {seen}
          WHERE i.ticket_id = tickets_ticket.id
          ORDER BY i.position, i.id) c)"""


class NoSuchItem(NotFound):
    code = "checklist.not_found"
    sentence = "There is no such item."


@dataclass(frozen=True, slots=True)
class Item:
    """number, subject, status_id: of the ticket that is the item; None where it is a line of text."""

    id: int
    text: str
    done_at: datetime | None
    done_by: str
    number: int | None
    subject: str | None
    status_id: int | None

    @property
    def label(self) -> str:
        return Ticket(number=self.number).label if self.number else ""


def checklist_of(actor: Actor, number: int | str) -> list[Item]:
    """In its order. One query. Raises NoSuchTicket."""
    row: Any = ticket_for(actor, number, beside=(), items_of=items_for(actor))
    return read_items(row.items_of)


def items_for(actor: Actor) -> RawSQL:
    """The lines; a ticket that this actor may not see is an item without a name."""
    seen, queues = among(actor, "t")
    return RawSQL(ITEMS.format(seen=seen), queues, output_field=JSONField())  # noqa: S611


def read_items(rows: list[dict[str, Any]]) -> list[Item]:
    """What `items_for` has found."""
    return [Item(**{**one, "done_at": _moment(one["done_at"])}) for one in rows]


def item_for(actor: Actor, number: int | str, pk: int) -> ChecklistItem:
    """An item of this ticket, for who may change it. Raises NoSuchTicket, Refused, NoSuchItem."""
    ticket = ticket_for(actor, number, CHANGE, beside=())
    row = ChecklistItem.objects.filter(ticket=ticket, pk=pk).select_related("about").first()
    if row is None:
        raise NoSuchItem
    return row


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
