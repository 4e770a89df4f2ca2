"""What the index follows: words that are said, files with them, and the subject and language of tickets."""

from __future__ import annotations

from core.files.models import Attachment
from core.files.waiting import before_removal
from core.search import services
from core.search.languages import read_as
from core.search.models import Entry, OldEntry
from core.tickets.events import (
    ApprovalTold,
    AsideHeard,
    AutoSaid,
    MessageForwarded,
    MessageReceived,
    NoteDeleted,
    NoteEdited,
    NoteWritten,
    ReplyWritten,
    TicketChanged,
)
from tenants import context
from tenants.events.bus import on

Said = (
    MessageReceived
    | ReplyWritten
    | NoteWritten
    | NoteEdited
    | AutoSaid
    | MessageForwarded
    | AsideHeard
    | ApprovalTold
)


@on(
    MessageReceived, ReplyWritten, NoteWritten, NoteEdited, AutoSaid, MessageForwarded,
    AsideHeard, ApprovalTold,
)  # fmt: skip
def index_words(fact: Said) -> None:
    services.index_messages([fact.message_id])


@on(NoteDeleted)
def forget_note(fact: NoteDeleted) -> None:
    if fact.is_back:
        services.index_messages([fact.message_id])
    Entry.objects.filter(message=fact.message_id, message__withdrawn_at__isnull=False).delete()


def _moves_words(fact: TicketChanged) -> bool:
    """Most mail is in the organization's own language, as which it was read before triage named it."""
    if "subject" in fact.fields:
        return True
    return "language" in fact.fields and _read_as(fact.before) != _read_as(fact.after)


def _read_as(side: dict[str, object]) -> str:
    return read_as(str(side.get("language") or "") or context.current_tenant().language)


@on(TicketChanged, wanted=_moves_words)
def index_anew(fact: TicketChanged) -> None:
    services.index_ticket(fact.ticket_id)


@before_removal
def forget_text(file: Attachment) -> None:
    """What a removed file said is found no more, in the transaction that removes it."""
    held = Attachment.messages.through.objects.filter(attachment=file).values("message")
    for entry in (Entry, OldEntry):
        entry._default_manager.filter(message__in=held, attachment=file).delete()
