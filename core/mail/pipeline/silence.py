"""A mail to the address that ends automatic mail opens nothing. Its token says who asks, not its sender."""

from __future__ import annotations

from core.contacts import services as contacts
from core.contacts.models import Contact
from core.contacts.selectors import contact_by_id
from core.mail import marks
from core.mail.pipeline.case import Case, Done
from core.mail.rules import STOP, plus_part


def silence(case: Case) -> str:
    """Before anything asks whether a person wrote it: mail programs write such mails by themselves."""
    part = plus_part(case.inbound.recipient)
    if not part.startswith(STOP):
        return ""
    contact_id = marks.silenced_by(part.removeprefix(STOP))
    contact = contact_by_id(contact_id) if contact_id else None
    if contact is None:
        return "named nobody"
    contacts.silence(contact, Contact.Silence.UNSUBSCRIBED, by=contact.actor)
    raise Done("The customer asked for no more automatic mail.")
