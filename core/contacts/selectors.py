"""Reads about customers."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from core.contacts.models import Company, Contact, Identity, PortalLink
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

VIEW = "contacts.view"
CHANGE = "contacts.change"


class NoSuchContact(NotFound):
    code = "contact.not_found"
    sentence = "There is no such customer."


def contacts(actor: Actor, q: str = "") -> QuerySet[Contact]:
    """Customers the actor may see, by name; q matches the beginning of a name, address or company."""
    if not actor.may(VIEW):
        return Contact.objects.none()
    rows = Contact.objects.select_related("company").order_by("name", "id")
    if text := q.strip()[:100]:
        rows = rows.filter(
            Q(name__icontains=text)
            | Q(identities__email__istartswith=text)
            | Q(company__name__istartswith=text)
        ).distinct()
    return rows


def contact_by(actor: Actor, public_id: str, to: str = VIEW) -> Contact:
    """One customer, for an actor who may do `to`. Raises NoSuchContact, Refused."""
    row = contacts(actor).filter(public_id=public_id).first()
    if row is None:
        raise NoSuchContact
    if not actor.may(to):
        raise Refused(permission=to)
    return row


def contact_by_id(contact_id: int) -> Contact | None:
    """A contact for sign-in: blocked ones are not there."""
    return Contact.objects.select_related("company").filter(pk=contact_id, is_blocked=False).first()


def identity_of(email: str) -> Identity | None:
    """The address with its contact, whatever the case of its letters; by index (`iexact` has none)."""
    rows = Identity.objects.alias(key=Lower("email")).select_related("contact")
    return rows.filter(key=email.lower()).first()


def companies() -> QuerySet[Company]:
    return Company.objects.annotate(people=Count("contacts"))


def portal_link(link_id: int) -> PortalLink | None:
    return PortalLink.objects.select_related("contact").filter(pk=link_id).first()


def myself(actor: Actor) -> Contact:
    """The customer behind an actor. Refused for everybody else."""
    row = contact_by_id(actor.id) if actor.kind == "contact" and actor.id else None
    if row is None:
        raise Refused
    return row
