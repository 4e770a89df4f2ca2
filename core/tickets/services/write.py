"""What is said in a ticket: the customer's words, the agent's reply, an internal note.

Status moves by itself: a reply makes the ticket wait for the customer, a customer's word opens
it again. A reply can be taken back until it leaves; see Message.undo_until.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.contacts.models import Contact
from core.contacts.services import standing
from core.desk import selectors as desk
from core.desk.models import FINISHED, Status
from core.files.models import Attachment
from core.tickets import rich
from core.tickets.events import MessageReceived, NoteWritten, ReplyWritten
from core.tickets.models import Draft, Message, Ticket
from core.tickets.selectors.own_fields import facts_of
from core.tickets.services import family, own_fields, people, planned, portrait, taken_back, thanks, watch
from core.tickets.services.assign import release_reopened
from core.tickets.services.rows import bring, locked, locked_living, save
from core.tickets.services.status import STATUS_FIELDS, move
from core.tickets.services.words import Words
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line


class TooLate(Conflict):
    """The reply has already left. data: message (public id)."""

    code = "reply.sent"
    sentence = "This reply has already been sent and cannot be taken back."


def hear(
    ticket: Ticket,
    words: Words,
    *,
    contact: Contact,
    channel: str,
    by: Actor,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    address: str = "",
    is_held: bool = False,
) -> Message:
    """Add a customer's words; a waiting or resolved ticket opens again. Emits MessageReceived.

    Whether a finished ticket may reopen is the caller's question: rules.reopens. Words to a merged ticket
    go to the one it goes on in. is_held: the ticket is the fresh row, under the lock of the caller.
    """
    words = words.checked(attachments)
    with transaction.atomic(savepoint=False):  # nothing in there is refused: what fails fails the whole
        ticket = ticket if is_held else locked_living(ticket.pk)
        return _heard(ticket, words, standing(contact), channel, by, attachments, cc, address)


def _heard(
    ticket: Ticket,
    words: Words,
    contact: Contact,
    channel: str,
    by: Actor,
    attachments: Sequence[Attachment],
    cc: Sequence[str],
    address: str,
) -> Message:
    bring(ticket)
    was_finished, stood = ticket.is_finished, thanks.standing(ticket)
    planned.yield_to_customer(ticket)
    message = keep_message(
        ticket,
        Message.Kind.CUSTOMER,
        words,
        channel,
        contact=contact,
        attachments=attachments,
        cc=cc,
        address=address,
    )
    if ticket.status.category != Status.Category.NEW:
        move(ticket, desk.default_status(Status.Category.OPEN))
    ticket.reopen_count += was_finished
    if was_finished:
        release_reopened(ticket, by=by)
    ticket.awaits_reply, ticket.is_thanks = True, False
    ticket.chosen.pop("is_thanks", None)  # it was a word about the message before
    note_last_words(ticket, message)
    save(ticket, *HEARD, *STATUS_FIELDS, *LAST_WORDS)

    after = {"message": message.pk, "reopened": was_finished}
    trail.record("ticket.heard", on=ticket, by=by, before=stood, after=after)
    fact = MessageReceived(
        ticket.pk,
        by.ref,
        message.pk,
        channel,
        is_first=False,
        status=ticket.status.key,
        stood=stood["status"],
    )
    publish(fact)
    return message


@transaction.atomic
def reply(
    ticket: Ticket,
    text: str,
    *,
    author: User,
    by: Actor,
    attachments: Sequence[Attachment] = (),
    then: str = Status.Category.WAITING,
    suggestion: str = "",
    seen: int | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] = (),
    leaves_at: datetime | None = None,
    yields: bool = False,
    to: str = "",
    with_children: str = "",
) -> Message:
    """Answer the customer. It leaves after settings.UNDO_SECONDS unless it is withdrawn.

    then: status category afterwards (waiting or resolved). suggestion: public id of the
    suggested reply it began from. cc: who takes part from now on; None: who takes part already.
    bcc: who gets this one reply unseen by the others; they take no part.
    leaves_at: not before then. yields: it is taken back when the customer writes before.
    to: one of the customer's addresses; "": where they last wrote from in this ticket. with_children: "leave"
    those open that are under one that is resolved; "" asks colleagues.
    Raises EmptyMessage, StaleTicket, BadCopy, TooManyCopies, TooManyBlindCopies, BadTime, NotTheirs,
    FieldRequired, OpenChildren. Emits ReplyWritten.
    """
    leaves_at = planned.moment(leaves_at)
    words = Words(text).checked(attachments)
    ticket = locked(ticket.pk, seen)
    copies = people.copies_of(ticket) if cc is None else people.set_to(ticket, cc, by=by)
    address = people.address_for(ticket, to)

    message = keep_message(
        ticket,
        Message.Kind.REPLY,
        words,
        ticket.channel,
        user=author,
        attachments=attachments,
        cc=copies,
        bcc=people.blind_among(bcc, (*copies, address)),
        address=address,
    )
    message.undo_until, message.yields = leaves_at, yields
    message.save(update_fields=["undo_until", "yields"])
    stood, was = facts_of(ticket), taken_back.standing(ticket)
    move(ticket, desk.default_status(then))
    own_fields.check(ticket, stood, (), by)
    family.ask(ticket, stood.status in FINISHED, with_children, by)
    ticket.assignee = ticket.assignee or author
    ticket.first_replied_at = ticket.first_replied_at or message.created_at
    ticket.awaits_reply = ticket.is_thanks = False
    note_last_words(ticket, message)
    Draft.objects.filter(ticket=ticket, user=author, kind=Message.Kind.REPLY).delete()
    save(ticket, "assignee", "first_replied_at", "awaits_reply", "is_thanks", *STATUS_FIELDS, *LAST_WORDS)

    after = {"message": message.pk, **taken_back.made(ticket)}
    trail.record("ticket.replied", on=ticket, by=by, before=was, after=after)
    key = ticket.status.key
    publish(ReplyWritten(ticket.pk, by.ref, message.pk, suggestion, status=key, stood=was["status"]))
    return message


@transaction.atomic
def note(
    ticket: Ticket, text: str, *, author: User | None, by: Actor, attachments: Sequence[Attachment] = ()
) -> Message:
    """Leave an internal note. It never reaches the customer and moves no status. Emits NoteWritten.

    Colleagues whom a colleague names in it (`@Ben Agent`, `@ben`) follow the ticket from then on.
    author None: the desk itself speaks. A note to a merged ticket goes to the one it goes on in.
    """
    words = Words(text).checked(attachments)
    ticket = locked_living(ticket.pk)

    message = keep_message(
        ticket, Message.Kind.NOTE, words, ticket.channel, user=author, attachments=attachments
    )
    ticket.message_count += 1
    if author:
        Draft.objects.filter(ticket=ticket, user=author, kind=Message.Kind.NOTE).delete()
    mentioned = watch.mention(ticket, words.text, author=author) if author else []
    save(ticket, "message_count")

    trail.record("ticket.noted", on=ticket, by=by, after={"message": message.pk})
    publish(NoteWritten(ticket.pk, by.ref, message.pk, mentioned))
    return message


@transaction.atomic
def withdraw(message: Message, *, by: Actor) -> Message:
    """Take a reply or a forward back before it leaves; its words are a draft again. Twice is once.

    The status goes back to what it was before the reply, unless somebody has set it since.
    Raises TooLate. Emits ReplyWithdrawn.
    """
    ticket = locked_living(message.ticket_id)
    message = Message.objects.select_for_update().get(pk=message.pk)

    if message.withdrawn_at:
        return message
    if message.kind not in UNDONE or not message.undo_until or clock.now() >= message.undo_until:
        raise TooLate(message=message.public_id)
    planned.take_back(ticket, message, by=by)
    ticket.message_count -= 1
    if message.kind == Message.Kind.REPLY:
        taken_back.as_before(ticket, message, by=by)
    else:
        ticket.aside_at = portrait.aside_at(ticket)
    save(ticket, "aside_at", "awaits_reply", "first_replied_at", *STATUS_FIELDS, *LAST_WORDS)
    return message


def keep_message(
    ticket: Ticket,
    kind: str,
    words: Words,
    channel: str,
    *,
    contact: Contact | None = None,
    user: User | None = None,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    address: str = "",
    at: datetime | None = None,
    **columns: Any,
) -> Message:
    """Write the message row with its files. The caller holds the ticket's lock. columns: further ones."""
    author = contact or user
    columns.setdefault("author_name", str(author)[:150] if author else "")
    message = hot.insert(
        Message(
            ticket=ticket,
            kind=kind,
            channel=channel,
            author_contact=contact,
            author_user=user,
            text=words.text,
            html=words.html,
            quoted=words.quoted,
            signature=words.signature,
            seal=words.seal,
            language=words.language,
            cc=list(cc),
            bcc=list(bcc),
            address=address,
            created_at=at or clock.now(),
            **columns,
        )
    )
    if attachments:
        message.attachments.set(attachments)
    return message


HEARD = ("assignee", "reopen_count", "awaits_reply", "is_thanks", "chosen", "first_replied_at")
LAST_WORDS = ("preview", "message_count", "last_message_at")
UNDONE = (Message.Kind.REPLY, Message.Kind.FORWARD)


def note_last_words(ticket: Ticket, message: Message) -> None:
    ticket.preview = one_line(rich.plain(message.text) if message.kind in rich.OURS else message.text)
    ticket.message_count += 1
    ticket.last_message_at = message.created_at
