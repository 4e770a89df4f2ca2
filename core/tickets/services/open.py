"""A new ticket: from mail, portal, API or an agent on the phone. Called by every channel alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from core.audit import trail
from core.contacts.models import Contact
from core.contacts.services import standing
from core.desk import selectors as desk
from core.desk.models import Category, Priority, Queue, Status, TicketType
from core.files.models import Attachment
from core.tickets.events import MessageReceived, TicketOpened
from core.tickets.models import Message, Ticket
from core.tickets.rules import CREATE, RUNGS, START_URGENCY
from core.tickets.selectors.reach import check, queues_at
from core.tickets.services import links, own_fields
from core.tickets.services.rows import next_number
from core.tickets.services.words import Words
from core.tickets.services.write import keep_message
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line, storable

NO_SUBJECT = "(no subject)"


def open_ticket(
    contact: Contact,
    subject: str,
    words: Words,
    *,
    channel: str,
    by: Actor,
    queue: Queue | None = None,
    category: Category | None = None,
    priority: int | None = None,
    follows: Ticket | None = None,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    address: str = "",
    is_held: bool = False,
    fields: Mapping[str, Any] | None = None,
    kind: TicketType | None = None,
) -> tuple[Ticket, Message]:
    """Open a ticket with the customer's first words. Returns both rows.

    category, priority, kind (its type): chosen by a person; triage leaves chosen fields alone.
    address: as in Message.
    is_held: the caller's transaction has made the contact, so nobody can merge it. fields: of the
    organization's own, {key: value}; None: nobody was asked, and nothing is required.
    Raises Refused, EmptyMessage, UnknownField, FieldInvalid, FieldRequired, FieldReadOnly.
    Emits TicketOpened and MessageReceived.
    """
    words = words.checked(attachments)
    given = (("category", category), ("priority", priority), ("type", kind))
    chosen = {name: by.ref for name, value in given if value}
    rank, now = Priority(priority or Priority.MEDIUM), clock.now()

    ticket = Ticket(
        subject=one_line(storable(subject), 255) or NO_SUBJECT,
        status=desk.default_status(Status.Category.NEW),
        priority=rank,
        urgency=START_URGENCY[rank],
        queue=queue_to_open_in(by, queue, category),
        category=category,
        type=kind,
        channel=channel,
        chosen=chosen,
        follows=follows,
        language=words.language,
        preview=one_line(words.text),
        message_count=1,
        last_message_at=now,
    )
    if fields is not None:
        own_fields.fill(ticket, fields, by)

    with transaction.atomic(savepoint=False):  # nothing below is refused: what fails fails the whole
        ticket.contact = contact = contact if is_held else standing(contact)
        ticket.number = next_number()
        ticket = hot.insert(ticket)
        message = keep_message(
            ticket,
            Message.Kind.CUSTOMER,
            words,
            channel,
            contact=contact,
            attachments=attachments,
            cc=cc,
            address=address,
            at=now,
        )

        trail.record("ticket.opened", on=ticket, by=by, after={"number": ticket.number, "channel": channel})
        if follows is not None:
            links.keep_following(ticket, follows, by=by)
        publish(TicketOpened(ticket.pk, by.ref, message.pk, channel))
        fact = MessageReceived(
            ticket.pk, by.ref, message.pk, channel, is_first=True, status=ticket.status.key
        )
        publish(fact)
    return ticket, message


def queue_to_open_in(by: Actor, queue: Queue | None, category: Category | None) -> Queue:
    """The one that was named, else the category's, else the default one, or else the first that this person
    may open tickets in. Refused: nothing may be opened in the one that was named, or anywhere."""
    where = queue or (category and category.queue) or desk.default_queue()
    mine = queues_at(by, RUNGS[CREATE])
    if queue is None and mine and where.pk not in mine:
        return desk.queue(mine[0])
    check(by, where.pk, CREATE)
    return where
