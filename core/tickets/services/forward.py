"""Side conversations: a message is forwarded to a third party, who answers colleagues alone.

The customer sees nothing of it: not the forwarded message, not the answers. So neither moves the status,
nor counts as the customer's or our word to them. The message that was forwarded first stands for the whole
conversation (Message.side); where it is, answers go.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.files.models import Attachment
from core.tickets.events import MessageForwarded
from core.tickets.models import Channel, Draft, Message, Ticket
from core.tickets.rules import PASSED_ON, SIDE
from core.tickets.services import outsiders, planned
from core.tickets.services.outsiders import Whom
from core.tickets.services.rows import StaleTicket, locked, save
from core.tickets.services.words import LONGEST_TEXT, Words
from core.tickets.services.write import keep_message
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Refused
from tenants.kernel.text import storable

Kind = Message.Kind


class NotToForward(Refused):
    code = "message.not_to_forward"
    sentence = "Internal notes and messages that were taken back are not forwarded. Nothing was sent."


class NotYetSaid(Conflict):
    code = "message.not_yet_said"
    sentence = "This reply has not left yet. Forward it when it has. Nothing was sent."


class NoSide(Conflict):
    code = "message.no_side"
    sentence = "This message belongs to no side conversation. Forward it instead. Nothing was sent."


@transaction.atomic
def forward(
    message: Message,
    text: str,
    *,
    to: Sequence[str],
    author: User,
    by: Actor,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
) -> Message:
    """Pass one message of a ticket on to outside addresses. It leaves after settings.UNDO_SECONDS.

    text: an introduction, may be empty. The first address of `to` is whom the letter is for. Status and
    clocks of the ticket stay. Raises NotToForward, NotYetSaid, TicketIsMerged, StaleTicket and what
    outsiders.checked raises. Emits MessageForwarded.
    """
    ticket = locked(message.ticket_id)
    message = _fresh(message, ticket)
    if message.kind not in PASSED_ON or message.withdrawn_at:
        raise NotToForward
    if message.undo_until and message.undo_until > clock.now():
        raise NotYetSaid

    words = Words(storable(text).strip()[:LONGEST_TEXT])
    whom = outsiders.checked(ticket, to, cc, bcc)
    return _send(ticket, words, whom, about=message, side=None, author=author, by=by, attachments=attachments)


@transaction.atomic
def answer_aside(
    message: Message,
    text: str,
    *,
    author: User,
    by: Actor,
    to: Sequence[str] | None = None,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
) -> Message:
    """Write on in the side conversation a message belongs to. to: None answers whoever wrote it.

    Raises NoSide, EmptyMessage, TicketIsMerged, StaleTicket and what outsiders.checked raises. Emits
    MessageForwarded.
    """
    words = Words(text).checked(attachments)
    ticket = locked(message.ticket_id)
    message = _fresh(message, ticket)
    if message.kind not in SIDE or message.withdrawn_at:
        raise NoSide

    whom = outsiders.checked(ticket, answered_at(message) if to is None else to, cc, bcc)
    side, ticket.aside_at = message.side or message, None
    return _send(ticket, words, whom, about=message, side=side, author=author, by=by, attachments=attachments)


def answered_at(message: Message) -> list[str]:
    """Whom an answer in the side conversation goes to when nobody says."""
    return [message.address] if message.kind == Kind.ASIDE else list(message.to)


def _send(
    ticket: Ticket,
    words: Words,
    whom: Whom,
    *,
    about: Message,
    side: Message | None,
    author: User,
    by: Actor,
    attachments: Sequence[Attachment],
) -> Message:
    """The row that the letter is made of. Whoever writes holds the ticket if nobody does, as with a reply."""
    message = keep_message(
        ticket,
        Kind.FORWARD,
        words,
        Channel.MAIL,
        user=author,
        attachments=attachments,
        cc=whom.cc,
        bcc=whom.bcc,
        to=whom.to,
        about=about,
        side=side,
        undo_until=planned.moment(None),
    )
    ticket.message_count += 1
    ticket.assignee = ticket.assignee or author
    Draft.objects.filter(ticket=ticket, user=author, kind=Kind.FORWARD).delete()
    save(ticket, "message_count", "assignee", "aside_at")

    trail.record("ticket.forwarded", on=ticket, by=by, after={"message": message.pk, "to": whom.all})
    publish(MessageForwarded(ticket.pk, by.ref, message.pk))
    return message


def _fresh(message: Message, ticket: Ticket) -> Message:
    """As it is under the ticket's lock. StaleTicket when it went elsewhere since the caller read it."""
    row = Message.objects.select_related("side").get(pk=message.pk)
    if row.ticket_id != ticket.pk:
        raise StaleTicket(version=ticket.version)
    return row
