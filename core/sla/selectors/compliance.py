"""How promises were kept: per clock, policy and week, each number with the tickets behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from core.sla.models import Clock
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from core.tickets.selectors.reach import queues_at
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.reach import Level

WEEKS = 12  # shown at first
MOST_WEEKS = 53
WEEK = timedelta(days=7)
Decided = Q(state__in=(Clock.State.MET, Clock.State.BREACHED), ticket__deleted_at=None)


@dataclass(frozen=True, slots=True)
class Row:
    """week: its Monday. policy: id, or None for one that was removed. worked: average business minutes."""

    week: date
    kind: str
    policy: int | None
    met: int
    breached: int
    worked: float | None

    @property
    def share(self) -> float:
        """0 to 1: how many were met."""
        return self.met / (self.met + self.breached)


def compliance(actor: Actor, weeks: int = WEEKS) -> list[Row]:
    """Clocks that were decided in the last weeks, this one included, the newest week first. One query.

    Those of the queues that this actor may read.

    A clock counts in the week in which it was met or breached; a ticket that was merged away counts with
    nothing but what was breached before.
    """
    zone = ZoneInfo(context.current_tenant().time_zone)
    rows = Clock.objects.filter(Decided, decided_at__gte=_first_moment(weeks, zone))
    if (readable := queues_at(actor, Level.READ)) is not None:
        rows = rows.filter(ticket__queue__in=readable)
    grouped = (
        rows.annotate(week=TruncWeek("decided_at", tzinfo=zone)).order_by().values("week", "kind", "policy")
    )
    counted = grouped.annotate(
        met=Count("pk", filter=Q(state=Clock.State.MET)),
        breached=Count("pk", filter=Q(state=Clock.State.BREACHED)),
        took=Avg("worked"),
    )
    found = [
        Row(one["week"].date(), one["kind"], one["policy"], one["met"], one["breached"], one["took"])
        for one in counted
    ]
    kinds = list(Clock.Kind.values)
    return sorted(found, key=lambda row: (-row.week.toordinal(), kinds.index(row.kind), row.policy or 0))


def tickets_behind(
    actor: Actor, *, weeks: int, week: date | None, kind: str, policy: int | None, state: str
) -> QuerySet[Ticket]:
    """The visible tickets with such a clock, the last touched first. weeks: as in `compliance`; week: of this
    one alone. kind, state "": all; policy 0: a removed one, None: all.
    """
    zone = ZoneInfo(context.current_tenant().time_zone)
    rows = Clock.objects.filter(Decided, decided_at__gte=_first_moment(MOST_WEEKS if week else weeks, zone))
    if week:
        start = datetime.combine(week, time(), zone)
        end = datetime.combine(week + WEEK, time(), zone)
        rows = rows.filter(decided_at__gte=start, decided_at__lt=end)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if policy is not None:
        rows = rows.filter(policy=policy or None)
    seen = tickets.visible(actor).filter(pk__in=rows.order_by().values("ticket"))
    return seen.select_related("contact", "assignee", "status").order_by("-last_message_at", "-id")


def _first_moment(weeks: int, zone: ZoneInfo) -> datetime:
    today = clock.now().astimezone(zone).date()
    monday = today - timedelta(days=today.weekday()) - WEEK * (min(max(weeks, 1), MOST_WEEKS) - 1)
    return datetime.combine(monday, time(), zone)
