"""Customers: found by their address, made when they first write, let into the portal by mailed link."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from core.audit import trail
from core.contacts.events import PortalLinkAsked
from core.contacts.models import Company, Contact, Identity, PortalLink
from core.contacts.selectors import identity_of
from tenants import secrets
from tenants.events.bus import publish
from tenants.kernel import clock, ids
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

LINK_LIFE = timedelta(minutes=15)
TICKET_LINK_LIFE = timedelta(days=7)  # a link inside an answer: people read mail when they come to it
FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de"}
    | {"gmx.net", "web.de", "proton.me", "protonmail.com", "aol.com", "live.com", "mail.com"}
)


class BadAddress(Invalid):
    """data: email."""

    code = "contact.bad_email"
    sentence = "{email} is not a valid e-mail address."


class AddressTaken(Conflict):
    """data: email."""

    code = "contact.email_taken"
    sentence = "{email} already belongs to another customer."


def clean_address(email: str) -> str:
    """Lower case, checked. Raises BadAddress (also for line breaks and control characters)."""
    clean = storable(email).strip().lower()
    try:
        validate_email(clean)
    except ValidationError:
        raise BadAddress(email=one_line(email, 80)) from None
    return clean


def contact_for(email: str, name: str = "", *, by: Actor = SYSTEM, language: str = "") -> Contact:
    """The contact of an address, made when it is new. Two mails at once make one contact."""
    address = clean_address(email)
    if found := _by_address(address):
        return _learn_name(found, name)
    return make_contact(address, name, by=by, language=language)


def make_contact(address: str, name: str = "", *, by: Actor = SYSTEM, language: str = "") -> Contact:
    """A contact for a clean address nobody was found under; whoever came first meanwhile is the one."""
    try:
        with transaction.atomic():
            contact = Contact.objects.create(
                email=address,
                name=one_line(storable(name), 150),
                language=language,
                company=_company_of(address),
            )
            Identity.objects.create(contact=contact, email=address)
            trail.record("contact.created", on=contact, by=by, after={"email": address})
            return contact
    except IntegrityError:
        if found := _by_address(address):
            return found
        raise


@transaction.atomic
def update(contact: Contact, *, by: Actor, **values: str | bool | Company | None) -> Contact:
    """Change name, company, notes, language, time_zone or is_blocked. Repeating it changes nothing."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    allowed = {"name", "company", "notes", "language", "time_zone", "is_blocked"}
    changed = {
        key: value for key, value in values.items() if key in allowed and getattr(contact, key) != value
    }
    if not changed:
        return contact
    before = {key: str(getattr(contact, key)) for key in changed}
    for key, value in changed.items():
        setattr(contact, key, storable(value) if isinstance(value, str) else value)
    contact.save(update_fields=list(changed))
    trail.record(
        "contact.changed", on=contact, by=by, before=before, after={k: str(v) for k, v in changed.items()}
    )
    return contact


@transaction.atomic
def add_address(contact: Contact, email: str, *, by: Actor) -> Identity:
    """Another address of the same person. Raises BadAddress, AddressTaken."""
    address = clean_address(email)
    found = Identity.objects.filter(email__iexact=address).first()
    if found and found.contact_id != contact.pk:
        raise AddressTaken(email=address)
    if found:
        return found
    identity = Identity.objects.create(contact=contact, email=address)
    trail.record("contact.address_added", on=contact, by=by, after={"email": address})
    return identity


@transaction.atomic
def ask_portal_link(email: str, next_path: str = "") -> None:
    """Mail a sign-in link to a customer we know. Says nothing about who is known. Emits PortalLinkAsked."""
    contact = _by_address(clean_address(email))
    if contact is None or contact.is_blocked:
        return
    publish(PortalLinkAsked(mint_portal_link(contact, email, next_path).pk))


def mint_portal_link(
    contact: Contact, email: str, next_path: str = "", life: timedelta = LINK_LIFE
) -> PortalLink:
    """A sign-in link for a letter to this address, usable once within `life` (TICKET_LINK_LIFE at most)."""
    return PortalLink.objects.create(
        contact=contact,
        email=clean_address(email),
        token_hash=secrets.digest(ids.token()),  # a nonce: the token itself is never stored
        next_path=next_path[:200] if next_path.startswith("/") and not next_path.startswith("//") else "",
        expires_at=clock.now() + min(life, TICKET_LINK_LIFE),
    )


def portal_token(link: PortalLink) -> str:
    """The token for the letter, derived from the row, so that no clear token is ever stored."""
    return secrets.sign("portal-link", [link.pk, link.token_hash])


@transaction.atomic
def open_portal(token: str) -> tuple[Contact, str]:
    """Consume a mailed link: the contact and where to go. BadLink when used, old or forged."""
    pk, nonce = secrets.unsign("portal-link", token, TICKET_LINK_LIFE)  # the row knows the shorter life
    link = (
        PortalLink.objects.select_for_update(of=("self",))
        .select_related("contact")
        .filter(pk=pk, token_hash=nonce, used_at=None, expires_at__gt=clock.now(), contact__is_blocked=False)
        .first()
    )
    if link is None:
        raise secrets.BadLink
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    Identity.objects.filter(contact=link.contact, email__iexact=link.email).update(verified_at=clock.now())
    Contact.objects.filter(pk=link.contact_id).update(last_seen_at=clock.now())
    trail.record("contact.signed_in", on=link.contact, by=link.contact.actor)
    return link.contact, link.next_path


def _by_address(address: str) -> Contact | None:
    identity = identity_of(address)
    return identity.contact if identity else None


def _learn_name(contact: Contact, name: str) -> Contact:
    """A nameless contact takes the first name it is seen with; a known name stays."""
    if name and not contact.name:
        contact.name = one_line(storable(name), 150)
        contact.save(update_fields=["name"])
    return contact


def _company_of(address: str) -> Company | None:
    domain = address.rpartition("@")[2]
    return None if domain in FREE_MAIL else Company.objects.filter(domain__iexact=domain).first()
