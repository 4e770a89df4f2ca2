"""What work hears: that a ticket goes on in another one or does not any more, that it is closed or
erased, that a timer has run for long, that the day of a task has come.
"""

from __future__ import annotations

from core.accounts.events import UserDeactivated
from core.tickets.events import ReplyWritten, StatusChanged, TicketMerged, TicketPurged, TicketUnmerged
from core.work import services, time_book
from core.work.services import bulk, days, time_along, timers
from core.work.services.bin import ALARM as BIN_ALARM
from core.work.services.bulk import FORGET as FORGET_ALARM
from core.work.services.due import ALARM as DUE_ALARM
from core.work.timing import ASK_ALARM, SUMMARY_ALARM
from tenants.alarms.bell import alarm
from tenants.events.bus import on
from tenants.kernel.actor import parse_ref


@on(TicketMerged, TicketUnmerged)
def go_along(fact: TicketMerged | TicketUnmerged) -> None:
    """One listener for both, so that a ticket's facts come in their order."""
    if isinstance(fact, TicketMerged):
        services.follow_merge(fact.ticket_id, fact.merged_id)
        time_along.time_follows_merge(fact.ticket_id, fact.merged_id)
    else:
        services.follow_unmerge(fact.ticket_id, fact.merged_id)
        time_along.time_follows_unmerge(fact.ticket_id, fact.merged_id)


def _by_running(fact: StatusChanged | ReplyWritten) -> bool:
    """Only of colleagues whose timer runs: no query."""
    kind, pk = parse_ref(fact.by)
    return kind == "user" and pk in time_book.running()


@on(StatusChanged, ReplyWritten, wanted=_by_running)
def closed(fact: StatusChanged | ReplyWritten) -> None:
    """Who closes a ticket, or resolves it with a reply, does not work on it any more."""
    kind, pk = parse_ref(fact.by)
    if kind == "user" and pk:
        timers.stop_on_closed(fact.ticket_id, pk)


@on(TicketPurged)
def erased(fact: TicketPurged) -> None:
    """Timers that ran on it are gone with it."""
    time_book.running.changed()


@on(UserDeactivated)
def left(fact: UserDeactivated) -> None:
    """Nobody's timer runs on after they have left."""
    timers.stop_of_left(fact.user_id)


@alarm(SUMMARY_ALARM)
def evening(ref: str) -> None:
    days.ask_for_summary(int(ref))


@alarm(ASK_ALARM)
def runs_long(ref: str) -> None:
    timers.ask(int(ref))


@alarm(BIN_ALARM)
def bin_is_over(ref: str) -> None:
    services.erase(int(ref))


@alarm(FORGET_ALARM)
def bulk_is_old(ref: str) -> None:
    bulk.forget(int(ref))


@alarm(DUE_ALARM)
def day_comes(ref: str) -> None:
    services.look(int(ref))
