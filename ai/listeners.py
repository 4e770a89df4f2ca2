"""What advice hears: messages to read, replies to measure itself by, alarms; and what screens are told.

Listeners write rows and wake tasks; no network. Watchers only refresh screens.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from ai import rules, services, tasks
from ai.events import (
    DriftSeen,
    FieldCorrected,
    FieldSteppedBack,
    IncidentChanged,
    SuggestionChanged,
    TicketTriaged,
    TriageFailed,
    WritingChanged,
)
from ai.services import erasing, incidents, learning, lessons, meaning, replaying, runs, solved, writings
from ai.services.triage import METER
from billing.events import AllowanceLow, AllowanceSpent, BudgetLow, BudgetSpent
from core.assignment import services as assignment
from core.automation.events import AdviceWanted
from core.desk.events import DeskArranged
from core.knowledge.events import ArticleChanged, ArticleDeleted
from core.mail import services as mail
from core.realtime.shout import tell_desk
from core.tickets.events import (
    MessageMoved,
    MessageReceived,
    ReplyWithdrawn,
    ReplyWritten,
    StatusChanged,
    TicketDecided,
    TicketDeleted,
    TicketMerged,
    TicketRestored,
)
from core.tickets.models import Ticket
from tenants.alarms.bell import alarm
from tenants.events.bus import on, watch


@on(TicketTriaged, wanted=lambda fact: assignment.is_watching(), alone=True)
def hand_out(fact: TicketTriaged) -> None:
    """Its language, queue and tags are known: it is given to somebody, where its queue says so."""
    assignment.look(fact.ticket_id)


@on(MessageReceived)
def read_message(fact: MessageReceived) -> None:
    services.queue_triage(fact.message_id, fact.ticket_id, is_first=fact.is_first)
    if fact.is_first:
        incidents.look_later()
    else:
        solved.look_later(fact.ticket_id)
        writings.summarize_by_itself(fact.ticket_id)


@on(AdviceWanted)
def rule_asks(fact: AdviceWanted) -> None:
    services.advise(fact.ticket_id, fact.what)


@on(ReplyWritten)
def note_reply(fact: ReplyWritten) -> None:
    services.note_reply(fact.ticket_id, fact.message_id, fact.suggestion)
    lessons.note(fact.message_id, fact.suggestion)
    services.note_decision(fact.ticket_id, (), fact.by)  # it may have finished the ticket
    solved.look_later(fact.ticket_id)


@on(TicketDecided)
def note_decision(fact: TicketDecided) -> None:
    services.note_decision(fact.ticket_id, fact.fields, fact.by)


@on(FieldSteppedBack)
def tell_admins(fact: FieldSteppedBack) -> None:
    mail.send_all(mail.queue_stepped_back(fact.field, fact.why, rules.POLICY))


@on(DriftSeen)
def tell_of_drift(fact: DriftSeen) -> None:
    mail.send_all(mail.queue_advice_drift(fact.lines, rules.POLICY))


@on(BudgetLow)
def warn_of_budget(fact: BudgetLow) -> None:
    mail.send_all(mail.queue_advice_spent(_budget(fact), rules.POLICY, is_spent=False))


@on(BudgetSpent)
def tell_of_budget(fact: BudgetSpent) -> None:
    mail.send_all(mail.queue_advice_spent(_budget(fact), rules.POLICY, is_spent=True))


@on(AllowanceLow)
def warn_of_allowance(fact: AllowanceLow) -> None:
    if fact.meter == METER:
        mail.send_all(mail.queue_advice_spent(_allowance(fact.limit), rules.POLICY, is_spent=False))


@on(AllowanceSpent)
def tell_of_allowance(fact: AllowanceSpent) -> None:
    if fact.meter == METER:
        mail.send_all(mail.queue_advice_spent(_allowance(fact.limit), rules.POLICY, is_spent=True))


@on(ReplyWithdrawn)
def forget_reply(fact: ReplyWithdrawn) -> None:
    services.forget_reply(fact.message_id)
    lessons.forget(fact.message_id)
    services.forget_end(fact.ticket_id)
    solved.look_later(fact.ticket_id)


@on(StatusChanged)
def state_changed(fact: StatusChanged) -> None:
    solved.look_later(fact.ticket_id)


@on(TicketDeleted)
def ticket_binned(fact: TicketDeleted) -> None:
    """Nothing is suggested in it or after it while it lies in the bin."""
    services.outdate(fact.ticket_id)
    solved.forget(fact.ticket_id)


@on(TicketRestored)
def ticket_back(fact: TicketRestored) -> None:
    solved.look_later(fact.ticket_id)


@on(TicketMerged)
def conversations_joined(fact: TicketMerged) -> None:
    services.outdate(fact.merged_id)
    solved.look_later(fact.merged_id)
    services.outdate(fact.ticket_id)


@on(MessageMoved)
def conversation_changed(fact: MessageMoved) -> None:
    services.outdate(fact.was_ticket_id)
    services.outdate(fact.ticket_id)


@alarm(runs.ALARM)
def run_is_overdue(ref: str) -> None:
    runs.ring(int(ref))


@receiver(pre_delete, sender=Ticket)
def ticket_goes(instance: Ticket, **signal: object) -> None:
    """However a ticket is erased, by itself or with its customer: no event can come after its rows."""
    services.forget_ticket(instance)


@alarm(erasing.ALARM)
def time_to_learn_anew(ref: str) -> None:
    erasing.learn_later()  # until it is done: a broker or a worker may die
    tasks.learn.wake(True)


@alarm(learning.ALARM)
def time_to_learn(ref: str) -> None:
    tasks.learn.wake()


@alarm(replaying.ALARM)
def replay_is_overdue(ref: str) -> None:
    if services.ring_replay(int(ref)):
        tasks.replay.wake(int(ref))


@on(ArticleChanged, ArticleDeleted)
def article_changed(fact: ArticleChanged | ArticleDeleted) -> None:
    meaning.look_later()


@on(DeskArranged)
def replies_changed(fact: DeskArranged) -> None:
    if fact.kind == "cannedreply":
        meaning.look_later()


@alarm(meaning.ALARM)
def time_to_embed(ref: str) -> None:
    tasks.embed_sources.wake()


@alarm(incidents.ALARM)
def tickets_may_be_alike(ref: str) -> None:
    incidents.ring()


@alarm(incidents.REPLY_ALARM)
def letters_may_be_left(ref: str) -> None:
    incidents.ring_reply(ref)


@watch(IncidentChanged)
def incident_changed(fact: IncidentChanged) -> None:
    tell_desk(event="incident:changed", topic="incidents", incident=fact.incident_id)


@watch(TicketTriaged, TriageFailed, FieldCorrected)
def triage_changed(fact: TicketTriaged | TriageFailed | FieldCorrected) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, fields=["triage"])


@watch(WritingChanged)
def writing_changed(fact: WritingChanged) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, fields=["writing"])


@watch(SuggestionChanged)
def suggestion_changed(fact: SuggestionChanged) -> None:
    tell_desk(event="ticket:updated", ticket=fact.ticket_id, fields=["suggestion"])


def _budget(fact: BudgetLow | BudgetSpent) -> str:
    amount = f"{(Decimal(fact.limit) / 1_000_000).normalize():f} {settings.AI_CURRENCY}"
    span = _("%(amount)s a day") if fact.span == "day" else _("%(amount)s a month")
    return span % {"amount": amount}


def _allowance(limit: int) -> str:
    return _("%(limit)d messages a month") % {"limit": limit}
