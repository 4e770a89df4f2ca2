"""One message goes to another ticket, or begins a new one. Author, time, files and references stay."""

from __future__ import annotations

from django.db import transaction

from core.audit import trail
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets.events import MessageMoved, TicketOpened
from core.tickets.models import Message, Participant, Ticket
from core.tickets.rules import status_after_merge
from core.tickets.services import links, people, portrait
from core.tickets.services.merge import DifferentCustomers
from core.tickets.services.rows import (
    StaleTicket,
    TicketIsMerged,
    check_not_archived,
    locked_all,
    next_number,
    save,
)
from core.tickets.services.status import move as move_status
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line, storable


class NotYetSent(Conflict):
    code = "message.not_sent"
    sentence = "This reply has not left yet. Take it back, or wait until it has left."


class OnlyMessage(Conflict):
    """data: ticket (label)."""

    code = "message.only_one"
    sentence = "It is all that {ticket} holds. Merge the tickets instead."


@transaction.atomic
def move_message(message: Message, *, to: Ticket, by: Actor, join: bool = False) -> Message:
    """Put a message into another ticket. One that is there already stays. Moving it back undoes it.

    join: a customer who has no part in that ticket takes part from now on, and may be read there.
    Raises NotYetSent, OnlyMessage, DifferentCustomers, TicketIsMerged. Emits MessageMoved.
    """
    rows = locked_all([message.ticket_id, to.pk])
    message = _locked(message, rows)
    source, target = rows[message.ticket_id], rows[to.pk]
    if source.pk == target.pk:
        return message
    if target.merged_into:
        into = target.merged_into
        raise TicketIsMerged(ticket=target.label, into=into.label, merged_into=into.number)
    check_not_archived(source, target)
    _check(message, source)
    if not _may_be_read(message, source, target):
        if not join:
            raise DifferentCustomers(ticket=source.label, into=target.label)
        if message.author_contact:
            people.include(target, [message.author_contact], by=by)

    _carry(message, source, target, by)
    if message.author_contact:
        people.leave(source, message.author_contact, by=by)
    publish(MessageMoved(target.pk, by.ref, message.pk, source.pk, is_first=False))
    return message


@transaction.atomic
def split(message: Message, *, by: Actor, subject: str = "", customer: Contact | None = None) -> Ticket:
    """Begin a new ticket with the message. Merging it back undoes it.

    customer: whose ticket it is, if not its author's; the author of the words stays, and hears nothing more.

    What was found out about the old ticket (queue, category, priority) holds for the new one.
    Raises NotYetSent, OnlyMessage. Emits TicketOpened, MessageMoved.
    """
    rows = locked_all([message.ticket_id])
    message = _locked(message, rows)
    source = rows[message.ticket_id]
    check_not_archived(source)
    _check(message, source)

    target = _begun(message, source, subject, customer or message.author_contact or source.contact)
    trail.record("ticket.opened", on=target, by=by, after={"number": target.number, "from": source.label})
    links.keep_following(target, source, by=by)
    _carry(message, source, target, by)
    publish(TicketOpened(target.pk, by.ref, message.pk, message.channel))
    publish(MessageMoved(target.pk, by.ref, message.pk, source.pk, is_first=True))
    return target


def _begun(message: Message, source: Ticket, subject: str, customer: Contact) -> Ticket:
    is_theirs = message.kind == Message.Kind.CUSTOMER
    return Ticket.objects.create(
        number=next_number(),
        subject=one_line(storable(subject), 255) or source.subject,
        status=desk.default_status(Status.Category.NEW if is_theirs else Status.Category.OPEN),
        priority=source.priority,
        urgency=source.urgency,
        sentiment=source.sentiment,
        language=message.language or source.language,
        queue=source.queue,
        team_id=source.team_id,
        category=source.category,
        assignee=source.assignee,
        contact=customer,
        channel=message.channel,
        follows=source,
        awaits_reply=is_theirs,
        preview="" if message.kind in Message.INTERNAL else one_line(message.text),
        last_message_at=message.created_at,
    )


def _carry(message: Message, source: Ticket, target: Ticket, by: Actor) -> None:
    message.ticket = target
    message.save(update_fields=["ticket"])
    for ticket in (source, target):
        portrait.recount(ticket)
    if message.kind == Message.Kind.CUSTOMER and target.awaits_reply:
        is_news = target.last_message_at == message.created_at  # the last word, and it was not here
        category = status_after_merge(
            target.status.category, [Status.Category.OPEN], awaits_reply=True, is_news=is_news
        )
        if category != target.status.category and target.status.category != Status.Category.NEW:
            move_status(target, desk.default_status(category))
    for ticket in (source, target):
        save(ticket, *portrait.COLUMNS)
    told = {"message": message.pk, "author": message.author_name}
    trail.record("ticket.message_left", on=source, by=by, after={**told, "to": target.label})
    trail.record("ticket.message_came", on=target, by=by, after={**told, "from": source.label})


def _locked(message: Message, rows: dict[int, Ticket]) -> Message:
    """The fresh row. StaleTicket when it went elsewhere since the caller read it."""
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.ticket_id not in rows:
        raise StaleTicket(version=rows[message.ticket_id].version)
    return row


def _check(message: Message, source: Ticket) -> None:
    if message.withdrawn_at or (message.undo_until and message.undo_until > clock.now()):
        raise NotYetSent
    rest = Message.objects.filter(ticket=source, withdrawn_at=None).exclude(pk=message.pk)
    if not rest.exclude(kind__in=Message.INTERNAL).exists():
        raise OnlyMessage(ticket=source.label)


def _may_be_read(message: Message, source: Ticket, target: Ticket) -> bool:
    """By those who read the target: notes and side conversations are for colleagues, and people know their
    own words."""
    if message.kind in Message.INTERNAL or source.contact_id == target.contact_id:
        return True
    author = message.author_contact_id
    if author is None:
        return False
    return author == target.contact_id or Participant.objects.filter(ticket=target, contact=author).exists()
