"""Who speaks? From, or Reply-To where From is no person; then the customer with that address."""

from __future__ import annotations

from core.contacts.selectors import identity_of
from core.contacts.services import BadAddress, clean_address
from core.mail.parsing import Address
from core.mail.pipeline.automatic import speaks_for_nobody
from core.mail.pipeline.case import Case, Hold, Park


def sender(case: Case) -> str:
    """Fills sender, contact and is_form. A mail without any usable address waits for a person."""
    case.sender = _reply_to(case) or _usable(case.mail.from_) or _usable(case.mail.sender) or _envelope(case)
    if case.sender is None:
        raise Hold("It has no sender we could answer.")
    identity = identity_of(case.sender.address)
    case.contact = identity.contact if identity else None
    case.is_dead_end = bool(identity and identity.undeliverable_at)
    case.is_unproved = bool(identity and not identity.may_sign_in)
    if case.contact and case.contact.is_blocked:
        raise Park("The sender is blocked.")
    known = f"customer {case.contact.pk}" if case.contact else "new customer"
    return f"{known}, by Reply-To" if case.is_form else known


def _reply_to(case: Case) -> Address | None:
    """Reply-To speaks only where From cannot: our own web forms and no-reply senders.

    Anywhere else it would let a stranger pose as a customer with one header.
    """
    first = case.mail.from_
    if first and not case.is_ours(first.address) and not speaks_for_nobody(first.address):
        return None
    people = [person for person in case.mail.reply_to if not case.is_ours(person.address)]
    if len(people) != 1 or speaks_for_nobody(people[0].address):
        return None
    found = _usable(people[0])
    case.is_form = found is not None
    return found


def _envelope(case: Case) -> Address | None:
    return _usable(Address("", case.inbound.sender)) if case.inbound.sender else None


def _usable(person: Address | None) -> Address | None:
    if person is None:
        return None
    try:
        return Address(person.name, clean_address(person.address))
    except BadAddress:
        return None
