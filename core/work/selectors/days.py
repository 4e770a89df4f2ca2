"""What a day was made of, and what somebody says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from core.accounts.models import User
from core.audit import trail
from core.desk.models import Team
from core.tickets.models import Ticket
from core.work.choices import TaskStatus
from core.work.models import DailySummary, Task, TimeEntry
from core.work.selectors.access import named_for as named
from core.work.selectors.time import between, day_start, zone_of
from core.work.timing import LONGEST_ENTRY, SEE, TRACK
from tenants import switches
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

MOST_LINES = 20  # of each part
WORKED = ("ticket.replied", "ticket.noted", "ticket.changed")
PARTS = ("completed", "in_progress", "blockers", "notes")


class NoSuchSummary(NotFound):
    code = "summary.not_found"
    sentence = "There is no such summary, or you may not see it."


@dataclass(frozen=True, slots=True)
class Day:
    """What there is to say of it: lines of each part, and the minutes that were counted."""

    completed: str
    in_progress: str
    blockers: str
    minutes: int


def is_asked() -> bool:
    """Whether people are asked for summaries here at all. No query."""
    return switches.is_on(switches.SUMMARIES)


def today_of(person: User) -> date:
    return clock.now().astimezone(zone_of(person)).date()


def summaries(actor: Actor) -> QuerySet[DailySummary]:
    """One's own; those of colleagues for who may see their time, once they were sent."""
    mine = Q(person=actor.id) if actor.kind == "user" and actor.may(TRACK) else Q(pk__in=())
    theirs = Q(sent_at__isnull=False) if actor.may(SEE) else Q(pk__in=())
    return DailySummary.objects.filter(mine | theirs).select_related("person")


def summary_for(actor: Actor, pk: int) -> DailySummary:
    """Raises NoSuchSummary."""
    if (row := summaries(actor).filter(pk=pk).first()) is None:
        raise NoSuchSummary
    return row


def summary_of(person: User, day: date) -> DailySummary | None:
    return DailySummary.objects.filter(person=person, day=day).first()


def leads_of(person: User) -> list[User]:
    """Who leads the teams this person is in, besides themselves."""
    teams = Team.objects.filter(members=person, manager__is_active=True).exclude(manager=person)
    found = {team.manager_id: team.manager for team in teams.select_related("manager").order_by("pk")}
    return [row for row in found.values() if row]


def made_of(person: User, day: date) -> Day:
    """The work of a day, for a summary that is begun. Five queries."""
    zone = zone_of(person)
    rows = between(TimeEntry.objects.filter(person=person), day, day, zone)
    worked = _worked(person, day, zone)
    tickets = list(Ticket.objects.filter(pk__in=worked | _timed(rows)).order_by("number")[: 2 * MOST_LINES])
    own = Task.objects.filter(assignee=person).filter(_of_day(day, zone))
    tasks = list(own.select_related("ticket").order_by("number"))
    done = [row for row in tickets if row.is_finished]
    return Day(
        completed=_lines(person, [*done, *(one for one in tasks if one.status == TaskStatus.DONE)]),
        in_progress=_lines(
            person,
            [
                *(row for row in tickets if not row.is_finished),
                *(one for one in tasks if one.status == TaskStatus.IN_PROGRESS),
            ],
        ),
        blockers=_lines(person, [one for one in tasks if one.status == TaskStatus.BLOCKED]),
        minutes=min(rows.aggregate(total=Sum("minutes"))["total"] or 0, LONGEST_ENTRY),
    )


def _worked(person: User, day: date, zone: ZoneInfo) -> set[int]:
    """Tickets this person answered, noted at or changed on that day."""
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    lines = trail.done_by("user", person.pk).filter(at__gte=start, at__lt=end, action__in=WORKED)
    return {pk for pk in lines.values_list("object_id", flat=True)[:300] if pk}


def _timed(rows: QuerySet[TimeEntry]) -> set[int]:
    return {pk for pk in rows.values_list("ticket_id", flat=True) if pk}


def _of_day(day: date, zone: ZoneInfo) -> Q:
    start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
    done = Q(completed_at__gte=start, completed_at__lt=end)
    return done | Q(is_finished=False, status__in=(TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED))


def _lines(person: User, rows: Sequence[Ticket | Task]) -> str:
    """Number and words; a neutral phrase instead of those that this person may not read any more."""
    return "\n".join(named(person.actor, row) for row in rows[:MOST_LINES])


def begun(person: User, day: date) -> dict[str, Any]:
    """The same as values of a summary that nobody has written yet."""
    made = made_of(person, day)
    return {name: getattr(made, name) for name in ("completed", "in_progress", "blockers", "minutes")}
