"""What lies in the bin, for those who may put it there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.tickets.models import Ticket
from core.tickets.rules import BIN_DAYS, DELETE, MOST_BINNED, RUNGS, VIEW
from core.tickets.selectors.access import NoSuchTicket
from core.tickets.selectors.reach import within
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


def binned(actor: Actor) -> QuerySet[Ticket]:
    """Deleted ones, the last first; those merged into another go and come with it. Raises Refused."""
    if actor.kind != "user" or not (actor.may(DELETE) and actor.may(VIEW)):
        raise Refused(permission=DELETE)
    rows = Ticket.every.filter(deleted_at__isnull=False, merged_into=None)
    rows = within(rows, actor, RUNGS[DELETE])
    return rows.select_related("contact", "assignee").order_by("-deleted_at", "-pk")


def binned_ticket(actor: Actor, number: int) -> Ticket:
    """Raises NoSuchTicket for one that is not in the bin, Refused."""
    if (row := binned(actor).filter(number=number).first()) is None:
        raise NoSuchTicket(number=str(number)[:20])
    return row


def binned_among(actor: Actor, numbers: Iterable[int]) -> list[Ticket]:
    """Those of these numbers that are in the bin, by number; MOST_BINNED of them. Raises Refused."""
    rows = binned(actor).filter(number__in=sorted(set(numbers))[:MOST_BINNED])
    return list(rows.order_by("number"))


def gone_at(ticket: Ticket) -> datetime | None:
    """When it is erased."""
    return ticket.deleted_at + timedelta(days=BIN_DAYS) if ticket.deleted_at else None
