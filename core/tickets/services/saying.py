"""What the desk says to a customer by itself, because a rule has it said. It answers for nobody.

No status moves, no clock stops, nobody's word is it; and no customer gets more of it than the brakes allow,
whatever rules their machine and ours may wake in each other.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from core.audit import trail
from core.tickets.events import AutoSaid
from core.tickets.models import Message, Ticket
from core.tickets.services import people
from core.tickets.services.rows import locked, save
from core.tickets.services.words import Words
from core.tickets.services.write import LAST_WORDS, keep_message, note_last_words
from tenants import context
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

DAY = timedelta(days=1)
LOOKED_AT = timedelta(seconds=45)  # after it was opened triage has looked: whether it is spam is known then
MOST_IN_TICKET, MOST_TO_CUSTOMER = 3, 10  # within a day


class SpamUnanswered(Conflict):
    code = "message.spam_unanswered"
    sentence = "This is spam, or may be. Nothing is said to whoever sent it."


class TooManyAutomatic(Conflict):
    """data: most."""

    code = "message.too_many_automatic"
    sentence = "This customer has got as many automatic messages as one may get within a day."


@transaction.atomic
def say(ticket: Ticket, text: str, *, by: Actor) -> Message:
    """Tell the customer something in the organization's name. Emits AutoSaid.

    To a ticket that has just come it leaves when triage has had its time, and never to spam.
    Raises EmptyMessage, SpamUnanswered, TooManyAutomatic.
    """
    words = Words(text).checked()
    ticket = locked(ticket.pk)
    if ticket.is_spam or ticket.is_suspect:
        raise SpamUnanswered
    _brake(ticket)

    message = keep_message(
        ticket,
        Message.Kind.AUTO,
        words,
        ticket.channel,
        address=people.address_for(ticket, ""),
        author_name=context.current_tenant().name[:150],
        undo_until=max(clock.now(), ticket.created_at + LOOKED_AT),
    )
    note_last_words(ticket, message)
    save(ticket, *LAST_WORDS)

    trail.record("ticket.auto_said", on=ticket, by=by, after={"message": message.pk})
    publish(AutoSaid(ticket.pk, by.ref, message.pk))
    return message


def _brake(ticket: Ticket) -> None:
    since = clock.now() - DAY
    said = Message.objects.filter(
        ticket__contact=ticket.contact_id, kind=Message.Kind.AUTO, created_at__gt=since
    )
    tickets = list(said.values_list("ticket_id", flat=True))
    if tickets.count(ticket.pk) >= MOST_IN_TICKET or len(tickets) >= MOST_TO_CUSTOMER:
        raise TooManyAutomatic
