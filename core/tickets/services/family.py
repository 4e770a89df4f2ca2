"""A parent that is finished while children are open: a person is asked what becomes of them."""

from __future__ import annotations

from core.tickets.models import Ticket
from core.tickets.selectors.links import open_children
from core.tickets.services.rows import locked_all
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict


class OpenChildren(Conflict):
    """data: ticket (label), count, children (labels)."""

    code = "ticket.open_children"
    sentence = "{ticket} has open tickets under it: {told}. Say whether they stay open or are finished, too."


def ask(ticket: Ticket, was_finished: bool, with_children: str, by: Actor) -> None:
    """Of a row in hand that may just have been finished. Only colleagues are asked. Raises OpenChildren."""
    if was_finished or not ticket.is_finished or by.kind != "user" or with_children:
        return
    if labels := [child.label for child in open_children(ticket.pk)]:
        raise OpenChildren(
            ticket=ticket.label, count=len(labels), children=labels, told=", ".join(labels[:5])
        )


def locked_with(ticket_id: int) -> list[Ticket]:
    """The open tickets under it and under those, the lowest first; all are locked with it."""
    found, young = list[int](), {ticket_id}
    while young:
        young = {child.pk for child in open_children(*young)} - {ticket_id, *found}
        found += sorted(young)
    rows = locked_all([ticket_id, *found])
    return [rows[pk] for pk in reversed(found) if pk in rows]
