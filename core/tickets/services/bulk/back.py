"""Taking back what no value says: merges, and the bin.

Who may do it is asked again, and in the queues where the tickets lie now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.tickets.models import Ticket, TicketMerge
from core.tickets.rules import CHANGE, DELETE
from core.tickets.selectors.access import NoSuchTicket, visible
from core.tickets.selectors.reach import check_all, within
from core.tickets.services.bin import delete, restore
from core.tickets.services.merge import unmerge
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.reach import Level


class ChangedSince(Conflict):
    code = "ticket.changed_since"
    sentence = "Somebody has worked on it since."


def apart(told: Any, by: Actor) -> None:
    """NoSuchTicket, Refused, and what unmerge raises: one of them may lie elsewhere by now, or in the bin."""
    row = TicketMerge.objects.filter(pk=told).select_related("merged", "survivor").first()
    if row is None:
        return
    _check_reach(by, (row.merged, row.survivor), CHANGE)
    unmerge(row, by=by)


def into_bin(told: Any, by: Actor) -> None:
    """NoSuchTicket, Refused; ChangedSince, for work that somebody has begun on it."""
    row = visible(by).filter(pk=told["pk"]).first()
    if row is None:
        raise NoSuchTicket
    check_all(by, [row], (DELETE,))
    if row.version != told["version"]:
        raise ChangedSince
    delete(row, by=by)


def out_of_bin(told: Any, by: Actor) -> None:
    """NoSuchTicket, Refused: it may have been brought back, and handed elsewhere, since."""
    row = Ticket.every.filter(pk=told).first()
    if row is None:
        raise NoSuchTicket
    _check_reach(by, (row,), DELETE)
    restore(row, by=by)


def _check_reach(by: Actor, tickets: Iterable[Ticket], permission: str) -> None:
    """As `visible` and `check_all`, also of what lies in the bin. NoSuchTicket, Refused."""
    rows = list(tickets)
    if len(within(Ticket.every.filter(pk__in=[row.pk for row in rows]), by, Level.READ)) < len(rows):
        raise NoSuchTicket
    check_all(by, rows, (permission,))
