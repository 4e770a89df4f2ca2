"""What a merged ticket was promised, carried along: the time that was left then."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.desk import selectors as desk
from core.sla.course import FIRST, RESOLUTION, laps
from core.sla.models import Clock, Course
from core.sla.readings import Promise
from core.sla.services.courses import stood
from core.tickets.models import Ticket

KINDS = (FIRST, RESOLUTION)  # a next reply is owed to a message, and messages move by themselves


def time_left(ticket: Ticket, course: Course, at: datetime) -> dict[str, float]:
    """{kind: seconds} of clocks that were under way and not late. The late ones stay on record themselves."""
    hours = desk.hours_for(course.calendar_id, ticket.queue_id)
    rows = Clock.objects.filter(ticket=ticket, kind__in=KINDS, ended_at=None, breached_at=None)
    under_way = {row.kind: row.target for row in rows}
    if hours is None or not under_way:
        return {}
    before = [one for one in stood(course) if one.at < at]
    known = {lap.kind: lap for lap in laps(course.since, is_answered=False, said=(), stood=before)}
    left = {}
    for kind, target in under_way.items():
        promise = Promise(timedelta(minutes=target), hours)
        gone = promise.gone(known[kind], known[kind].rests_since or at)
        left[kind] = max((promise.target - gone).total_seconds(), 0.0)
    return left


def of(course: Course, kind: str) -> tuple[tuple[datetime, timedelta], ...]:
    """(moment, time left then) of the tickets that were merged into this one."""
    return tuple(
        (datetime.fromisoformat(lane["at"]), timedelta(seconds=lane[kind]))
        for lane in course.lanes.values()
        if kind in lane
    )
