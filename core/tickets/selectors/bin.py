"""What lies in the bin, for those who may put it there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.tickets.models import Ticket
from core.tickets.rules import BIN_DAYS, DELETE, RUNGS, VIEW
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


def gone_at(ticket: Ticket) -> datetime | None:
    """When it is erased."""
    return ticket.deleted_at + timedelta(days=BIN_DAYS) if ticket.deleted_at else None
