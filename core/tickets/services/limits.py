"""A status that holds a number of tickets at most: colleagues, and the rules they wrote, put in no more.

Only where the limit is hard; a soft one is a matter of the board's colours. What comes by itself is never
lost: a customer's word, the end of a snooze, an answer that is sent and a change that is taken back pass, and
the column shows that it is over its limit.
"""

from __future__ import annotations

from core.desk.models import Status
from core.tickets.models import Ticket
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

BOUND = frozenset({"user", "rule"})  # kinds of actors


class ColumnFull(Conflict):
    """data: status (label), limit (int)."""

    code = "status.full"
    sentence = "“{status}” is full: {limit} tickets are in it. Move one on first."


def check(ticket: Ticket, by: Actor) -> None:
    """Of a row in hand that is about to have another status. Raises ColumnFull.

    Two who take the last place at once stand in line at the status; its row is locked after the ticket's.
    """
    status = ticket.status
    if by.kind not in BOUND or not (status.wip_is_hard and status.wip_limit):
        return
    row = Status.objects.select_for_update(no_key=True).filter(pk=status.pk).first()
    if row is None or not (row.wip_is_hard and row.wip_limit):
        return
    others = Ticket.objects.filter(status=row, merged_into=None).exclude(pk=ticket.pk).order_by()
    if others.values("pk")[: row.wip_limit].count() >= row.wip_limit:
        raise ColumnFull(status=row.label, limit=row.wip_limit)
