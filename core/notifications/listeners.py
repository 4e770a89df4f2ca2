"""What people are told of. One listener for what is said and done in tickets: facts of one come in order."""

from __future__ import annotations

from dataclasses import replace

from core.accounts.events import (
    PasswordChanged,
    RightsChanged,
    RoleChanged,
    SignedOut,
    UserDeactivated,
    UserJoined,
    UserReactivated,
)
from core.desk.events import DeskArranged
from core.mail import selectors as mail
from core.mail.events import MailCameBack, MailSourceFailing, OwnRelayFailing
from core.notifications import book, rules, services, tasks
from core.notifications.about import about
from core.notifications.hooks import calls
from core.sla.events import DaySetNear, SlaBreached, SlaWarned
from core.tickets import selectors as tickets
from core.tickets.events import (
    ApprovalAsked,
    ApprovalDecided,
    ApprovalDue,
    AsideHeard,
    MessageReceived,
    NoteDeleted,
    NoteEdited,
    NoteWritten,
    TicketAssigned,
    TicketChanged,
    TicketDeleted,
    TicketMerged,
    TicketWoke,
)
from core.work.events import TaskAssigned, TaskCommented, TaskDeleted, TaskDue
from core.work.events_time import SummaryDue, SummaryWritten, TimerAsks
from core.work.selectors import doer_of, said_in
from core.work.selectors import time as work
from tenants.alarms.bell import alarm
from tenants.events.bus import on
from tenants.kernel.actor import parse_ref
from tenants.provisioning.events import TenantProfileChanged


@on(MessageReceived)
def heard(fact: MessageReceived) -> None:
    """A new ticket waits until triage has looked, unless a colleague opened it."""
    if not fact.is_first:
        if of := about(fact.ticket_id, fact.message_id):
            services.tell("reply", of, by=fact.by)
    elif fact.by.startswith("user:"):
        services.announce(fact.ticket_id, by=fact.by, is_awaited=False)
    else:
        services.expect(fact.ticket_id)


@alarm(rules.NEW_ALARM)
def nobody_looked(ref: str) -> None:
    services.announce(int(ref), is_awaited=False)


@alarm(rules.MAIL_ALARM)
def not_read(ref: str) -> None:
    services.mail_unread(int(ref))


@alarm(rules.PUSH_ALARM)
def not_pushed(ref: str) -> None:
    if services.look_at_pushes(int(ref)):
        tasks.push.wake(int(ref))


@alarm(rules.HOOK_ALARM)
def call_again(ref: str) -> None:
    if calls.look(int(ref)):
        tasks.call.wake(int(ref))


@alarm(rules.DIGEST_ALARM)
def at_eight(ref: str) -> None:
    services.mail_digest(int(ref))


@on(AsideHeard)
def heard_aside(fact: AsideHeard) -> None:
    if not fact.is_quiet and (of := about(fact.ticket_id, fact.message_id)):
        services.tell("aside", of, by=fact.by)


@on(NoteWritten)
def noted(fact: NoteWritten) -> None:
    """Who is named is told that, and nothing else of the same note."""
    if fact.by.startswith("user:") and (of := about(fact.ticket_id, fact.message_id)):
        named = services.tell("mention", of, by=fact.by, only=["mentioned"], mentioned=fact.mentioned)
        services.tell("note", of, by=fact.by, but=named)


@on(NoteEdited)
def named_later(fact: NoteEdited) -> None:
    """Who is named in it for the first time; the others have been told of the note."""
    if fact.mentioned and (of := about(fact.ticket_id, fact.message_id)):
        services.tell("mention", of, by=fact.by, only=["mentioned"], mentioned=fact.mentioned)


@on(NoteDeleted)
def note_gone(fact: NoteDeleted) -> None:
    if not fact.is_back:
        services.forget_message(fact.message_id)


@on(TicketAssigned)
def assigned(fact: TicketAssigned) -> None:
    """Others need not look at it any more."""
    if fact.agent_id is None or (of := about(fact.ticket_id)) is None:
        return
    services.withdraw(fact.ticket_id, "new")
    if of.assignee == fact.agent_id:  # else a later fact says so
        services.tell("assigned", of, by=fact.by, who=_who(fact.by))


@on(TicketChanged, wanted=lambda fact: not {"is_spam", "is_suspect"}.isdisjoint(fact.fields))
def changed(fact: TicketChanged) -> None:
    """Spam is no news; what was taken out of there is."""
    if not {"is_spam", "is_suspect"} & set(fact.fields) or (of := about(fact.ticket_id)) is None:
        return
    if of.is_hidden:
        services.withdraw(fact.ticket_id)
    elif fact.by.startswith("user:"):
        services.announce(fact.ticket_id, by=fact.by, is_awaited=False)


@on(TicketChanged, wanted=lambda fact: "responsible" in fact.fields)
def made_responsible(fact: TicketChanged) -> None:
    """Whoever answers for it from now on, if they still do."""
    user = fact.after.get("responsible")
    if isinstance(user, int) and (of := about(fact.ticket_id)) and of.responsible == user:
        services.tell(
            "responsible", of, by=fact.by, only=[rules.MENTIONED], mentioned=[user], who=_who(fact.by)
        )


@on(ApprovalAsked, ApprovalDue)
def asked(fact: ApprovalAsked | ApprovalDue) -> None:
    """Whose word is asked for, or still is when they are reminded."""
    if fact.users and (of := about(fact.ticket_id)):
        who, question = tickets.asked_for(fact.approval_id, fact.step)
        if who:
            said = replace(of, text=question)
            services.tell("approval", said, by=fact.by, only=[rules.MENTIONED], mentioned=fact.users, who=who)


@on(ApprovalDecided)
def decided(fact: ApprovalDecided) -> None:
    """Nobody else need look, and who asked hears of it."""
    if (of := about(fact.ticket_id)) is None:
        return
    asker, is_last = tickets.decided_of(fact.approval_id)
    if is_last:
        services.withdraw(fact.ticket_id, "approval")
    if asker:
        services.tell("decided", of, by=fact.by, only=[rules.MENTIONED], mentioned=[asker], detail=fact.state)


@on(TicketWoke)
def woke(fact: TicketWoke) -> None:
    """Its time is over, until which it was put aside."""
    if of := about(fact.ticket_id):
        services.tell("back", of, by=fact.by)


@on(TicketMerged)
def merged(fact: TicketMerged) -> None:
    services.withdraw(fact.merged_id)


@on(SlaWarned)
def time_runs_short(fact: SlaWarned) -> None:
    if of := about(fact.ticket_id):
        only = [rules.MINE, rules.RESPONSIBLE] if fact.to == "assignee" else [rules.LEAD]
        services.tell("warning", of, only=[*only, "watched", "all"], detail=fact.kind)


@on(DaySetNear)
def day_comes(fact: DaySetNear) -> None:
    """The moment somebody has set: who holds the ticket hears of it, or the team's lead where nobody does.

    Whoever answers for it does in both cases.
    """
    if of := about(fact.ticket_id):
        only = [rules.MINE if of.assignee else rules.LEAD, rules.RESPONSIBLE, "watched", "all"]
        services.tell("breach" if fact.is_over else "warning", of, only=only, detail="due")


@on(SlaBreached)
def time_is_over(fact: SlaBreached) -> None:
    if of := about(fact.ticket_id):
        services.tell("breach", of, detail=fact.kind)


@on(TaskAssigned, wanted=lambda fact: fact.agent_id is not None)
def task_given(fact: TaskAssigned) -> None:
    if fact.agent_id and doer_of(fact.task_id) == fact.agent_id:  # else a later fact says so
        services.tell_of_task("task", fact.task_id, [fact.agent_id], by=fact.by, who=_who(fact.by))


@on(TaskCommented, wanted=lambda fact: bool(fact.mentioned))
def task_named(fact: TaskCommented) -> None:
    """Who is named in a comment, if it still stands."""
    if said := said_in(fact.comment_id):
        who, text = said
        services.tell_of_task("task_mention", fact.task_id, fact.mentioned, by=fact.by, who=who, text=text)


@on(TaskDue)
def task_day_comes(fact: TaskDue) -> None:
    """Whoever does it hears of it."""
    if doer := doer_of(fact.task_id):
        services.tell_of_task("task_late" if fact.is_over else "task_due", fact.task_id, [doer])


@on(MailCameBack)
def came_back(fact: MailCameBack) -> None:
    if of := about(fact.ticket_id):
        services.tell("bounced", of, who=fact.address)


@on(MailSourceFailing)
def not_fetched(fact: MailSourceFailing) -> None:
    if address := mail.address_of_source(fact.source_id):
        services.tell_owners("source", address)


@on(OwnRelayFailing)
def not_sent(fact: OwnRelayFailing) -> None:
    services.tell_owners("relay", fact.host)


@on(TimerAsks)
def timer_asks(fact: TimerAsks) -> None:
    """Whoever it is, if it still runs."""
    if (row := work.running_of(fact.person_id)) and row.entry == fact.entry_id:
        services.tell_one("timer", fact.person_id, row.on)


@on(SummaryDue)
def evening(fact: SummaryDue) -> None:
    services.tell_one("evening", fact.person_id, "")


@on(SummaryWritten, wanted=lambda fact: bool(fact.leads))
def day_told(fact: SummaryWritten) -> None:
    """Who leads the team reads it by mail, whatever else they are told."""
    if fact.leads:
        services.mail_summary(fact.summary_id, fact.leads)
        for lead in fact.leads:
            services.tell_one("summary", lead, _who(fact.by))


@on(RoleChanged, RightsChanged, UserDeactivated, UserJoined, UserReactivated, TenantProfileChanged)
def people_changed(fact: object) -> None:
    """Parts of the desk that are switched on or off change what rights open, too."""
    book.people.changed()
    book.absences.changed()


@on(PasswordChanged, SignedOut, UserDeactivated)
def left_everywhere(fact: PasswordChanged | SignedOut | UserDeactivated) -> None:
    """A browser that was called without a session is called no more."""
    if not isinstance(fact, SignedOut) or fact.everywhere:
        services.forget_browsers(fact.user_id)


@on(TicketDeleted)
def binned(fact: TicketDeleted) -> None:
    """It lies in the bin: nobody is called to it."""
    services.withdraw(fact.ticket_id)


@on(TaskDeleted)
def task_binned(fact: TaskDeleted) -> None:
    services.withdraw_task(fact.task_id)


@on(DeskArranged)
def teams_changed(fact: DeskArranged) -> None:
    if fact.kind == "team":
        book.people.changed()


def _who(by: str) -> str:
    """The name of a colleague; Deskhand where a rule or advice did it."""
    kind, pk = parse_ref(by)
    person = book.people().get(pk or 0) if kind == "user" else None
    return person.name if person else "Deskhand"
