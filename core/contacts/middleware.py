"""The customer behind a portal session, loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from core.contacts import selectors
from core.contacts.models import Contact

SESSION_KEY = "portal_contact"
ADDRESS_KEY = "portal_address"  # by which they came in: without it they are out
Answer = Callable[[HttpRequest], HttpResponse]


class PortalMiddleware:
    """Sets request.contact: the signed-in customer, or something false."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.contact = SimpleLazyObject(lambda: contact_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def contact_of(request: HttpRequest) -> Contact | None:
    """The contact of this session; None without one, or when it was blocked or lost the address since."""
    session = getattr(request, "session", None)
    contact_id = session.get(SESSION_KEY) if session is not None else None
    if session is None or not contact_id:
        return None
    return selectors.contact_by_id(contact_id, session.get(ADDRESS_KEY, ""))


def sign_in(request: HttpRequest, contact: Contact, address: str) -> None:
    """Start a portal session. The key changes, so that a planted session id is worth nothing."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = contact.pk
    request.session[ADDRESS_KEY] = address


def sign_out(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    request.session.pop(ADDRESS_KEY, None)
    request.session.cycle_key()
