"""Which message a file hangs on, for lists of files."""

from __future__ import annotations

from collections.abc import Sequence

from core.tickets.models import Message


def messages_with(attachments: Sequence[int]) -> dict[int, Message]:
    """{attachment id: the first message it hangs on}, with ticket and author. Two queries."""
    hung = Message.attachments.through.objects.filter(attachment__in=attachments).order_by("-message_id")
    pairs = dict(hung.values_list("attachment_id", "message_id"))
    rows = Message.objects.select_related("ticket", "author_contact", "author_user")
    found = rows.in_bulk(set(pairs.values()))
    return {attachment: found[message] for attachment, message in pairs.items() if message in found}
