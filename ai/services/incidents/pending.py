"""New tickets nobody has looked at, and what of them makes an incident at all.

Spam, machines, forged senders, imports and texts that order machines about do not count: their sketch
says so, and is not asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from ai.guard import injection
from ai.local import alike
from ai.models import Sketch
from ai.rules import DISTRUST
from core.desk.models import Status
from core.mail import selectors as mail
from core.tickets.models import Message, Ticket

LETTERS = 2_000  # of a first message; sketches read fewer, the look for orders to machines reads these
NO_CUSTOMERS = (Status.Category.SPAM, Status.Category.MERGED)


class Opened(NamedTuple):
    """A ticket with the customer's first words. message_id None: nobody but colleagues has spoken."""

    ticket_id: int
    subject: str
    category: str
    message_id: int | None
    text: str


def is_any(since: datetime) -> bool:
    """Is there a ticket opened since then that has no sketch?"""
    return _without_sketch(since).exists()


def take(since: datetime, most: int) -> list[Sketch]:
    """Sketch the oldest of them, `most` at once. Returns the new sketches, in the order of their tickets."""
    rows = opened(_without_sketch(since).order_by("pk")[:most])
    return Sketch.objects.bulk_create(sketches(rows))


def fill(since: datetime, before: datetime, most: int) -> None:
    """Sketch the newest tickets of an earlier time that have none: history to compare with."""
    old = _without_sketch(since).filter(created_at__lt=before).order_by("-pk")
    Sketch.objects.bulk_create(sketches(opened(old[:most])), ignore_conflicts=True)


def opened(tickets: QuerySet[Ticket]) -> list[Opened]:
    """Each with what its customer said first. One query."""
    first = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("pk")
    rows = tickets.annotate(
        said=Subquery(first.values("pk")[:1]), text=Subquery(first.values(begun=Left("text", LETTERS))[:1])
    )
    found = rows.values_list("pk", "subject", "status__category", "said", "text")
    return [Opened(pk, subject, category, said, text or "") for pk, subject, category, said, text in found]


def sketches(rows: Sequence[Opened]) -> list[Sketch]:
    """Not saved yet. Two queries less when there are no rows."""
    doubtful = mail.doubtful(row.message_id for row in rows if row.message_id) if rows else set()
    return [
        Sketch(
            ticket_id=row.ticket_id,
            counts=row.message_id not in doubtful and _counts(row),
            **alike.packed(alike.sketch(row.subject, row.text)),
        )
        for row in rows
    ]


def _counts(row: Opened) -> bool:
    if row.message_id is None or row.category in NO_CUSTOMERS:
        return False
    return not DISTRUST & set(injection.inspect(f"{row.subject}\n{row.text}"))


def _without_sketch(since: datetime) -> QuerySet[Ticket]:
    """last_message_at is never before created_at, and has the index."""
    young = Ticket.objects.filter(last_message_at__gte=since, created_at__gte=since)
    return young.filter(~Exists(Sketch.objects.filter(ticket=OuterRef("pk"))))
