"""Customers are found by their address, and made when they first write."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from core.audit import trail
from core.contacts.free_mail import FREE_MAIL
from core.contacts.models import Company, CompanyDomain, Contact, Identity
from core.contacts.selectors import identity_of
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

LONGEST_ADDRESS = 254  # RFC 5321; longer ones cannot be mailed


class BadAddress(Invalid):
    """data: email."""

    code = "contact.bad_email"
    sentence = "{email} is not a valid e-mail address."


def clean_address(email: str) -> str:
    """Lower case, checked. Raises BadAddress (also for line breaks and control characters)."""
    clean = storable(email).strip().lower()
    try:
        validate_email(clean)
        if len(clean) > LONGEST_ADDRESS:
            raise ValidationError(clean)
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
    if domain in FREE_MAIL:
        return None
    found = CompanyDomain.objects.select_related("company").filter(name=domain).first()
    return found.company if found else None
