"""What lies in the archive: words of old tickets for readers, and how far the moving is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from core.tickets.models import Archiving, EarlierWords, Message, OldWords, Ticket, TicketMerge
from core.tickets.rules import UNDO_MERGE, archived_from
from tenants.kernel import clock

WORDS = ("text", "quoted", "signature", "html")
FINISHED_AT = Coalesce("closed_at", "resolved_at", "status_since")


@dataclass(frozen=True, slots=True)
class Archive:
    """months: after which a finished ticket is archived; None: never. archived, waiting: how many."""

    months: int | None
    archived: int
    waiting: int


def archive_of() -> Archive:
    """How far it is. Three queries."""
    months = Archiving.objects.values_list("months", flat=True).first()
    due = to_archive(archived_from(months, clock.now())).count() if months else 0
    return Archive(months, Ticket.objects.filter(archived_at__isnull=False).count(), due)


def to_archive(before: datetime) -> QuerySet[Ticket]:
    """Finished before that moment, and nobody can have anything to do with them any more.

    Left alone: what lies in the bin, what is merged (a signpost without words) or took one in that may still
    be taken out again, and what has a reply that has not left.
    """
    taken_in = TicketMerge.objects.filter(
        survivor=OuterRef("pk"), undone_at=None, merged_at__gt=clock.now() - UNDO_MERGE
    )
    leaving = Message.objects.filter(ticket=OuterRef("pk"), withdrawn_at=None, undo_until__gt=clock.now())
    rows = Ticket.objects.annotate(finished_at=FINISHED_AT)
    rows = rows.filter(is_finished=True, archived_at=None, merged_into=None, finished_at__lt=before)
    return rows.filter(Q(pending_until=None), ~Exists(taken_in), ~Exists(leaving))


def with_words(messages: Sequence[Message]) -> list[Message]:
    """The same messages of archived tickets with their words, for readers. One query; nothing is written."""
    old = OldWords.objects.in_bulk([one.pk for one in messages])
    for message in messages:
        for name in WORDS if message.pk in old else ():
            setattr(message, name, getattr(old[message.pk], name))
    return list(messages)


def text_of(message: Message) -> str:
    """What was said, wherever it lies."""
    return message.text or next(
        iter(OldWords.objects.filter(pk=message.pk).values_list("text", flat=True)), ""
    )


def old_earlier_words(message: Message) -> list[EarlierWords]:
    """What an archived note said before, newest first. One query; nothing is written."""
    kept = OldWords.objects.filter(pk=message.pk).values_list("earlier", flat=True).first() or []
    rows = [
        EarlierWords(
            id=one["id"], message=message, text=one["text"], until=datetime.fromisoformat(one["until"])
        )
        for one in kept
    ]
    return sorted(rows, key=lambda row: (row.until, row.pk), reverse=True)


def said_sql(alias: str) -> str:
    """The same for statements by hand; the row of the message may be missing (NULL)."""
    old = f"SELECT o.text FROM tickets_oldwords o WHERE o.message_id = {alias}.id"  # noqa: S608 - our own words
    return f"coalesce(nullif({alias}.text, ''), ({old}), {alias}.text)"


def said(way: str = "") -> Any:
    """The text of a message as an expression, wherever it lies. way: to it, "result__run__message"."""
    path = f"{way}__text" if way else "text"
    old = OldWords.objects.filter(message=OuterRef(f"{way}__pk" if way else "pk")).values("text")[:1]
    here = NullIf(F(path), Value("", output_field=TextField()), output_field=TextField())
    return Coalesce(here, Subquery(old), F(path), output_field=TextField())
