"""Putting a ticket where its card was dropped: another status, priority, queue, colleague, or several."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.tickets.models import Ticket
from core.tickets.services.assign import assign
from core.tickets.services.change import change
from core.tickets.services.rows import locked
from tenants.kernel.actor import Actor

AS_IT_IS: Any = object()


@transaction.atomic
def place(
    ticket: Ticket,
    *,
    by: Actor,
    seen: int | None = None,
    assignee: User | None = AS_IT_IS,
    with_children: str = "",
    **values: Any,
) -> Ticket:
    """All of it or nothing. Returns the fresh row. values, with_children: as `change` takes them.

    Raises and emits what `change` and `assign` do.
    """
    ticket = locked(ticket.pk, seen)
    if values:
        ticket = change(ticket, by=by, with_children=with_children, **values)
    return ticket if assignee is AS_IT_IS else assign(ticket, assignee, by=by)
