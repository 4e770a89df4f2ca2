"""Customers are found by their address, and made when they first write."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from core.audit import trail
from core.contacts.free_mail import FREE_MAIL
from core.contacts.models import Contact
from core.contacts.selectors import identity_of
from tenants.database import hot
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

LONGEST_ADDRESS = 254  # RFC 5321; longer ones cannot be mailed

_TAKE = """
    INSERT INTO contacts_identity (contact_id, email)
    VALUES (nextval(pg_get_serial_sequence('contacts_contact', 'id')), %s)
        ON CONFLICT DO NOTHING
 RETURNING contact_id, (SELECT company_id FROM contacts_companydomain WHERE name = %s)
"""


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
    return make_contact(address, name, by=by, language=language)[0]


def make_contact(
    address: str, name: str = "", *, by: Actor = SYSTEM, language: str = ""
) -> tuple[Contact, bool]:
    """(contact, made now) for a clean address nobody was found under.

    Whoever came first meanwhile is the one: the address is taken first, and with it the contact's id.
    """
    with transaction.atomic(savepoint=False):  # nothing here fails but the database
        while (taken := _take(address)) is None:
            if found := _by_address(address):
                return found, False
        pk, company_id = taken
        contact = hot.insert(
            Contact(
                pk=pk,
                email=address,
                name=one_line(storable(name), 150),
                language=language,
                company_id=company_id,
            )
        )
        trail.record("contact.created", on=contact, by=by, after={"email": address})
        return contact, True


def _by_address(address: str) -> Contact | None:
    identity = identity_of(address)
    return identity.contact if identity else None


def _learn_name(contact: Contact, name: str) -> Contact:
    """A nameless contact takes the first name it is seen with; a known name stays."""
    if name and not contact.name:
        contact.name = one_line(storable(name), 150)
        contact.save(update_fields=["name"])
    return contact


def _take(address: str) -> tuple[int, int | None] | None:
    """(id for its contact, id of the company of its domain); None when somebody has it."""
    domain = address.rpartition("@")[2]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [address, "" if domain in FREE_MAIL else domain])
        return cast("tuple[int, int | None] | None", cursor.fetchone())
