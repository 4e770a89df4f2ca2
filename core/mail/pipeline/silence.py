"""A mail to the address that ends automatic mail opens nothing. Its token says who asks, not its sender."""

from __future__ import annotations

from core.contacts import services as contacts
from core.contacts.models import Contact
from core.contacts.selectors import contact_now
from core.mail import marks
from core.mail.pipeline.case import Case, Done
from core.mail.rules import STOP, plus_part


def silence(case: Case) -> str:
    """Before anything asks whether a person wrote it: mail programs write such mails by themselves."""
    part = _part(case)
    if not part.startswith(STOP):
        return ""
    contact_id = marks.silenced_by(part.removeprefix(STOP))
    contact = contact_now(contact_id) if contact_id else None
    if contact is None:
        return "named nobody"
    contacts.silence(contact, Contact.Silence.UNSUBSCRIBED, by=contact.actor)
    raise Done("The customer asked for no more automatic mail.")


def _part(case: Case) -> str:
    """Of the envelope; of the head where mail was fetched and has none, if it names nobody else of us."""
    if part := plus_part(case.inbound.recipient):
        return part
    written = (*case.mail.to, *case.mail.cc)
    parts = {plus_part(one.address) for one in written if case.is_ours(one.address)}
    return parts.pop() if len(parts) == 1 else ""
