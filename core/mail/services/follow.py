"""References and letters go where their messages go: after a merge, its undo, or a single message's move."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import OuterRef, Subquery

from core.mail.models import Letter, MailReference
from core.tickets.models import Message, TicketMerge


def follow_merge(merge_id: int) -> None:
    """Of the messages that a merge moved, or its undo moved back."""
    moved = TicketMerge.objects.filter(pk=merge_id).values_list("message_ids", flat=True).first()
    follow_messages(moved or [])


@transaction.atomic
def follow_messages(message_ids: Sequence[int]) -> None:
    """Each row names the ticket its message is in now, so the order of facts does not matter."""
    now_in = Subquery(Message.objects.filter(pk=OuterRef("message")).values("ticket")[:1])
    for model in (MailReference, Letter):
        model.objects.filter(message__in=message_ids).update(ticket=now_in)
