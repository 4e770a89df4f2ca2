"""What a ticket is linked with, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Q, QuerySet
from django.db.models.expressions import RawSQL

from core.tickets.models import Ticket, TicketLink
from core.tickets.rules import CHANGE, RELATIONS
from core.tickets.selectors.access import ticket_for, visible
from core.tickets.selectors.reach import among, check_all
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

# As text for the ticket page, which brings it along in its one query. No input goes in.
LINKS = """
    (SELECT coalesce(jsonb_agg(l), '[]') FROM
        (SELECT k.id, k.kind, k.source_id = tickets_ticket.id AS is_source, t.number, t.subject, t.status_id,
                t.is_finished
           FROM tickets_ticketlink k
           JOIN tickets_ticket t
             ON t.id = CASE WHEN k.source_id = tickets_ticket.id THEN k.target_id ELSE k.source_id END
          WHERE (k.source_id = tickets_ticket.id OR k.target_id = tickets_ticket.id)
            AND t.merged_into_id IS NULL AND t.deleted_at IS NULL {seen}
          ORDER BY k.id) l)"""
NAMES = {known: name for name, known in RELATIONS.items()}


class NoSuchLink(NotFound):
    code = "link.not_found"
    sentence = "There is no such link."


@dataclass(frozen=True, slots=True)
class Linked:
    """The other ticket of a link. relation: how this one has to do with it, a key of RELATIONS."""

    id: int
    relation: str
    number: int
    subject: str
    status_id: int
    is_finished: bool

    @property
    def label(self) -> str:
        return Ticket(number=self.number).label


def links_of(actor: Actor, number: int | str) -> list[Linked]:
    """What the ticket with this number is linked with, by the order of RELATIONS. One query.

    Raises NoSuchTicket.
    """
    row: Any = ticket_for(actor, number, beside=(), linked=links_for(actor))
    return read_links(row.linked)


def links_for(actor: Actor) -> RawSQL:
    """Those with tickets that this actor may see, too."""
    seen, queues = among(actor, "t")
    return RawSQL(LINKS.format(seen=seen), queues, output_field=JSONField())  # noqa: S611


def read_links(rows: list[dict[str, Any]]) -> list[Linked]:
    """What `links_for` has found."""
    found = [
        Linked(relation=NAMES.get((one.pop("kind"), one.pop("is_source")), "related"), **one)
        for one in map(dict, rows)
    ]
    order = list(RELATIONS)
    return sorted(found, key=lambda one: (order.index(one.relation), one.id))


def link_of(actor: Actor, number: int | str, pk: int) -> TicketLink:
    """A link of this ticket, for who may change both. Raises NoSuchTicket, Refused, NoSuchLink."""
    ticket = ticket_for(actor, number, CHANGE, beside=())
    rows = TicketLink.objects.select_related("source", "target")
    rows = rows.filter(Q(source=ticket) | Q(target=ticket), pk=pk)
    row = rows.filter(source__in=visible(actor), target__in=visible(actor)).first()
    if row is None:
        raise NoSuchLink
    check_all(actor, [row.source, row.target], [CHANGE])
    return row


def open_children(*ticket_ids: int) -> QuerySet[Ticket]:
    """Tickets under these that are not finished."""
    under = TicketLink.objects.filter(source__in=ticket_ids, kind=TicketLink.Kind.PARENT).values("target")
    return Ticket.objects.filter(pk__in=under, is_finished=False).only("number", "queue").order_by("pk")
