"""A customer's open tickets with what they are about, for whoever compares a new mail with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left

from core.tickets.models import Message, Ticket
from tenants.kernel import clock

TOUCHED = timedelta(days=14)  # a matter that rested longer is a new one, unless we wait for the customer
MOST = 20


class OpenCase(NamedTuple):
    """text: what the customer said first, and the beginning of what was said last, by anybody."""

    id: int
    subject: str
    text: str
    touched_at: datetime


def open_cases(contact_id: int, letters: int) -> list[OpenCase]:
    """The customer's own, touched lately or waiting for the customer, newest first, at most MOST. One query.

    letters: how much of the first message is brought along.
    """
    first = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("pk")
    alive = Q(last_message_at__gt=clock.now() - TOUCHED) | Q(awaits_reply=False)
    rows = Ticket.objects.filter(alive, contact=contact_id, is_finished=False).order_by("-last_message_at")
    rows = rows.annotate(said=Subquery(first.values(begun=Left("text", letters))[:1]))
    found = rows.values_list("pk", "subject", "said", "preview", "message_count", "last_message_at")[:MOST]
    return [
        OpenCase(pk, subject, f"{preview} {said or ''}" if count > 1 else said or "", at)
        for pk, subject, said, preview, count, at in found
    ]
