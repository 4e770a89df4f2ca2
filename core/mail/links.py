"""Addresses of the help centre as letters name them.

The worker never loads the site's routes, so the two paths stand here; a test keeps them in step.
"""

from __future__ import annotations

import time

from core.contacts import services as contacts
from core.contacts.models import Contact, PortalLink
from core.contacts.selectors import may_sign_in
from core.tickets.models import Ticket
from tenants import context
from tenants.kernel import memory
from tenants.selectors import site_url

SIGN_IN = "/help/sign-in/{token}/"  # customer:confirm
REQUEST = "/help/requests/{number}/"  # customer:request
APPROVAL = "/help/approvals/{token}/"  # customer:approval
SILENCE = "/help/automatic-mail/{token}/"  # customer:silence
LOGO = "/brand/logo"  # logo
TRUST = 30.0  # seconds an organization's own host name is remembered; it hardly ever changes

_sites: dict[str, tuple[float, str]] = {}
memory.droppable(_sites.clear)


def ticket_link(ticket: Ticket, contact: Contact, email: str) -> str:
    """A link that signs the customer in and shows this request; once, within seven days.

    For a letter to `email`; one that may not sign in gets the address of the request alone.
    """
    if not may_sign_in(contact, email):
        return request_page(ticket)
    path = REQUEST.format(number=ticket.number)
    link = contacts.mint_portal_link(contact, email, path, contacts.TICKET_LINK_LIFE)
    return portal_link(link)


def request_page(ticket: Ticket) -> str:
    """The request in the help centre, for whoever is signed in there and has a part in it."""
    return _site() + REQUEST.format(number=ticket.number)


def approval(token: str, say: str = "") -> str:
    """Where a third party decides. say: which button they pressed in the letter; the page asks once more."""
    return _site() + APPROVAL.format(token=token) + (f"?say={say}" if say else "")


def silence(token: str) -> str:
    """Where a customer ends automatic mail."""
    return _site() + SILENCE.format(token=token)


def example() -> str:
    """Where links of a preview lead."""
    return _site() + REQUEST.format(number=42)


def logo(mark: str) -> str:
    """The organization's logo, for pictures in mails. mark: changes with it."""
    return f"{_site()}{LOGO}?v={mark}"


def portal_link(link: PortalLink) -> str:
    return _site() + SIGN_IN.format(token=contacts.portal_token(link))


def _site() -> str:
    """ "https://acme.example", without the three statements of asking each time."""
    tenant = context.current_tenant()
    until, site = _sites.get(tenant.schema_name, (0.0, ""))
    if until < time.monotonic():
        site = site_url(tenant, "")
        _sites[tenant.schema_name] = (time.monotonic() + TRUST, site)
    return site
