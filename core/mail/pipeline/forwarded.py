"""An agent passes a customer's mail on to the desk: the customer speaks, the agent adds a note.

Only a colleague's forward is read this way. It opens a request in the customer's name and never proves
anything about the agent: the note names the address it came from, and a failed DMARC ends the idea.
"""

from __future__ import annotations

from core.accounts import selectors as accounts
from core.contacts.selectors import identity_of
from core.contacts.services import BadAddress, clean_address
from core.mail.parsing import Address
from core.mail.parsing.forwarded import forwarded
from core.mail.pipeline.case import Case
from core.mail.pipeline.trust import dmarc


def passed_on(case: Case) -> str:
    """Fills sender, contact and forwarded where a colleague forwards a customer's mail."""
    if case.side:
        return "a side conversation"
    found = forwarded(case.mail.text, case.mail.subject) if case.sender else None
    if found is None or case.is_machine:
        return "not a forward"
    assert case.sender is not None
    colleague = accounts.by_email(case.sender.address)
    if colleague is None or not colleague.is_active:
        return "a forward, but not by a colleague"
    if dmarc(case.mail) == "fail":
        return "a forward in a colleague's name, but its domain disowns it"
    try:
        address = clean_address(found.sender.address)
    except BadAddress:
        return "a forward without a usable address"
    if case.is_ours(address) or accounts.by_email(address):
        return "a colleague forwards mail of our own"
    case.forwarded, case.colleague = found, colleague
    case.sender = Address(found.sender.name, address)
    identity = identity_of(address)
    case.contact = identity.contact if identity else None
    case.is_dead_end = bool(identity and identity.undeliverable_at)
    case.is_unproved = bool(identity and not identity.may_sign_in)
    return f"passed on by {colleague.name}; {address} is the customer"
