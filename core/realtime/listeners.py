"""Facts that change screens. Watchers, not listeners: nothing is owed when nobody looks."""

from __future__ import annotations

from core.accounts import selectors as accounts
from core.accounts.events import PasswordChanged, RightsChanged, RoleChanged, SignedOut, UserDeactivated
from core.desk.events import DeskArranged
from core.mail.events import LetterFared
from core.notifications.events import NotificationsMade, NotificationsRead
from core.realtime.shout import look_again, tell_desk, tell_page, tell_people, tell_task
from core.sla.events import DueMoved
from core.tickets.events import (
    ApprovalTold,
    ArchiveFilled,
    AsideHeard,
    AutoSaid,
    ChecklistChanged,
    DraftKept,
    MessageForwarded,
    MessageMoved,
    MessageReceived,
    NoteDeleted,
    NoteEdited,
    NoteWritten,
    ReplyWithdrawn,
    ReplyWritten,
    TicketAssigned,
    TicketBroughtBack,
    TicketChanged,
    TicketDeleted,
    TicketLinked,
    TicketMerged,
    TicketRestored,
    TicketUnlinked,
    TicketUnmerged,
)
from core.work import selectors as work
from core.work.events import ProjectChanged, TaskChanged, TaskCommented, TaskDeleted, TaskOpened, TaskRestored
from core.work.events_time import TimeChanged, TimerAsks, TimerStarted, TimerStopped
from tenants.events.bus import watch

Said = (
    MessageReceived
    | NoteWritten
    | ReplyWritten
    | AutoSaid
    | ReplyWithdrawn
    | MessageForwarded
    | AsideHeard
    | ApprovalTold
)


@watch(
    MessageReceived,
    NoteWritten,
    ReplyWritten,
    AutoSaid,
    ReplyWithdrawn,
    MessageForwarded,
    AsideHeard,
    ApprovalTold,
)
def conversation_moved(fact: Said) -> None:
    tell_desk(event="comment:added", ticket=fact.ticket_id, by=fact.by, message=fact.message_id)


@watch(DraftKept)
def draft_kept(fact: DraftKept) -> None:
    tell_page(event="draft:changed", ticket=fact.ticket_id, by=fact.by)


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


@watch(TicketBroughtBack)
def ticket_brought_back(fact: TicketBroughtBack) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, by=fact.by, fields=["archived_at"])


Moved = TaskOpened | TaskChanged | TaskCommented | TaskDeleted | TaskRestored | ProjectChanged


@watch(TaskOpened, TaskChanged, TaskCommented, TaskDeleted, TaskRestored, ProjectChanged)
def tasks_changed(fact: Moved) -> None:
    """Lists and pages of tasks are read anew; which task it was, each reader's own list says."""
    tell_desk(event="list:changed", topic="tasks", by=fact.by)


@watch(TaskChanged)
def task_changed(fact: TaskChanged) -> None:
    said = {"by": fact.by, "fields": fact.fields, "version": fact.version}
    tell_task(fact.task_id, fact.ticket_id, event="task:updated", **said)


@watch(TaskCommented)
def task_commented(fact: TaskCommented) -> None:
    """Of a task that is gone meanwhile nothing is left to be told."""
    if (tickets := work.ticket_of_task(fact.task_id)) is not None:
        tell_task(fact.task_id, tickets[0], event="task:updated", by=fact.by, fields=["comments"])


@watch(TaskDeleted)
def task_gone(fact: TaskDeleted) -> None:
    tell_task(fact.task_id, fact.ticket_id, event="task:updated", by=fact.by, fields=["deleted"])


@watch(ArchiveFilled)
def archive_filled(fact: ArchiveFilled) -> None:
    """Lists are read anew once, however many tickets went."""
    tell_desk(event="list:changed", topic="list", by=fact.by)


@watch(TicketLinked, TicketUnlinked)
def tickets_linked(fact: TicketLinked | TicketUnlinked) -> None:
    for ticket_id in (fact.ticket_id, fact.other_id):
        tell_desk(event="ticket:updated", ticket=ticket_id, by=fact.by, fields=["links"])


@watch(MessageMoved)
def message_moved(fact: MessageMoved) -> None:
    for ticket_id in (fact.ticket_id, fact.was_ticket_id):
        tell_desk(event="comment:added", ticket=ticket_id, by=fact.by, message=fact.message_id)


@watch(NoteEdited, NoteDeleted)
def note_changed(fact: NoteEdited | NoteDeleted) -> None:
    tell_page(event="comment:changed", ticket=fact.ticket_id, by=fact.by, message=fact.message_id)


@watch(LetterFared)
def letter_fared(fact: LetterFared) -> None:
    tell_page(event="letter:changed", ticket=fact.ticket_id, message=fact.message_id)


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


@watch(SignedOut, PasswordChanged, UserDeactivated, RoleChanged)
def may_listen_no_more(fact: SignedOut | PasswordChanged | UserDeactivated | RoleChanged) -> None:
    """Their lines are asked again at once, instead of within a minute."""
    look_again(fact.user_id)


@watch(RightsChanged)
def rights_changed(fact: RightsChanged) -> None:
    """The same, of one person or of all with the role."""
    look_again(*([fact.user_id] if fact.user_id else accounts.ids_with_role(fact.role)))


@watch(DeskArranged)
def queues_changed(fact: DeskArranged) -> None:
    """Whose queues are own goes by teams."""
    if fact.kind in ("team", "queue") and (bound := accounts.bound()):
        look_again(*bound)


@watch(TimerStarted, TimerStopped, TimerAsks, TimeChanged)
def timed(fact: TimerStarted | TimerStopped | TimerAsks | TimeChanged) -> None:
    """To the screens of whoever it is: the same timer stands in the head of all of them. And who looks at
    the team's timers reads them anew.
    """
    whose = {fact.person_id: {"entry": fact.entry_id}}
    tell_people(whose, event="timer:updated", what=fact.event_name, topic="timer")  # type: ignore[union-attr]
    tell_desk(event="list:changed", topic="timers", by=fact.by)
