"""Writes how the clocks of a ticket stand: rows that changed, what is due next, and whom to tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core.desk import selectors as desk
from core.desk.hours import Hours
from core.sla.course import NEXT, Lap, laps
from core.sla.events import DueMoved
from core.sla.models import Clock, Course
from core.sla.readings import BREACHED, CANCELLED, MET, RUNNING, Promise, read
from core.sla.services import by_hand, courses, lanes, telling
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock

ALARM = "sla.look"
MOST_STEPS = 100  # of one clock; the first one and the latest are kept
OWN_STEPS = ("warned", "breached")  # happened to the row; all others are told anew
COLUMNS = (
    "policy_id", "state", "target", "due_at", "rests_since", "ended_at", "breached_at", "decided_at",
    "worked", "warned", "told_at", "events",
)  # fmt: skip
SPOKEN = (str(Message.Kind.CUSTOMER), str(Message.Kind.REPLY))
# By hand: every message asks for them.
_SPOKEN = """
    SELECT id, kind, created_at, undo_until FROM {}
     WHERE ticket_id = %s AND kind = ANY (%s) AND withdrawn_at IS NULL ORDER BY id
"""
_CLOCKS = "SELECT {} FROM {} WHERE ticket_id = %s ORDER BY id"


def settle(ticket: Ticket, course: Course, at: datetime, *, is_quiet: bool = False) -> None:
    """Tell all clocks of the locked ticket anew. is_quiet: what came along with a merge is no news."""
    now = clock.now()
    if (hours := desk.hours_for(course.calendar_id, ticket.queue_id)) is None:
        return
    rows = _spoken(ticket)
    courses.note_thanks(course, ticket, [row[0] for row in rows if row[1] == Message.Kind.CUSTOMER])
    told = laps(
        course.since, course.is_answered, courses.said(course, rows, max(now, at)), courses.stood(course)
    )
    known = {(row.kind, row.cycle): row for row in ([] if course._state.adding else _known(ticket))}
    under_way: list[tuple[Clock, Lap, Promise]] = []
    for lap in told:
        row = known.pop((lap.kind, lap.cycle), None)
        if promise := _promise(course, lap, row, hours):
            row = row or Clock(ticket=ticket, kind=lap.kind, cycle=lap.cycle, started_at=lap.start)
            under_way.append((row, lap, promise))
        elif row is not None:
            known[row.kind, row.cycle] = row  # no target any more
    news = [_write(row, lap, promise, course, now, is_quiet) for row, lap, promise in under_way]
    if begun := [row for row, *_ in under_way if row._state.adding]:
        hot.insert(*begun)
    for (row, *_), of_row in zip(under_way, news, strict=True):
        telling.tell(row, of_row)
    _end(known.values(), at)
    _due(ticket, course, [row for row, _lap, _promise in under_way])
    by_hand.tell(course, ticket, now)
    _wake(ticket, course, under_way, courses.next_to_leave(rows, now))


def _spoken(ticket: Ticket) -> list[tuple[Any, ...]]:
    """(id, kind, at, leaves at) of what was said to and by the customer, and stands."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN.format(hot.name_of(Message)), [ticket.pk, list(SPOKEN)])
        return cursor.fetchall()


def _known(ticket: Ticket) -> list[Clock]:
    rows: list[Clock] = hot.found(_CLOCKS.format(hot.columns(Clock), hot.name_of(Clock)), [ticket.pk], Clock)
    for row in rows:
        row.ticket = ticket
    return rows


def _promise(course: Course, lap: Lap, row: Clock | None, hours: Hours) -> Promise | None:
    """By the policy of today; what has ended keeps the target it ended with."""
    is_over = row is not None and row.ended_at is not None and row.ended_at == lap.ended_at
    target = row.target if row and is_over else course.targets.get(lap.kind)
    return Promise(timedelta(minutes=target), hours, lanes.of(course, lap.kind)) if target else None


def _write(
    row: Clock, lap: Lap, promise: Promise, course: Course, now: datetime, is_quiet: bool
) -> list[telling.News]:
    """The row as its lap says; a new one is not stored yet. What is to be told of it.

    What was breached stays so, also in a ticket that was merged since.
    """
    was = {name: getattr(row, name) for name in COLUMNS} if row.pk else None
    is_frozen = was is not None and row.ended_at is not None and row.ended_at == lap.ended_at
    if is_frozen and (row.state == CANCELLED) == lap.is_void:
        return []
    reading = read(lap, promise, now)
    if not row.pk or not lap.ended_at:
        row.policy_id = course.policy_id
    row.target = int(promise.target.total_seconds()) // 60
    row.rests_since, row.ended_at = lap.rests_since, lap.ended_at
    row.due_at, row.worked = reading.due_at, reading.worked
    news = telling.news_of(row, lap, promise, reading, course, now)
    is_breached = row.breached_at is not None and (not lap.is_void or row.ticket.merged_into_id is not None)
    row.state = BREACHED if is_breached else reading.state
    row.decided_at = row.breached_at if is_breached else row.ended_at if row.state == MET else None
    row.events = _steps(row, lap, course)
    if was is not None and any(getattr(row, name) != value for name, value in was.items()):
        _save(row)
    return [] if is_quiet and lap.ended_at else news


def _steps(row: Clock, lap: Lap, course: Course) -> list[dict[str, Any]]:
    """What happened to it, in order."""
    own = [step for step in row.events if step["what"] in OWN_STEPS]
    last = lap.ended_at.isoformat() if lap.ended_at else ""
    beside = [
        one for one in course.changes if one["at"] >= lap.steps[0]["at"] and (not last or one["at"] <= last)
    ]
    steps = sorted([*lap.steps, *beside, *own], key=lambda step: step["at"])
    return steps if len(steps) <= MOST_STEPS else [steps[0], *steps[1 - MOST_STEPS :]]


def _end(rows: Iterable[Clock], at: datetime) -> None:
    """Clocks that nothing speaks for any more: thanks only, a message that went elsewhere, no target.

    What was decided under another policy stays decided.
    """
    for row in rows:
        if row.state == CANCELLED or (row.kind != NEXT and row.decided_at):
            continue
        row.state, row.ended_at, row.rests_since = CANCELLED, row.ended_at or at, None
        row.due_at = row.decided_at = row.worked = None
        step = {"at": at.isoformat(), "what": "cancelled", "why": "not_owed"}
        row.events = [*row.events, step][-MOST_STEPS:]
        _save(row)


def _save(row: Clock) -> None:
    hot.update(Clock, {name: getattr(row, name) for name in COLUMNS}, "id = %s", [row.pk])


def _due(ticket: Ticket, course: Course, rows: list[Clock]) -> None:
    """The ticket is due when the first of its running clocks is, or as somebody has said."""
    running = [row.due_at for row in rows if row.ended_at is None and row.rests_since is None and row.due_at]
    if tickets.set_due(ticket, min([*running, *by_hand.stands(course, ticket)], default=None)):
        publish(DueMoved(ticket.pk))


def _wake(
    ticket: Ticket, course: Course, under_way: list[tuple[Clock, Lap, Promise]], leaves: datetime | None
) -> None:
    """One alarm for the whole ticket, at whatever comes first. Saves the course."""
    moments = [
        one for row, lap, promise in under_way if row.state in (RUNNING, BREACHED)
        for one in telling.moments(row, lap, promise, course)
    ]  # fmt: skip
    soonest = min([*moments, *by_hand.moments(course, ticket), *([leaves] if leaves else [])], default=None)
    if soonest != course.wake_at:
        set_alarm(ALARM, ticket.pk, soonest) if soonest else clear_alarm(ALARM, ticket.pk)
        course.wake_at = soonest
    courses.keep(course)
