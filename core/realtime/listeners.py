"""Facts that change screens. Watchers, not listeners: nothing is owed when nobody looks."""

from __future__ import annotations

from core.realtime.shout import tell_desk
from core.tickets.events import (
    MessageReceived,
    NoteWritten,
    ReplyWithdrawn,
    ReplyWritten,
    TicketAssigned,
    TicketChanged,
)
from tenants.events.bus import watch


@watch(MessageReceived, NoteWritten, ReplyWritten, ReplyWithdrawn)
def conversation_moved(fact: MessageReceived | NoteWritten | ReplyWritten | ReplyWithdrawn) -> None:
    tell_desk(event="comment:added", ticket=fact.ticket_id, by=fact.by, message=fact.message_id)


@watch(TicketChanged)
def ticket_changed(fact: TicketChanged) -> None:
    tell_desk(
        event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=fact.fields, version=fact.version
    )


@watch(TicketAssigned)
def ticket_assigned(fact: TicketAssigned) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=["assignee"])
