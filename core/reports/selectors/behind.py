"""The tickets behind a number: the same facts and clocks it was counted from, as far as one may see them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.reports.models import Fact
from core.reports.selectors.figures import CLOCKS, NUMBERS
from core.reports.selectors.windows import Window
from core.sla.models import Clock
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from tenants import context
from tenants.kernel.actor import Actor

ENDS = {"met": Clock.State.MET, "missed": Clock.State.BREACHED}
WHAT = (*NUMBERS, *(f"{clock}_{end}" for clock in CLOCKS for end in ENDS))  # numbers that can be opened


def behind(
    actor: Actor, what: str, window: Window, *, queue: int = 0, team: int = 0, agent: int = 0
) -> QuerySet[Ticket]:
    """what: one of WHAT. The last touched first."""
    seen = tickets.visible(actor)
    if what in NUMBERS:
        rows = Fact.objects.filter(ticket=OuterRef("pk"), kind=what)
        days = Q(day__range=(window.first, window.last))
        found = seen.filter(Exists(rows.filter(days, **_of("", queue, team, agent))))
    else:
        clock, _underscore, end = what.partition("_")
        within = Clock.objects.filter(
            decided_at__gte=_start(window.first),
            decided_at__lt=_start(window.last + timedelta(days=1)),
            kind=clock,
            state=ENDS[end],
        )
        found = seen.filter(pk__in=within.order_by().values("ticket"), **_of("_id", queue, team, agent))
    return found.select_related("contact", "assignee", "status").order_by("-last_message_at", "-id")


def _of(end: str, queue: int, team: int, agent: int) -> dict[str, int]:
    asked = {"queue": queue, "team": team, ("assignee" if end else "agent"): agent}
    return {f"{name}{end}": value for name, value in asked.items() if value}


def _start(day: object) -> datetime:
    zone = ZoneInfo(context.current_tenant().time_zone or "UTC")
    return datetime.combine(day, time(), zone)  # type: ignore[arg-type]
