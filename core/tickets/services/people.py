"""Who takes part in a ticket besides its customer: they get replies in copy, and are heard in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from core.audit import trail
from core.contacts.models import Contact
from core.contacts.selectors import emails_of
from core.contacts.services import contact_for
from core.tickets.models import Message, Participant, Ticket
from core.tickets.rules import MOST_COPIES, answered_at
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable


class BadCopy(Invalid):
    """data: address."""

    code = "reply.bad_copy"
    sentence = "{address} is not an address mail can be sent to. Nothing was sent."


class TooManyCopies(Invalid):
    """data: limit."""

    code = "reply.too_many_copies"
    sentence = "A reply goes to at most {limit} people in copy. Nothing was sent."


class TooManyBlindCopies(Invalid):
    """data: limit."""

    code = "reply.too_many_blind_copies"
    sentence = "A reply goes to at most {limit} people in blind copy. Nothing was sent."


class NotTheirs(Invalid):
    """data: address."""

    code = "reply.not_theirs"
    sentence = "{address} is no address of this customer. Nothing was sent."


@transaction.atomic
def include(ticket: Ticket, contacts: Iterable[Contact], *, by: Actor) -> list[Contact]:
    """Let them take part from now on; those who do already, and the customer, are left out. The new ones."""
    taking = set(Participant.objects.filter(ticket=ticket).values_list("contact_id", flat=True))
    room = MOST_COPIES - len(taking)
    fresh = {one.pk: one for one in contacts if one.pk not in taking and one.pk != ticket.contact_id}
    added = list(fresh.values())[: max(room, 0)]
    rows = [Participant(ticket=ticket, contact=one) for one in added]
    Participant.objects.bulk_create(rows, ignore_conflicts=True)
    if added:
        trail.record("ticket.people", on=ticket, by=by, after={"added": [one.email for one in added]})
    return added


def takes_part(ticket: Ticket, contact: Contact) -> bool:
    """Now: its customer, or somebody in copy. Whoever was taken out and still writes does not."""
    if contact.pk == ticket.contact_id:
        return True
    return Participant.objects.filter(ticket=ticket, contact=contact).exists()


@transaction.atomic
def leave(ticket: Ticket, contact: Contact, *, by: Actor) -> None:
    """End the part of somebody by whom and to whom nothing is said in the ticket any more. Twice is once."""
    said = Message.objects.filter(ticket=ticket, withdrawn_at=None).exclude(kind__in=Message.INTERNAL)
    named = {address.lower() for cc in said.exclude(cc=[]).values_list("cc", flat=True) for address in cc}
    if said.filter(author_contact=contact).exists() or named & {one.lower() for one in emails_of(contact)}:
        return
    if Participant.objects.filter(ticket=ticket, contact=contact).delete()[0]:
        trail.record("ticket.people", on=ticket, by=by, after={"removed": [contact.email]})


@transaction.atomic
def set_to(ticket: Ticket, given: Sequence[str], *, by: Actor) -> list[str]:
    """Exactly these take part; strangers become contacts. The addresses. Raises BadCopy, TooManyCopies."""
    wanted = list(dict.fromkeys(filter(None, (checked_address(address) for address in given))))
    if len(wanted) > MOST_COPIES:
        raise TooManyCopies(limit=MOST_COPIES)
    before = copies_of(ticket)
    own = ticket.contact.email.lower()
    wanted = [address for address in wanted if address != own]
    if [one.lower() for one in before] == wanted:
        return before
    contacts = [contact_for(address, "") for address in wanted]
    gone = Participant.objects.filter(ticket=ticket).exclude(contact__in=contacts)
    removed = [row.contact.email for row in gone.select_related("contact")]
    gone.delete()
    if removed:
        trail.record("ticket.people", on=ticket, by=by, after={"removed": removed})
    include(ticket, contacts, by=by)
    return copies_of(ticket)


def copies_of(ticket: Ticket) -> list[str]:
    """Where copies of replies go."""
    rows = Participant.objects.filter(ticket=ticket, contact__is_blocked=False).exclude(contact__email="")
    return list(rows.values_list("contact__email", flat=True))


def blind_among(given: Sequence[str], seen: Iterable[str]) -> list[str]:
    """Addresses for blind copies of one reply; who gets it anyway is left out. They take no part.

    Raises BadCopy, TooManyBlindCopies.
    """
    wanted = dict.fromkeys(filter(None, (checked_address(address) for address in given)))
    if len(wanted) > MOST_COPIES:
        raise TooManyBlindCopies(limit=MOST_COPIES)
    known = {address.lower() for address in seen}
    return [address for address in wanted if address not in known]


def address_for(ticket: Ticket, wanted: str = "") -> str:
    """Which of the customer's addresses a reply goes to. Raises NotTheirs; "" when there is none."""
    theirs = {one.lower(): one for one in emails_of(ticket.contact)}
    if plain := storable(wanted).strip().lower():
        if plain not in theirs:
            raise NotTheirs(address=one_line(plain, 80))
        return theirs[plain]
    if len(theirs) < 2:
        return ticket.contact.email
    said = ticket.messages.filter(kind=Message.Kind.CUSTOMER, author_contact=ticket.contact_id)
    last = said.exclude(address="").order_by("-pk").values_list("address", flat=True).first()
    return answered_at(list(theirs), last or "", ticket.contact.email)


def checked_address(address: str) -> str:
    """In lower case; "" for an empty one. Raises BadCopy."""
    plain = storable(address).strip().lower()
    try:
        if plain:
            validate_email(plain)
    except ValidationError:
        raise BadCopy(address=one_line(plain, 80)) from None
    return plain
