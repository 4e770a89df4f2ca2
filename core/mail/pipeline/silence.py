"""A mail to the address that ends automatic mail opens nothing. Its token says who asks, not its sender.

One that was written to us as well becomes a ticket as any other does.
"""

from __future__ import annotations

from core.contacts import services as contacts
from core.contacts.models import Contact
from core.contacts.selectors import contact_now
from core.mail import glimpse, inbox, marks
from core.mail.models import InboundMail
from core.mail.pipeline.case import Case, Done
from core.mail.rules import STOP, plus_part


def silence(case: Case) -> str:
    """Before anything asks whether a person wrote it: mail programs write such mails by themselves."""
    addresses = _written_to(case)
    stops = [one for one in addresses if plus_part(one).startswith(STOP)]
    if not stops:
        return ""
    ended = [_end_for(plus_part(one)) for one in stops]
    if not any(ended):
        return "named nobody"
    if len(stops) < len(addresses) or _came_apart(case, stops):
        return "The customer asked for no more automatic mail, and wrote to us as well."
    raise Done("The customer asked for no more automatic mail.")


def _end_for(part: str) -> bool:
    contact_id = marks.silenced_by(part.removeprefix(STOP))
    contact = contact_now(contact_id) if contact_id else None
    if contact is not None:
        contacts.silence(contact, Contact.Silence.UNSUBSCRIBED, by=contact.actor)
    return contact is not None


def _written_to(case: Case) -> list[str]:
    """The address of ours in the envelope; those in the head where mail was fetched and has none."""
    if plus_part(case.inbound.recipient):
        return [case.inbound.recipient]
    written = {one.address.lower() for one in (*case.mail.to, *case.mail.cc) if case.is_ours(one.address)}
    return sorted(written)


def _came_apart(case: Case, stops: list[str]) -> bool:
    """Its envelope named both, so that the other address has a row of its own, and this one is for us."""
    raw = inbox.raw_of(case.inbound)
    keys = [glimpse.dedupe_key(raw, one) for one in stops]
    return InboundMail.objects.filter(dedupe_key__in=keys).exclude(pk=case.inbound.pk).exists()
