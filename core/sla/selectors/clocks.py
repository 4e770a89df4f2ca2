"""The clocks of a ticket as people read them, and those that somebody is to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from core.desk import selectors as desk
from core.desk.hours import worked_between
from core.sla import book
from core.sla.models import Clock, Course
from core.tickets.models import Ticket
from tenants.database.composed import composed
from tenants.kernel import clock
from tenants.kernel.actor import Actor

MINUTE = timedelta(minutes=1)
ORDER = {Clock.Kind.FIRST: 0, Clock.Kind.NEXT: 1, Clock.Kind.RESOLUTION: 2}


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock with what is worked out for its reader. left: business minutes, below zero when it is late;
    empty once it is over. percent: of the time that is gone, 0 to 100. by_hand: when somebody said that the
    whole ticket is due.
    """

    clock: Clock
    policy: str
    calendar: str
    left: int | None
    percent: int
    by_hand: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.clock.ended_at is not None


def clocks_of(ticket: Ticket) -> list[Shown]:
    """First reply, next replies, resolution; of next replies the one under way, else the last. One query."""
    found = {row.kind: row for row in _clocks(ticket=ticket.pk)}
    return [
        _shown(row, ticket) for row in sorted(found.values(), key=lambda row: ORDER[Clock.Kind(row.kind)])
    ]


def by_hand_of(ticket: Ticket) -> datetime | None:
    """The moment by which somebody said that it is due; None where nobody has."""
    return Course.objects.filter(ticket=ticket).values_list("by_hand", flat=True).first()


@composed
def _clocks(*, ticket: Any) -> QuerySet[Clock]:
    course = {name: F(f"ticket__course__{name}") for name in ("calendar", "by_hand")}
    return Clock.objects.filter(ticket=ticket).annotate(**course).order_by("id")


def line_of(ticket: Ticket, clock_id: int) -> Shown | None:
    """One clock of the ticket, with its steps. None when there is none of this id."""
    rows = Clock.objects.filter(ticket=ticket, pk=clock_id).annotate(calendar=F("ticket__course__calendar"))
    row = rows.first()
    return _shown(row, ticket) if row else None


def told_for(actor: Actor, since: datetime | None = None) -> QuerySet[Clock]:
    """Clocks under way whose end this person was warned of: as assignee, or as the lead of team or queue."""
    led = [row.pk for row in desk.queues() if row.team and row.team.manager_id == actor.id]
    lead = Q(ticket__team__manager=actor.id) | Q(ticket__team=None, ticket__queue__in=led)
    rows = Clock.objects.filter(ended_at=None, told_at__isnull=False, ticket__deleted_at=None)
    rows = rows.filter(Q(ticket__assignee=actor.id) & _warned("assignee") | lead & _warned("lead"))
    return rows.filter(told_at__gt=since) if since else rows


def _warned(to: str) -> Q:
    wanted = {f"policy__warn_{to}__gt": 0, f"policy__warn_{to}__lte": F("warned")}
    return Q(breached_at__isnull=False) | Q(**wanted)


def _shown(row: Any, ticket: Ticket) -> Shown:
    names = {one.pk: one.name for one in book.page().rows}
    calendars = {one.pk: one.name for one in desk.calendars()}
    left = None if row.ended_at else _left(row, ticket)
    gone = (row.worked or 0) if left is None else row.target - left
    return Shown(
        clock=row,
        policy=names.get(row.policy_id, ""),
        calendar=calendars.get(row.calendar, ""),
        left=left,
        percent=min(max(round(100 * gone / row.target), 0), 100) if row.target else 0,
        by_hand=getattr(row, "by_hand", None),
    )


def _left(row: Any, ticket: Ticket) -> int | None:
    """Business minutes; below zero: how long it is late."""
    hours, now = desk.hours_for(row.calendar, ticket.queue_id), clock.now()
    if row.rests_since and row.worked is not None:
        return int(row.target - row.worked)
    if hours is None or row.due_at is None:
        return None
    until = row.rests_since or now
    if row.due_at >= until:
        return worked_between(hours, until, row.due_at) // MINUTE
    return -(worked_between(hours, row.due_at, until) // MINUTE)


def names_of(rows: Sequence[Clock]) -> dict[int, str]:
    """{policy id: name}"""
    known = {one.pk: one.name for one in book.page().rows}
    return {row.policy_id: known.get(row.policy_id, "") for row in rows if row.policy_id}
