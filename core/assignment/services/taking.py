"""Taking a ticket by opening it, and what becomes of one whose customer is back while its owner is away."""

from __future__ import annotations

from django.db import transaction

from core.accounts import selectors as accounts
from core.assignment import book
from core.assignment.models import Availability, Handing
from core.assignment.selectors.people import people
from core.assignment.services.handing import look, pull
from core.assignment.services.releasing import take_back, unanswered
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.selectors import may
from tenants.kernel.actor import Actor


@transaction.atomic
def take_on_open(ticket: Ticket, *, by: Actor) -> Ticket | None:
    """Who opens a ticket of such a queue holds it, if nobody does. None: nothing was to be taken."""
    policy = book.page().policy(ticket.queue_id)
    if not policy.takes_on_open or ticket.assignee_id or by.id in policy.excluded:
        return None
    if not may(by, ticket.queue_id, REPLY):
        return None
    me = accounts.myself(by)
    taken = tickets.hand(ticket.pk, me, by=by, held_by=None, queue=ticket.queue_id)
    if taken is not None:
        kind = Handing.Kind.OPENED
        Handing.objects.create(ticket=taken, user=me, queue_id=taken.queue_id, kind=kind)
    return taken


@transaction.atomic
def heard_again(ticket_id: int, *, is_reopened: bool) -> None:
    """A customer wrote: while its owner is away others answer, where the queue says so.

    Away is not enough for a ticket that was not finished: its owner may be back before it matters.
    """
    page = book.page()
    row = unanswered().filter(pk=ticket_id, queue__in=page.on).first()
    if row is None:
        if is_reopened:
            look(ticket_id)
        return
    policy = page.policy(row.queue_id)
    owner = next((one.who for one in people() if one.who.id == row.assignee_id), None)
    is_given_up = owner is not None and owner.state == Availability.State.REASSIGN
    is_back = is_reopened and policy.reassigns_reopened and (owner is None or not owner.is_here)
    if is_given_up or is_back:
        pull()
        take_back(row, Handing.Kind.AWAY, {"reopened": is_reopened})
