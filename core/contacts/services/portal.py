"""The way in for customers: a mailed link, used up by a press of its button."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Lower

from core.audit import trail
from core.contacts.events import PortalLinkAsked
from core.contacts.models import Contact, Identity, PortalLink
from core.contacts.selectors import identity_of
from core.contacts.services.find import clean_address
from tenants import secrets
from tenants.events.bus import publish
from tenants.kernel import clock, ids

LINK_LIFE = timedelta(minutes=15)
TICKET_LINK_LIFE = timedelta(days=7)  # a link inside an answer: people read mail when they come to it


@transaction.atomic
def ask_portal_link(email: str, next_path: str = "") -> None:
    """Mail a sign-in link to a customer we know. Says nothing about who is known. Emits PortalLinkAsked."""
    identity = identity_of(clean_address(email))
    if identity is None or identity.contact.is_blocked or not identity.may_sign_in:
        return
    publish(PortalLinkAsked(mint_portal_link(identity.contact, email, next_path).pk))


def mint_portal_link(
    contact: Contact, email: str, next_path: str = "", life: timedelta = LINK_LIFE, *, proves: bool = False
) -> PortalLink:
    """A sign-in link for a letter to this address, usable once within `life` (TICKET_LINK_LIFE at most).

    It opens everything of the person: the caller has asked whether the address may sign in, or `proves`.
    """
    return PortalLink.objects.create(
        contact=contact,
        email=clean_address(email),
        token_hash=secrets.digest(ids.token()),  # a nonce: the token itself is never stored
        next_path=next_path[:200] if next_path.startswith("/") and not next_path.startswith("//") else "",
        expires_at=clock.now() + min(life, TICKET_LINK_LIFE),
        proves=proves,
    )


def portal_token(link: PortalLink) -> str:
    """The token for the letter, derived from the row, so that no clear token is ever stored."""
    return secrets.sign("portal-link", [link.pk, link.token_hash])


@transaction.atomic
def open_portal(token: str) -> tuple[Contact, str]:
    """Consume a mailed link: the contact and where to go. BadLink when used, old or forged.

    Also when the address has been taken from the person since: the link was for its owner.
    """
    pk, nonce = secrets.unsign("portal-link", token, TICKET_LINK_LIFE)  # the row knows the shorter life
    link = (
        PortalLink.objects.select_for_update(of=("self",))
        .select_related("contact")
        .filter(pk=pk, token_hash=nonce, used_at=None, expires_at__gt=clock.now())
        .filter(contact__is_blocked=False, contact__merged_into=None)
        .first()
    )
    if link is None:
        raise secrets.BadLink
    theirs = Identity.objects.alias(key=Lower("email")).filter(contact=link.contact, key=link.email.lower())
    if not theirs.update(verified_at=clock.now()):
        raise secrets.BadLink
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    Contact.objects.filter(pk=link.contact_id).update(last_seen_at=clock.now())
    trail.record("contact.signed_in", on=link.contact, by=link.contact.actor)
    return link.contact, link.next_path
