"""Which message a file hangs on, for lists of files."""

from __future__ import annotations

from collections.abc import Sequence

from core.tickets.models import Message
from core.tickets.selectors.access import visible
from tenants.kernel.actor import Actor


def messages_with(actor: Actor, attachments: Sequence[int]) -> dict[int, Message]:
    """{attachment id: the first message it hangs on, if the actor may see it}, with ticket and author.
    Two queries."""
    hung = Message.attachments.through.objects.filter(attachment__in=attachments).order_by("-message_id")
    pairs = dict(hung.values_list("attachment_id", "message_id"))
    rows = Message.objects.select_related("ticket", "author_contact", "author_user")
    if actor.reach:
        rows = rows.filter(ticket__in=visible(actor).order_by().values("pk"))
    found = rows.in_bulk(set(pairs.values()))
    return {attachment: found[message] for attachment, message in pairs.items() if message in found}
