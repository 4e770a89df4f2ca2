"""What a third party answers to what was forwarded to them: words for colleagues alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from core.audit import trail
from core.files.models import Attachment
from core.tickets.choices import Then
from core.tickets.events import AsideHeard
from core.tickets.models import Channel, Message
from core.tickets.services.rows import locked_living, save
from core.tickets.services.words import Words
from core.tickets.services.write import keep_message
from tenants.events.bus import publish
from tenants.kernel.actor import SYSTEM
from tenants.kernel.text import one_line, storable

Kind, Mark = Message.Kind, Message.Mark


@transaction.atomic
def hear_aside(
    side: Message,
    words: Words,
    *,
    name: str,
    address: str,
    attachments: Sequence[Attachment] = (),
    cc: Sequence[str] = (),
    is_automatic: bool = False,
    is_history: bool = False,
) -> Message:
    """Keep a third party's answer, for colleagues alone. side: the message that was forwarded first.

    It goes to the ticket that message is in now, and is marked when it comes from an address that was not
    written to. A machine's answer calls nobody, nor does one of long ago (is_history). Raises EmptyMessage.
    Emits AsideHeard.
    """
    words = words.checked(attachments)
    ticket = locked_living(side.ticket_id)

    message = keep_message(
        ticket,
        Kind.ASIDE,
        words,
        Channel.MAIL,
        attachments=attachments,
        cc=cc,
        address=address,
        author_name=one_line(storable(name), 150) or address[:150],
        side=side,
        mark=_mark(side, address, is_automatic),
    )
    ticket.message_count += 1
    if not (is_automatic or is_history):
        ticket.aside_at = message.created_at
        ticket.pending_until, ticket.pending_then = (
            None,
            Then.REOPEN,
        )  # somebody answered: that is what it waited for
    save(ticket, "message_count", "aside_at", "pending_until", "pending_then")

    trail.record("ticket.aside_heard", on=ticket, by=SYSTEM, after={"message": message.pk})
    publish(AsideHeard(ticket.pk, SYSTEM.ref, message.pk, is_automatic))
    return message


def _mark(side: Message, address: str, is_automatic: bool) -> str:
    if is_automatic:
        return Mark.AUTOMATIC
    return "" if address.lower() in _written_to(side) else Mark.STRANGER


def _written_to(side: Message) -> set[str]:
    """Every address that letters of this side conversation were sent to, in lower case."""
    sent = Message.objects.filter(Q(pk=side.pk) | Q(side=side), kind=Kind.FORWARD)
    rows = sent.values_list("to", "cc", "bcc")
    return {address.lower() for row in rows for group in row for address in group}
