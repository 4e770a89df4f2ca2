"""Somebody answers for a ticket from its first moment: said while it is opened, by form or by a program."""

from __future__ import annotations

from django.db import transaction

from core.accounts.models import User
from core.tickets.models import Ticket
from core.tickets.rules import ASSIGN
from core.tickets.selectors.reach import check
from core.tickets.services.change import change
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused


@transaction.atomic
def make_responsible(ticket: Ticket, user: User, *, by: Actor) -> Ticket:
    """Returns the fresh row. Raises CannotAnswer, and Refused for who may not hand out work in its queue.

    Emits TicketChanged.
    """
    if not by.may(ASSIGN):
        raise Refused(permission=ASSIGN)
    check(by, ticket.queue_id, ASSIGN)
    return change(ticket, by=by, responsible=user)
