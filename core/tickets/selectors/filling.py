"""What the variables of a text are in one ticket: for canned replies, and for one reply to many."""

from __future__ import annotations

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.contacts import selectors as contacts
from core.desk import selectors as desk
from core.desk import telling, variables
from core.tickets.models import Ticket
from tenants import context
from tenants.kernel import clock


def values_of(ticket: Ticket, agent: User | None, to: str = "") -> dict[str, str]:
    """{variable: value} for this agent; None: nobody speaks.

    to: one of the customer's addresses; else the usual one is named. Bring contact__company along: it is
    asked for.
    """
    contact, queue = ticket.contact, desk.queue_by_id(ticket.queue_id)
    theirs = to if to in contacts.emails_of(contact) else contact.email
    return _dated(ticket) | variables.of(
        customer=(contact.name, theirs, contact.company.name if contact.company else ""),
        ticket=(ticket.label, ticket.subject, queue.name if queue else ""),
        agent=(agent.name, agent.email) if agent else ("", ""),
        organization=context.current_tenant().name,
    )


def _dated(ticket: Ticket) -> dict[str, str]:
    """Days, moments and the organization's own fields, as the customer writes them."""
    tenant, contact = context.current_tenant(), ticket.contact
    language = contact.language or ticket.language or tenant.language
    where = telling.zone(contact.time_zone, tenant.time_zone)
    return {
        "ticket.created": telling.day(ticket.created_at, language, where),
        "ticket.due": telling.moment(ticket.due_at, language, where),
        "today": telling.day(clock.now(), language, where),
        **_own(ticket, language, tenant.language),
    }


def _own(ticket: Ticket, language: str, own: str) -> dict[str, str]:
    """{"field.<key>": what it holds}; colleagues by name."""
    held = [one for one in desk.fields() if one.key in ticket.fields]
    people = accounts.names_of(ticket.fields[one.key] for one in held if one.kind == one.Kind.PERSON)
    return {
        f"{variables.OWN}{one.key}": telling.held(one, ticket.fields[one.key], language, own, people)
        for one in held
    }
