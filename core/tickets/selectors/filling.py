"""What the variables of a text are in one ticket: for canned replies, and for one reply to many."""

from __future__ import annotations

from core.accounts.models import User
from core.contacts import selectors as contacts
from core.desk import selectors as desk
from core.desk import variables
from core.tickets.models import Ticket
from tenants import context


def values_of(ticket: Ticket, agent: User | None, to: str = "") -> dict[str, str]:
    """{variable: value} for this agent; None: nobody speaks.

    to: one of the customer's addresses; else the usual one is named. Bring contact__company along: it is
    asked for.
    """
    contact, queue = ticket.contact, desk.queue_by_id(ticket.queue_id)
    theirs = to if to in contacts.emails_of(contact) else contact.email
    return variables.of(
        customer=(contact.name, theirs, contact.company.name if contact.company else ""),
        ticket=(ticket.label, ticket.subject, queue.name if queue else ""),
        agent=(agent.name, agent.email) if agent else ("", ""),
        organization=context.current_tenant().name,
    )
