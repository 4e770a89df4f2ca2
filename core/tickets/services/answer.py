"""A customer answers a ticket: it goes on, opens again, or continues in a new one. For every channel."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.contacts.models import Contact
from core.files.models import Attachment
from core.tickets.models import Message, Ticket
from core.tickets.rules import reopens
from core.tickets.services.open import open_ticket
from core.tickets.services.rows import locked_living
from core.tickets.services.words import Words
from core.tickets.services.write import hear
from tenants.kernel import clock
from tenants.kernel.actor import Actor


@transaction.atomic
def answer(
    ticket: Ticket,
    words: Words,
    *,
    contact: Contact,
    channel: str,
    by: Actor,
    attachments: Sequence[Attachment] = (),
) -> Ticket:
    """The ticket that took the words: this one, or a new one that follows it when it may not reopen."""
    return answer_message(ticket, words, contact=contact, channel=channel, by=by, attachments=attachments)[0]


@transaction.atomic
def answer_message(
    ticket: Ticket,
    words: Words,
    *,
    contact: Contact,
    channel: str,
    by: Actor,
    attachments: Sequence[Attachment] = (),
) -> tuple[Ticket, Message]:
    """As `answer`, with the message. Raises EmptyMessage, TicketIsDeleted."""
    ticket = locked_living(ticket.pk, brings=False)  # what it is now decides, not what the caller has read
    if reopens(ticket.status, ticket.queue, ticket.resolved_at or ticket.closed_at, clock.now()):
        message = hear(
            ticket, words, contact=contact, channel=channel, by=by, attachments=attachments, is_held=True
        )
        return message.ticket, message
    return open_ticket(
        contact,
        ticket.subject,
        words,
        channel=channel,
        by=by,
        queue=ticket.queue,
        follows=ticket,
        attachments=attachments,
    )
