"""Clocks follow what happens in tickets. Called by listeners and by the alarm, never by requests.

Each verb locks the ticket, notes what is news, and tells all of its clocks anew from what was said and how
it stood (course.py). So hearing of something twice, late or out of order ends in the same clocks; and what
was breached, and what was told about it, stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from core.sla import book
from core.sla.models import Course
from core.sla.rules import CHANGING
from core.sla.services import by_hand, courses, lanes
from core.sla.services.clocks import ALARM, settle
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock

SOON = timedelta(seconds=2)  # a ticket that somebody works at right now is looked at again
ALWAYS = frozenset({"queue", "status", "is_thanks", "is_spam", "due_at"})  # a queue has hours of its own


def concerns(changed: Iterable[str]) -> bool:
    """Whether such a change can move a clock. Triage's values mostly cannot: no policy asks for them."""
    asked = {key.partition(".")[0] for key in book.page().asked}
    return any(name in ALWAYS or (name in CHANGING and name in asked) for name in changed)


@transaction.atomic(savepoint=False)  # with every message: whoever calls it goes back with it
def follow(
    ticket_id: int,
    at: datetime,
    *,
    status: str = "",
    changed: Sequence[str] = (),
    by_person: bool = False,
    due_at: str | None = None,
) -> None:
    """Something was said in the ticket, or it was changed. status: the one it had then, "" when unknown.

    changed: names of fields; by_person: somebody set them by hand. due_at: what they set, ISO; what stands in
    the ticket may be a clock's word already.
    """
    if (ticket := _locked(ticket_id)) is None:
        return
    course = courses.of(ticket, at)
    if course is None:
        return
    courses.note_status(course, ticket, at, status)
    if "due_at" in changed and by_person:
        by_hand.set_to(course, datetime.fromisoformat(due_at) if due_at else None, clock.now())
    if CHANGING.intersection(changed):
        courses.match_again(course, ticket, at)
    settle(ticket, course, at)


@transaction.atomic
def follow_merge(survivor_id: int, merged_id: int, merge_id: int, at: datetime) -> None:
    """The survivor keeps its own clocks, and takes over what was sooner due in the other one."""
    rows = tickets.locked_all([survivor_id, merged_id])
    survivor, ticket = rows.get(survivor_id), rows.get(merged_id)
    if survivor is None or ticket is None:
        return
    theirs = Course.objects.filter(ticket=ticket).first()
    if theirs and (course := courses.of(survivor, at)) and str(merge_id) not in course.lanes:
        course.lanes[str(merge_id)] = {"at": at.isoformat(), **lanes.time_left(ticket, theirs, at)}
        courses.note_change(course, at, "merged", ticket.label)
    for row in (ticket, survivor):
        _settle_quietly(row, at)


@transaction.atomic
def follow_unmerge(survivor_id: int, merged_id: int, merge_id: int, at: datetime) -> None:
    """Both are measured as before the merge."""
    rows = tickets.locked_all([survivor_id, merged_id])
    if survivor_id not in rows or merged_id not in rows:
        return
    course = courses.of(rows[survivor_id], at)
    if course and course.lanes.pop(str(merge_id), None):
        courses.note_change(course, at, "unmerged", rows[merged_id].label)
    for row in rows.values():
        _settle_quietly(row, at)


@transaction.atomic
def follow_move(ticket_ids: Iterable[int], at: datetime) -> None:
    """A message went from one ticket to another; what was owed to it goes along."""
    for row in tickets.locked_all(ticket_ids).values():
        _settle_quietly(row, at)


@transaction.atomic
def recall(ticket_id: int, stood: Iterable[tuple[datetime, str]]) -> None:
    """Measure a ticket whose past is known, from its beginning: (moment, key of the status it had then)."""
    ticket = _locked(ticket_id)
    course = courses.of(ticket, ticket.created_at) if ticket else None
    if ticket is None or course is None:
        return
    courses.note_all(course, stood)
    courses.note_status(course, ticket, ticket.closed_at or clock.now(), "")
    settle(ticket, course, clock.now(), is_quiet=True)


@transaction.atomic
def look(ticket_id: int) -> None:
    """The alarm: time has passed. Warns, breaches, and sets the next alarm.

    It holds the alarm's row, for which whoever has the ticket may wait: so it waits for no ticket itself.
    """
    if not tickets.is_free(ticket_id):
        set_alarm(ALARM, ticket_id, clock.now() + SOON)
        return
    ticket = _locked(ticket_id)
    course = courses.known_of(ticket) if ticket else None
    if ticket and course:
        course.wake_at = None  # the alarm that rang is gone
        settle(ticket, course, clock.now())


def _settle_quietly(ticket: Ticket, at: datetime) -> None:
    if course := courses.of(ticket, at):
        courses.note_status(course, ticket, at, "")
        settle(ticket, course, at, is_quiet=True)


def _locked(ticket_id: int) -> Ticket | None:
    return tickets.locked_all([ticket_id]).get(ticket_id)
