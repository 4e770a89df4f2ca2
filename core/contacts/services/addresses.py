"""The addresses of one person: add, remove, choose the one we answer to, prove, try again.

An address a colleague adds proves nothing: it gets mail, but it signs in to the help centre only
when its owner has pressed the button in a mail sent there (`ask_proof`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from core.accounts.services import end_devices
from core.audit import trail
from core.contacts.events import PortalLinkAsked
from core.contacts.models import Contact, Identity
from core.contacts.selectors import NoSuchAddress, identity_of
from core.contacts.services.find import clean_address
from core.contacts.services.portal import mint_portal_link
from tenants import limits, secrets
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

RESTORE, RESTORE_LIFE = "address-removed", timedelta(minutes=10)
PROOF_LIFE = timedelta(days=3)  # nobody waits for this mail, so it may lie over a weekend


class AddressTaken(Conflict):
    """data: email, contact (public id of whose it is), name."""

    code = "contact.email_taken"
    sentence = "{email} belongs to {name}. If both are one person, merge the two customers."


class LastAddress(Conflict):
    code = "contact.last_address"
    sentence = "A customer keeps at least one address. Add another one first."


class Undeliverable(Conflict):
    """data: email."""

    code = "contact.undeliverable"
    sentence = "Mail to {email} came back. Choose “Try again” first if it works now."


@transaction.atomic
def add_address(contact: Contact, email: str, *, by: Actor) -> Identity:
    """Another address of the same person, unproved. Twice is once. Raises BadAddress, AddressTaken."""
    address = clean_address(email)
    contact = _locked(contact)

    if found := identity_of(address):
        if found.contact_id != contact.pk:
            raise AddressTaken(email=address, contact=found.contact.public_id, name=str(found.contact))
        return found
    identity = Identity.objects.create(contact=contact, email=address, is_added=True)
    if not contact.email:
        _answer_to(contact, address)

    trail.record("contact.address_added", on=contact, by=by, after={"email": address})
    return identity


@transaction.atomic
def remove_address(identity: Identity, *, by: Actor) -> str:
    """It leads to nobody any more, and whoever signed in by it is out. Letters under way keep it.

    Returns what `restore_address` takes for ten minutes. Raises LastAddress, NoSuchAddress.
    """
    contact = _locked(identity.contact)
    rows = list(Identity.objects.filter(contact=contact).order_by("pk"))
    left = [row for row in rows if row.pk != identity.pk]

    if len(left) == len(rows):
        raise NoSuchAddress
    if not left:
        raise LastAddress
    Identity.objects.filter(pk=identity.pk).delete()
    if was_main := contact.email.lower() == identity.email.lower():
        _answer_to(contact, _best(left).email)
    end_devices(contact.actor.ref)  # which of them came in by this address is not known

    trail.record("contact.address_removed", on=contact, by=by, before={"email": identity.email})
    moments = [each and each.isoformat() for each in (identity.verified_at, identity.undeliverable_at)]
    return secrets.sign(RESTORE, [contact.pk, identity.email, *moments, identity.is_added, was_main])


@transaction.atomic
def restore_address(token: str, *, by: Actor) -> Contact:
    """Undo a removal: the address as it was, of the survivor when its person was merged since. Twice is once.

    Raises BadLink, AddressTaken.
    """
    pk, email, proved, came_back, is_added, was_main = secrets.unsign(RESTORE, token, RESTORE_LIFE)
    contact = Contact.objects.filter(pk=pk).first()
    if contact is None:
        raise secrets.BadLink
    contact = _locked(contact)
    identity = add_address(contact, email, by=by)
    identity.verified_at, identity.undeliverable_at = _moment(proved), _moment(came_back)
    identity.is_added = is_added
    identity.save(update_fields=["verified_at", "undeliverable_at", "is_added"])
    if was_main and contact.pk == pk:
        _answer_to(contact, identity.email)
    return contact


@transaction.atomic
def answer_to(identity: Identity, *, by: Actor) -> Contact:
    """From now on we answer to this one where a ticket says nothing else. Twice is once."""
    contact, identity = _both(identity)
    if contact.email.lower() == identity.email.lower():
        return contact
    before = contact.email
    _answer_to(contact, identity.email)
    trail.record(
        "contact.answered_at", on=contact, by=by, before={"email": before}, after={"email": identity.email}
    )
    return contact


@transaction.atomic
def ask_proof(identity: Identity, *, by: Actor) -> None:
    """Mail a link there; pressing its button proves the address and signs in. Emits PortalLinkAsked.

    Raises Undeliverable, TooMany.
    """
    contact, identity = _both(identity)
    if identity.undeliverable_at:
        raise Undeliverable(email=identity.email)
    if identity.verified_at or contact.is_blocked:
        return
    limits.hit("auth", "portal", identity.email.lower())  # nobody's mailbox is flooded
    link = mint_portal_link(contact, identity.email, life=PROOF_LIFE, proves=True)
    trail.record("contact.proof_asked", on=contact, by=by, after={"email": identity.email})
    publish(PortalLinkAsked(link.pk))


@transaction.atomic
def try_again(identity: Identity, *, by: Actor) -> Identity:
    """Forget that mail came back from there. Twice is once."""
    contact, identity = _both(identity)
    if identity.undeliverable_at is None:
        return identity
    identity.undeliverable_at = None
    identity.save(update_fields=["undeliverable_at"])
    trail.record("contact.address_tried_again", on=contact, by=by, after={"email": identity.email})
    return identity


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _locked(contact: Contact) -> Contact:
    """The fresh row under its lock: who goes on, where the person was merged meanwhile."""
    row = Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact.pk)
    return _locked(row.merged_into) if row.merged_into else row


def _both(identity: Identity) -> tuple[Contact, Identity]:
    """The fresh rows under the person's lock. NoSuchAddress when it was removed meanwhile."""
    contact = _locked(identity.contact)
    fresh = Identity.objects.filter(pk=identity.pk, contact=contact).first()
    if fresh is None:
        raise NoSuchAddress
    return contact, fresh


def _answer_to(contact: Contact, email: str) -> None:
    contact.email = email
    contact.save(update_fields=["email"])


def _best(rows: list[Identity]) -> Identity:
    """Proved and reachable before the others, older before younger."""
    return min(rows, key=lambda row: (bool(row.undeliverable_at), not row.may_sign_in, row.pk))
