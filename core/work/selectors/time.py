"""Whose time may be read, and what it adds up to. Sums are by the days of whoever reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncDate

from core.accounts import selectors as accounts
from core.tickets import rules as ticket_rules
from core.tickets.models import Ticket
from core.tickets.selectors.access import ticket_for
from core.tickets.selectors.reach import may, queues_at
from core.work import time_book
from core.work.models import Task
from core.work.models_time import TimeEntry, TimeRules
from core.work.rules import VIEW
from core.work.selectors.access import task_for
from core.work.selectors.access import visible as visible_tasks
from core.work.time_book import Running
from core.work.timing import SEE, TRACK
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.reach import Level

WITH = ("person", "ticket", "task__ticket")
Thing = Ticket | Task


class NoSuchEntry(NotFound):
    code = "time.not_found"
    sentence = "There is no such time, or you may not see it."


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes on one thing. mine: of whoever asks."""

    total: int
    billable: int
    mine: int


@dataclass(frozen=True, slots=True)
class Total:
    """Minutes of one person, thing or day."""

    key: Any
    minutes: int
    billable: int
    entries: int


def visible(actor: Actor) -> QuerySet[TimeEntry]:
    """One's own; that of colleagues for who may see it, on what they may read."""
    mine = Q(person=actor.id) if actor.kind == "user" and actor.may(TRACK) else Q(pk__in=())
    if not actor.may(SEE):
        return TimeEntry.objects.filter(mine)
    return TimeEntry.objects.filter(mine | _readable(actor))


def marked(actor: Actor, rows: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """Each with `is_shut`: time of one's own on what one may not read any more."""
    return rows.annotate(is_shut=Case(When(_readable(actor), then=Value(False)), default=Value(True)))


def entry_for(actor: Actor, pk: int) -> TimeEntry:
    """Raises NoSuchEntry."""
    row = marked(actor, visible(actor)).select_related(*WITH).filter(pk=pk).first()
    if row is None:
        raise NoSuchEntry
    return row


def item_named(actor: Actor, name: str) -> dict[str, Thing]:
    """{"ticket": row} or {"task": row} by what people call it. Raises NoSuchTicket, NoSuchTask."""
    text = name.strip()
    if text.upper().startswith("TASK-"):
        return {"task": task_for(actor, text)}
    return {"ticket": went_on(actor, ticket_for(actor, text, beside=("merged_into",)))}


def running_of(person: int | None) -> Running | None:
    """Their timer. No query while nothing changes."""
    return time_book.running().get(person or 0)


def is_open(actor: Actor, row: Running) -> bool:
    """May this person read what the timer is on? No query."""
    if row.kind == "task" and not actor.may(VIEW):
        return False
    return row.queue_id is None or may(actor, row.queue_id, ticket_rules.VIEW)


def asks_at(row: Running) -> datetime:
    """When it asks whether its person still works, or has asked."""
    return row.asks_at(time_book.rules())


def thing_for(actor: Actor, kind: str, number: int) -> Thing:
    """The ticket or task of that number. Raises NoSuchTicket, NoSuchTask."""
    if kind == "task":
        return task_for(actor, number)
    if kind != "ticket":
        raise NotFound
    return went_on(actor, ticket_for(actor, number, beside=("merged_into",)))


def went_on(actor: Actor, ticket: Ticket) -> Ticket:
    """Where a merged ticket goes on, for who may read that too. Raises NoSuchTicket."""
    return ticket_for(actor, ticket.merged_into.number, beside=()) if ticket.merged_into else ticket


def all_running(actor: Actor) -> list[Running]:
    """Timers of colleagues on what this person may read, the longest first. Raises Refused.

    Asked of the database: a ticket may have moved or been renamed since its timer was remembered. No query
    while none runs.
    """
    if not actor.may(SEE):
        raise Refused(permission=SEE)
    if not (rows := list(time_book.running().values())):
        return []
    titles = Coalesce("ticket__subject", "task__title")
    now = dict(visible(actor).filter(ended_at=None).values_list("pk", titles))
    return [replace(row, title=now[row.entry]) for row in rows if row.entry in now]


def rules() -> TimeRules:
    """How the organization keeps time. No query while nothing changes."""
    return time_book.rules()


def activities() -> list[dict[str, str]]:
    return list(time_book.rules().activities)


def spent_on(actor: Actor, thing: Thing) -> Spent:
    """What is counted on a ticket or task that is in hand; whoever may read that may know how much."""
    rows = _of(thing)
    found = rows.aggregate(
        total=Sum("minutes"),
        billable=Sum("minutes", filter=Q(billable=True)),
        mine=Sum("minutes", filter=Q(person=actor.id)),
    )
    return Spent(*(found[name] or 0 for name in ("total", "billable", "mine")))


def entries_on(actor: Actor, thing: Thing, most: int = 50) -> list[TimeEntry]:
    """The newest ones that this person may see, with who spent them."""
    seen = visible(actor) & _of(thing)
    return list(seen.select_related(*WITH).order_by("-started_at", "-pk")[:most])


def between(rows: QuerySet[TimeEntry], first: date, last: date, zone: ZoneInfo) -> QuerySet[TimeEntry]:
    """Those that began on these days, both included."""
    start, end = day_start(first, zone), day_start(last + timedelta(days=1), zone)
    return rows.filter(started_at__gte=start, started_at__lt=end)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def by_person(rows: QuerySet[TimeEntry]) -> list[Total]:
    """key: id of the person. The most first."""
    return _sums(rows.values(key=F("person_id")))


def by_thing(rows: QuerySet[TimeEntry]) -> list[Total]:
    """key: (id of the ticket, id of the task), one of them None. The most first."""
    named = rows.order_by().values("ticket_id", "task_id").annotate(**_ADDED)
    found = [Total((row["ticket_id"], row["task_id"]), *_values(row)) for row in named]
    return sorted(found, key=lambda one: -one.minutes)


def by_day(rows: QuerySet[TimeEntry], zone: ZoneInfo) -> list[Total]:
    """key: (day in this zone, id of the person)."""
    named = rows.order_by().annotate(day=TruncDate("started_at", tzinfo=zone)).values("day", "person_id")
    found = [Total((row["day"], row["person_id"]), *_values(row)) for row in named.annotate(**_ADDED)]
    return sorted(found, key=lambda one: one.key)


def zone_of(person: Any = None) -> ZoneInfo:
    """Of a user, else the organization's."""
    own = person.time_zone if person else ""
    return ZoneInfo(own or context.current_tenant().time_zone or "UTC")


def zone_for(actor: Actor) -> ZoneInfo:
    return zone_of(accounts.myself(actor) if actor.kind == "user" else None)


def things_of(sums: Iterable[Total]) -> dict[tuple[int | None, int | None], Thing]:
    """The tickets and tasks of `by_thing`. Two queries."""
    pairs = [one.key for one in sums]
    tickets = Ticket.every.in_bulk([pk for pk, _task in pairs if pk])
    tasks = Task.objects.select_related("ticket").in_bulk([pk for _ticket, pk in pairs if pk])
    return {(pk, None): row for pk, row in tickets.items()} | {(None, pk): row for pk, row in tasks.items()}


_ADDED = {
    "total": Sum("minutes"),
    "to_bill": Sum("minutes", filter=Q(billable=True)),
    "number": Count("pk"),
}


def _sums(rows: Any) -> list[Total]:
    found = [Total(row["key"], *_values(row)) for row in rows.order_by().annotate(**_ADDED)]
    return sorted(found, key=lambda one: -one.minutes)


def _values(row: Any) -> tuple[int, int, int]:
    return row["total"] or 0, row["to_bill"] or 0, row["number"]


def _of(thing: Thing) -> QuerySet[TimeEntry]:
    column = "ticket" if isinstance(thing, Ticket) else "task"
    return TimeEntry.objects.filter(**{column: thing})


def _readable(actor: Actor) -> Q:
    """What is on a ticket or task that this person may read."""
    tasks = Q(task__in=visible_tasks(actor))
    if not actor.may(ticket_rules.VIEW):
        return tasks
    queues = queues_at(actor, Level.READ)
    alive = Q(ticket__deleted_at=None, ticket__isnull=False)
    return tasks | (alive if queues is None else alive & Q(ticket__queue__in=queues))
