"""What the platform wants to know of conversations, alarms of tickets, and who follows a merged one."""

from __future__ import annotations

from billing import services as billing
from core.accounts.events import UserDeactivated
from core.tickets import services
from core.tickets.events import MessageReceived, ReplyWritten, StatusChanged, TicketMerged
from core.tickets.services import bulk
from core.tickets.services.approvals.rows import ALARM as APPROVAL
from core.tickets.services.pending import ALARM
from tenants.alarms.bell import alarm
from tenants.events.bus import on


@on(MessageReceived, alone=True)
def count_message(fact: MessageReceived) -> None:
    """Counted, never refused: the plan limits advice, not mail. The month's row is the organization's."""
    billing.count("messages")


@on(StatusChanged, ReplyWritten)
def finish_items(fact: StatusChanged | ReplyWritten) -> None:
    """Where the ticket is an item of a checklist, that is done with it."""
    services.tick_finished(fact.ticket_id)


@on(TicketMerged)
def finish_merged(fact: TicketMerged) -> None:
    services.tick_finished(fact.merged_id)


@alarm(bulk.ALARM)
def go_on(ref: str) -> None:
    bulk.ring(ref)


@alarm(bulk.FORGET)
def forget(ref: str) -> None:
    bulk.forget(ref)


@on(StatusChanged)
def end_approvals(fact: StatusChanged) -> None:
    """What was asked in a ticket that is closed for good is asked no more."""
    services.cancel_of_closed(fact.ticket_id)


@on(UserDeactivated)
def approver_left(fact: UserDeactivated) -> None:
    services.approver_left(fact.user_id)


@alarm(APPROVAL)
def nobody_decided(ref: str) -> None:
    services.ring_approval(int(ref))


@alarm(ALARM)
def wake(ref: str) -> None:
    services.wake(int(ref))


@on(TicketMerged)
def watchers_go_along(fact: TicketMerged) -> None:
    services.follow_merge(fact.ticket_id, fact.merged_id)
