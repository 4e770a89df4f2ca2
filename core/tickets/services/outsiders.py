"""Whom a message may be forwarded to: outside addresses, and nobody who would make it a reply or a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from core.contacts.models import Identity
from core.contacts.selectors import emails_of
from core.tickets.models import Ticket
from core.tickets.rules import MOST_COPIES
from core.tickets.services.people import checked_address
from tenants.kernel.errors import Invalid
from tenants.selectors import our_mail_addresses


class NoRecipient(Invalid):
    code = "forward.no_recipient"
    sentence = "Say whom to forward it to. Nothing was sent."


class TooManyRecipients(Invalid):
    """data: limit."""

    code = "forward.too_many"
    sentence = "A message is forwarded to at most {limit} people. Nothing was sent."


class ToCustomer(Invalid):
    """data: address."""

    code = "forward.to_customer"
    sentence = "{address} is the customer of this ticket. Write a reply instead. Nothing was sent."


class ToOurselves(Invalid):
    """data: address."""

    code = "forward.to_ourselves"
    sentence = "{address} is an address of your own desk: the mail would come back. Nothing was sent."


class ToBlocked(Invalid):
    """data: address."""

    code = "forward.to_blocked"
    sentence = "{address} is blocked. Unblock the customer first, or leave them out. Nothing was sent."


@dataclass(frozen=True, slots=True)
class Whom:
    """Addresses in lower case; nobody stands twice."""

    to: list[str]
    cc: list[str]
    bcc: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.to, *self.cc, *self.bcc]


def checked(ticket: Ticket, to: Sequence[str], cc: Sequence[str], bcc: Sequence[str]) -> Whom:
    """The recipients; who stands in To is left out of the copies. An address that came back is written to.

    Raises BadCopy, NoRecipient, TooManyRecipients, ToCustomer, ToOurselves, ToBlocked.
    """
    seen: set[str] = set()
    whom = Whom(_fresh(to, seen), _fresh(cc, seen), _fresh(bcc, seen))
    if not whom.to:
        raise NoRecipient
    if len(whom.all) > MOST_COPIES:
        raise TooManyRecipients(limit=MOST_COPIES)

    theirs = {address.lower() for address in (ticket.contact.email, *emails_of(ticket.contact))}
    if found := _first(whom, theirs):
        raise ToCustomer(address=found)
    if found := _first(whom, our_mail_addresses(whom.all)):
        raise ToOurselves(address=found)
    if found := _first(whom, _blocked(whom.all)):
        raise ToBlocked(address=found)
    return whom


def _fresh(given: Sequence[str], seen: set[str]) -> list[str]:
    wanted = dict.fromkeys(filter(None, map(checked_address, given)))
    fresh = [address for address in wanted if address not in seen]
    seen.update(fresh)
    return fresh


def _first(whom: Whom, among: set[str]) -> str:
    return next((address for address in whom.all if address in among), "")


def _blocked(addresses: Sequence[str]) -> set[str]:
    rows = Identity.objects.annotate(key=Lower("email")).filter(contact__is_blocked=True, key__in=addresses)
    return set(rows.values_list("key", flat=True))
