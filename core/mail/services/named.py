"""E-mails that rules and macros send to whoever they name: who may get one, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from core.audit import trail
from core.contacts.selectors import identity_of
from core.mail.letters import named
from core.mail.models import Letter
from core.mail.rules import NAMED, is_reachable
from core.tickets.models import Ticket
from tenants import tasks
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.selectors import our_mail_addresses

MOST_AN_HOUR = 20  # letters of one ticket
MOST_A_DAY = 20  # letters to one address


class TooManyNamed(Conflict):
    """data: limit."""

    code = "mail.too_many_named"
    sentence = "{limit} e-mails of rules and macros left for this ticket within an hour. Nothing was sent."


@transaction.atomic
def queue_named(
    ticket: Ticket, addresses: Iterable[str], subject: str, text: str, *, by: Actor
) -> list[Letter]:
    """A letter to each who may get one, in the transaction of the caller, who holds the ticket's lock.

    Left out: our own addresses (a loop), machines, what came back, blocked customers, who got enough today,
    and the customer where the ticket is spam. Raises TooManyNamed.
    """
    chosen = _sifted(ticket, list(addresses))
    if not chosen:
        return []
    since = clock.now() - timedelta(hours=1)
    sent = Letter.objects.filter(ticket=ticket, kind=NAMED, created_at__gt=since).count()
    if sent + len(chosen) > MOST_AN_HOUR:
        raise TooManyNamed(limit=MOST_AN_HOUR)

    letters = [named.write(ticket, address, subject, text) for address in chosen]
    trail.record("ticket.mailed", on=ticket, by=by, after={"to": ", ".join(chosen), "subject": subject})
    for letter in letters:
        tasks.wake("mail.deliver", letter.pk)
    return letters


def _sifted(ticket: Ticket, addresses: list[str]) -> list[str]:
    ours = our_mail_addresses(addresses)
    is_spam = ticket.is_spam or ticket.is_suspect
    return [
        one
        for one in addresses
        if one not in ours
        and is_reachable(one)
        and not (is_spam and one == ticket.contact.email.lower())
        and _takes_mail(one)
        and not _had_enough(one)
    ]


def _takes_mail(address: str) -> bool:
    """Mail to it did not come back for good, and who it belongs to is not blocked."""
    known = identity_of(address)
    return known is None or not (known.undeliverable_at or known.contact.is_blocked)


def _had_enough(address: str) -> bool:
    since = clock.now() - timedelta(days=1)
    return Letter.objects.filter(recipient=address, kind=NAMED, created_at__gt=since).count() >= MOST_A_DAY
