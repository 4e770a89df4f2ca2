"""Addresses of the help centre as letters name them.

The worker never loads the site's routes, so the two paths stand here; a test keeps them in step.
"""

from __future__ import annotations

from core.contacts import services as contacts
from core.contacts.models import Contact, PortalLink
from core.tickets.models import Ticket
from tenants import context
from tenants.selectors import site_url

SIGN_IN = "/help/sign-in/{token}/"  # customer:confirm
REQUEST = "/help/requests/{number}/"  # customer:request


def ticket_link(ticket: Ticket, contact: Contact) -> str:
    """A link that signs the customer in and shows this request; once, within seven days."""
    path = REQUEST.format(number=ticket.number)
    link = contacts.mint_portal_link(contact, contact.email, path, contacts.TICKET_LINK_LIFE)
    return portal_link(link)


def portal_link(link: PortalLink) -> str:
    return site_url(context.current_tenant(), SIGN_IN.format(token=contacts.portal_token(link)))
