"""Yes and no about tickets, over facts already loaded. No queries here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from core.desk.models import FINISHED, Priority, Queue, Status
from tenants.kernel.reach import Level

VIEW = "tickets.view"
REPLY = "tickets.reply"
NOTE = "tickets.note"
READ_NOTES = "tickets.read_notes"
SEE_REASONS = "ai.view"
CHANGE = "tickets.change"
ASSIGN = "tickets.assign"
CREATE = "tickets.create"
DELETE = "tickets.delete"
PORTAL = "portal.tickets"
# Permission -> the rung in the ticket's queue that it needs besides; those not named need none.
RUNGS = {
    VIEW: Level.READ,
    NOTE: Level.READ,
    READ_NOTES: Level.READ,
    CREATE: Level.CREATE,
    REPLY: Level.CHANGE,
    CHANGE: Level.CHANGE,
    ASSIGN: Level.CHANGE,
    DELETE: Level.FULL,
    SEE_REASONS: Level.READ,
    "ai.correct": Level.CHANGE,
}

MOST_COPIES = 20  # people besides the customer who take part in one ticket
BIN_DAYS = 30  # a deleted ticket can come back for so long
MOST_BINNED = 100  # tickets that are restored or erased at one go
MOST_ITEMS = 50  # of one checklist
MOST_LINKS = 100  # of one ticket
MOST_ESTIMATED = 600_000  # minutes of work: 10,000 hours
MOST_MERGED = 50  # tickets merged at once: what one page of a list shows
UNDO_MERGE = timedelta(days=7)
MOST_CHANGED = 2_000  # tickets changed at once: a minute of work, and as many as an overview may hold
UNDO_BULK = timedelta(days=7)
FOR_GOOD = frozenset({"erase"})  # what is done to many tickets and cannot be undone
FARTHEST_SNOOZE = timedelta(days=366)  # a ticket is put aside for at most so long
FEWEST_MONTHS, MOST_MONTHS = 1, 240  # after which finished tickets are archived
MONTH = timedelta(days=30.4375)
SOON = timedelta(hours=1)  # a promise that is due within it is about to be broken
SIDE = ("forward", "aside")  # kinds of messages of a side conversation with a third party
PASSED_ON = ("customer", "reply", "auto", "aside")  # kinds that may be forwarded
# How a ticket has to do with another one -> (kind of the link, is this ticket its source?)
RELATIONS = {
    "parent_of": ("parent", True),
    "child_of": ("parent", False),
    "blocked_by": ("blocks", False),
    "blocks": ("blocks", True),
    "duplicates": ("duplicates", True),
    "duplicated_by": ("duplicates", False),
    "caused_by": ("caused_by", True),
    "causes": ("caused_by", False),
    "follows": ("follows", True),
    "followed_by": ("follows", False),
    "related": ("related", True),
}
LEAVE_CHILDREN, CLOSE_CHILDREN = "leave", "close"  # what becomes of open tickets under one that is finished
# Where a ticket starts in the inbox before triage has looked at it.
START_URGENCY = {Priority.LOW: 20, Priority.MEDIUM: 40, Priority.HIGH: 65, Priority.URGENT: 90}

# The API's older names for the same ranks.
PRIORITY_NAMES = {
    "low": Priority.LOW,
    "medium": Priority.MEDIUM,
    "normal": Priority.MEDIUM,
    "high": Priority.HIGH,
    "urgent": Priority.URGENT,
    "critical": Priority.URGENT,
}


def archived_from(months: int, now: datetime) -> datetime:
    """What was finished before goes into the archive."""
    return now - months * MONTH


def answered_at(theirs: Sequence[str], last: str, usual: str) -> str:
    """Where a reply goes when nobody says: where they last wrote from, if that still is theirs."""
    return last if last.lower() in {one.lower() for one in theirs} else usual


def inverse(relation: str) -> str:
    """How the other ticket has to do with this one."""
    kind, is_source = RELATIONS[relation]
    return next((name for name, known in RELATIONS.items() if known == (kind, not is_source)), relation)


def is_finished(status: Status) -> bool:
    return status.category in FINISHED


def reopens(status: Status, queue: Queue, finished_at: datetime | None, now: datetime) -> bool:
    """Does a customer's word on this ticket bring it back? If not, it opens a new one.

    Unfinished tickets always take it. Resolved ones reopen by the queue's policy; closed,
    merged and spam never do.
    """
    if not is_finished(status):
        return True
    if status.category != Status.Category.RESOLVED or queue.follow_up == Queue.FollowUp.NEW:
        return False
    if queue.follow_up == Queue.FollowUp.REOPEN or finished_at is None:
        return True
    return now - finished_at <= timedelta(days=queue.grace_days)


def status_after_merge(
    stays: str, joining: Iterable[str], awaits_reply: bool, *, is_news: bool = False
) -> str:
    """The status category of a ticket that others were merged into.

    stays: its own category; joining: those of the others; awaits_reply: the customer spoke last in all of
    it, is_news: with words that this ticket did not have. A finished ticket opens for one that is not; nobody
    waits for a customer who has spoken, nor is their new question put on hold; and what was answered anywhere
    is not new any more.
    """
    alive = [one for one in (stays, *joining) if one not in FINISHED]
    if not alive:
        return stays
    if stays == Status.Category.ON_HOLD and awaits_reply and is_news:
        return Status.Category.OPEN
    if stays in FINISHED:
        stays = alive[0] if alive[0] != Status.Category.NEW else Status.Category.OPEN
    if stays == Status.Category.WAITING and awaits_reply:
        return Status.Category.OPEN
    if stays == Status.Category.NEW:
        return next((one for one in alive if one != Status.Category.NEW), stays)
    return stays
