"""Facts that change screens. Watchers, not listeners: nothing is owed when nobody looks."""

from __future__ import annotations

from core.mail.events import LetterFared
from core.notifications.events import NotificationsMade, NotificationsRead
from core.realtime.shout import tell_desk, tell_people
from core.sla.events import DueMoved
from core.tickets.events import (
    AsideHeard,
    AutoSaid,
    ChecklistChanged,
    DraftKept,
    MessageForwarded,
    MessageMoved,
    MessageReceived,
    NoteWritten,
    ReplyWithdrawn,
    ReplyWritten,
    TicketAssigned,
    TicketChanged,
    TicketDeleted,
    TicketLinked,
    TicketMerged,
    TicketRestored,
    TicketUnlinked,
    TicketUnmerged,
)
from tenants.events.bus import watch

Said = (
    MessageReceived | NoteWritten | ReplyWritten | AutoSaid | ReplyWithdrawn | MessageForwarded | AsideHeard
)


@watch(MessageReceived, NoteWritten, ReplyWritten, AutoSaid, ReplyWithdrawn, MessageForwarded, AsideHeard)
def conversation_moved(fact: Said) -> None:
    tell_desk(event="comment:added", ticket=fact.ticket_id, by=fact.by, message=fact.message_id)


@watch(DraftKept)
def draft_kept(fact: DraftKept) -> None:
    tell_desk(event="draft:changed", ticket=fact.ticket_id, by=fact.by)


@watch(TicketChanged)
def ticket_changed(fact: TicketChanged) -> None:
    tell_desk(
        event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=fact.fields, version=fact.version
    )


@watch(TicketAssigned)
def ticket_assigned(fact: TicketAssigned) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=["assignee"])


@watch(TicketMerged, TicketUnmerged)
def tickets_joined(fact: TicketMerged | TicketUnmerged) -> None:
    for ticket_id in (fact.ticket_id, fact.merged_id):
        tell_desk(event="ticket:updated", ticket=ticket_id, by=fact.by, fields=["merged"])


@watch(ChecklistChanged)
def checklist_changed(fact: ChecklistChanged) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=["items"])


@watch(TicketDeleted, TicketRestored)
def ticket_binned(fact: TicketDeleted | TicketRestored) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=["deleted_at"])


@watch(TicketLinked, TicketUnlinked)
def tickets_linked(fact: TicketLinked | TicketUnlinked) -> None:
    for ticket_id in (fact.ticket_id, fact.other_id):
        tell_desk(event="ticket:updated", ticket=ticket_id, by=fact.by, fields=["links"])


@watch(MessageMoved)
def message_moved(fact: MessageMoved) -> None:
    for ticket_id in (fact.ticket_id, fact.was_ticket_id):
        tell_desk(event="comment:added", ticket=ticket_id, by=fact.by, message=fact.message_id)


@watch(LetterFared)
def letter_fared(fact: LetterFared) -> None:
    tell_desk(event="letter:changed", ticket=fact.ticket_id, message=fact.message_id)


@watch(DueMoved)
def due_moved(fact: DueMoved) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, fields=["due_at"])


@watch(NotificationsMade)
def notified(fact: NotificationsMade) -> None:
    """To each person their own id: what it says is asked for, by who may read it."""
    tell_people({user: {"id": pk} for user, pk in fact.ids.items()}, event="notification:new", topic="bell")


@watch(NotificationsRead)
def notices_read(fact: NotificationsRead) -> None:
    tell_people({user: {} for user in fact.users}, event="notification:read", topic="bell")
