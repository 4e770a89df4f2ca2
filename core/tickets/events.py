"""What tickets tell the others. Ids and plain values; `order_key` keeps one ticket's facts in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenants.events.bus import event
from tenants.kernel import clock


@dataclass(frozen=True, slots=True)
class OfTicket:
    """at: when it became true, however late it is told. status: key of the status the ticket had then, where
    the fact may have moved it and knows; stood: of the one before, where words moved it."""

    ticket_id: int
    by: str
    at: str = field(default_factory=lambda: clock.now().isoformat(), kw_only=True, compare=False)
    status: str = field(default="", kw_only=True, compare=False)
    stood: str = field(default="", kw_only=True, compare=False)

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"


@event("ticket.opened")
@dataclass(frozen=True, slots=True)
class TicketOpened(OfTicket):
    """A ticket exists, with its first message. by: actor ref."""

    message_id: int
    channel: str


@event("ticket.message_received")
@dataclass(frozen=True, slots=True)
class MessageReceived(OfTicket):
    """A customer said something, in a new ticket or an old one."""

    message_id: int
    channel: str
    is_first: bool


@event("ticket.reply_written")
@dataclass(frozen=True, slots=True)
class ReplyWritten(OfTicket):
    """An agent answered. It may still be taken back until the message's undo_until."""

    message_id: int
    suggestion: str = ""


@event("ticket.reply_withdrawn")
@dataclass(frozen=True, slots=True)
class ReplyWithdrawn(OfTicket):
    """A reply, or a forward, was taken back before it left."""

    message_id: int


@event("ticket.note_written")
@dataclass(frozen=True, slots=True)
class NoteWritten(OfTicket):
    """mentioned: colleagues it names."""

    message_id: int
    mentioned: list[int] = field(default_factory=list)


@event("ticket.note_edited")
@dataclass(frozen=True, slots=True)
class NoteEdited(OfTicket):
    """Its author put a note otherwise. mentioned: colleagues it did not name before."""

    message_id: int
    mentioned: list[int] = field(default_factory=list)


@event("ticket.note_deleted")
@dataclass(frozen=True, slots=True)
class NoteDeleted(OfTicket):
    """A note is gone from the thread, or (is_back) stands there again."""

    message_id: int
    is_back: bool = False


@event("ticket.auto_said")
@dataclass(frozen=True, slots=True)
class AutoSaid(OfTicket):
    """The desk said something to the customer by itself. It is no answer, and stops no clock."""

    message_id: int


@event("ticket.message_forwarded")
@dataclass(frozen=True, slots=True)
class MessageForwarded(OfTicket):
    """An agent wrote to a third party. It may still be taken back until the message's undo_until."""

    message_id: int


@event("ticket.aside_heard")
@dataclass(frozen=True, slots=True)
class AsideHeard(OfTicket):
    """A third party answered what was forwarded to them. is_quiet: a machine did, nobody needs to look."""

    message_id: int
    is_quiet: bool


@event("ticket.watched")
@dataclass(frozen=True, slots=True)
class TicketWatched(OfTicket):
    """A colleague follows the ticket, or does not any more. For screens."""

    user_id: int
    is_on: bool


@event("ticket.draft_kept")
@dataclass(frozen=True, slots=True)
class DraftKept(OfTicket):
    """Somebody began to write, went on, or gave it up. For screens."""


@event("ticket.changed")
@dataclass(frozen=True, slots=True)
class TicketChanged(OfTicket):
    """Fields of the ticket have new values. fields: their names; before/after: plain values."""

    fields: list[str]
    before: dict[str, object]
    after: dict[str, object]
    version: int


@event("ticket.decided")
@dataclass(frozen=True, slots=True)
class TicketDecided(OfTicket):
    """A colleague judged the ticket: its category, priority, mood ..., or its status. fields: their names."""

    fields: list[str]


@event("ticket.status_changed")
@dataclass(frozen=True, slots=True)
class StatusChanged(OfTicket):
    """The ticket has another status, set by itself. With a reply ReplyWritten says so."""

    is_finished: bool


@event("ticket.woke")
@dataclass(frozen=True, slots=True)
class TicketWoke(OfTicket):
    """The time is over until which it was put aside: it is open again. agent_id: who holds it."""

    agent_id: int | None


@event("ticket.checklist_changed")
@dataclass(frozen=True, slots=True)
class ChecklistChanged(OfTicket):
    """An item was added, ticked, reworded, moved or removed. For screens."""


@event("ticket.approval_asked")
@dataclass(frozen=True, slots=True)
class ApprovalAsked(OfTicket):
    """A step of an approval waits for these colleagues, and for third parties. by: who asked first."""

    approval_id: int
    step: int
    users: list[int] = field(default_factory=list)


@event("ticket.approval_due")
@dataclass(frozen=True, slots=True)
class ApprovalDue(OfTicket):
    """Those who have said nothing are reminded."""

    approval_id: int
    step: int
    users: list[int] = field(default_factory=list)


@event("ticket.approval_decided")
@dataclass(frozen=True, slots=True)
class ApprovalDecided(OfTicket):
    """It is over. state: approved, declined, canceled or expired."""

    approval_id: int
    state: str


@event("ticket.approval_told")
@dataclass(frozen=True, slots=True)
class ApprovalTold(OfTicket):
    """Words about an approval stand in the ticket: the desk's own note, or what a third party is asked."""

    message_id: int


@event("ticket.deleted")
@dataclass(frozen=True, slots=True)
class TicketDeleted(OfTicket):
    """It lies in the bin: nobody finds it until it is restored."""


@event("ticket.restored")
@dataclass(frozen=True, slots=True)
class TicketRestored(OfTicket):
    """It is back from the bin."""


@event("ticket.purged")
@dataclass(frozen=True, slots=True)
class TicketPurged(OfTicket):
    """It is erased. There is no row of that id any more when this is heard."""


@event("ticket.archived")
@dataclass(frozen=True, slots=True)
class TicketArchived(OfTicket):
    """Its words lie in the archive. Thousands of them may be stated in one night; see ArchiveFilled."""


@event("ticket.brought_back")
@dataclass(frozen=True, slots=True)
class TicketBroughtBack(OfTicket):
    """It is out of the archive, with all its words: a colleague wanted it, or somebody wrote in it."""


@event("archive.filled")
@dataclass(frozen=True, slots=True)
class ArchiveFilled:
    """A run has put so many tickets into the archive. For whoever wants to hear of it once."""

    number: int
    by: str


@event("ticket.assigned")
@dataclass(frozen=True, slots=True)
class TicketAssigned(OfTicket):
    agent_id: int | None
    was: int | None


@event("ticket.merged")
@dataclass(frozen=True, slots=True)
class TicketMerged(OfTicket):
    """Another ticket goes on in this one. merge_id: TicketMerge, with the messages that moved."""

    merged_id: int
    merge_id: int


@event("ticket.unmerged")
@dataclass(frozen=True, slots=True)
class TicketUnmerged(OfTicket):
    """A merge was undone: the other ticket has its messages back."""

    merged_id: int
    merge_id: int


@event("ticket.linked")
@dataclass(frozen=True, slots=True)
class TicketLinked(OfTicket):
    """It has to do with another one. relation: how, as this ticket says it; a key of rules.RELATIONS."""

    other_id: int
    relation: str


@event("ticket.unlinked")
@dataclass(frozen=True, slots=True)
class TicketUnlinked(OfTicket):
    """A link was taken away again."""

    other_id: int
    relation: str


@event("ticket.message_moved")
@dataclass(frozen=True, slots=True)
class MessageMoved(OfTicket):
    """A message of another ticket belongs to this one now. is_first: the ticket was made for it."""

    message_id: int
    was_ticket_id: int
    is_first: bool
