"""A parent that is finished while children are open: a person is asked what becomes of them."""

from __future__ import annotations

from core.tickets.models import Ticket
from core.tickets.rules import CHANGE, VIEW
from core.tickets.selectors.links import open_children
from core.tickets.selectors.reach import may
from core.tickets.services.rows import locked_all
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

MOST_NAMED = 5


class OpenChildren(Conflict):
    """data: ticket (label), count (of all), children (labels of those this person may see), kept (how many
    they may not change: these stay open whatever is said)."""

    code = "ticket.open_children"
    sentence = "{ticket} has open tickets under it: {told}. Say whether they stay open or are finished, too."


def ask(ticket: Ticket, was_finished: bool, with_children: str, by: Actor) -> None:
    """Of a row in hand that may just have been finished. Only colleagues are asked. Raises OpenChildren."""
    if was_finished or not ticket.is_finished or by.kind != "user" or with_children:
        return
    if not (found := list(open_children(ticket.pk))):
        return
    labels = [child.label for child in found if may(by, child.queue_id, VIEW)]
    named = labels[:MOST_NAMED]
    more = [f"+{len(found) - len(named)}"] if len(found) > len(named) else []
    raise OpenChildren(
        ticket=ticket.label,
        count=len(found),
        children=labels,
        kept=sum(not _may_finish(by, child) for child in found),
        told=", ".join([*named, *more]),
    )


def locked_with(ticket_id: int, by: Actor) -> list[Ticket]:
    """The open tickets under it and under those that this actor may finish, the lowest first; all are locked
    with it. What lies under one that stays open stays, too.
    """
    found, young = list[int](), {ticket_id}
    while young:
        under = {child.pk for child in open_children(*young) if _may_finish(by, child)}
        young = under - {ticket_id, *found}
        found += sorted(young)
    rows = locked_all([ticket_id, *found])
    return [rows[pk] for pk in reversed(found) if pk in rows and _may_finish(by, rows[pk])]


def _may_finish(by: Actor, child: Ticket) -> bool:
    """Colleagues where they may change tickets; rules and parts of the system are not bound by queues."""
    return by.kind != "user" or may(by, child.queue_id, CHANGE)
