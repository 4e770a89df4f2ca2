"""What models cost here: by day, feature and model, each figure with the runs behind it. UTC days.

Amounts are millionths of settings.AI_CURRENCY. Runs are kept 90 days; the counters that caps are held
against (billing.CostCount) know more, since they also count what a dropped run cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncDate

from ai import book
from ai.models import Replay, Run
from billing import selectors as billing
from billing.rules import SPENT
from billing.selectors import Standing
from tenants import context
from tenants.kernel import clock

LONGEST = timedelta(days=366)
NOTHING = Standing(0, 0)
NAMED = Case(When(model="", then="asked"), default="model")  # who answered, or else was asked
SUMMED = ("calls", "tokens_in", "tokens_out", "cost", "unpriced")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger. key: an ISO day, a feature or a model; "" for all.

    Runs without a usable answer stand under the models that were asked: their failed calls cost, too.

    unpriced: tokens that nobody has named a price for; they are not in `cost`.
    """

    key: str
    runs: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0
    tickets: int = 0
    unpriced: int = 0

    @property
    def per_ticket(self) -> int:
        """Of one ticket that it was asked about, on average; 0 of none."""
        return round(self.cost / self.tickets) if self.tickets else 0


@dataclass(frozen=True, slots=True)
class Budget:
    """A cap and how much of it is spent or set aside. feature "": all."""

    feature: str
    span: str
    limit: int
    taken: int
    is_spent: bool = False  # a request was refused for it: what is left, if anything, is too little

    @property
    def percent(self) -> int:
        return min(self.taken * 100 // self.limit, 100) if self.limit else 100


@dataclass(frozen=True, slots=True)
class Ledger:
    """since, until: days, both included. tickets: that a model was asked about.

    replays: cost of changes that were tried, which is no part of the rest.
    """

    since: date
    until: date
    total: Line
    tickets: int
    local: int
    fallen_back: int
    failed: int
    replays: int = 0
    by_day: list[Line] = field(default_factory=list)
    by_feature: list[Line] = field(default_factory=list)
    by_model: list[Line] = field(default_factory=list)

    @property
    def per_ticket(self) -> int:
        """Cost of one ticket on average; 0 before there is one."""
        return round(self.total.cost / self.tickets) if self.tickets else 0


def ledger(since: date, until: date) -> Ledger:
    """Six statements, however many runs there are."""
    rows = in_range(since, until)
    figures = rows.aggregate(
        **_sums(),
        local=Count("pk", filter=Q(engine="local", state=Run.State.DONE)),
        fallen_back=Count("pk", filter=Q(state=Run.State.FALLEN_BACK)),
        failed=Count("pk", filter=Q(state=Run.State.FAILED)),
    )
    asked = rows.filter(calls__gt=0)
    return Ledger(
        since=since,
        until=until,
        total=_line("", figures),
        tickets=figures["tickets"],
        local=figures["local"],
        fallen_back=figures["fallen_back"],
        failed=figures["failed"],
        replays=_replays(since, until),
        by_day=_grouped(asked.annotate(key=TruncDate("created_at", tzinfo=UTC)), _key),
        by_feature=_grouped(asked.annotate(key=F("kind")), _cost),
        by_model=_grouped(asked.annotate(key=NAMED), _cost),
    )


def per_ticket(days: int) -> tuple[int, int]:
    """(what models cost for one ticket on average in the last days, tickets they were asked about)."""
    since = clock.now() - timedelta(days=days)
    rows = Run.objects.filter(created_at__gte=since, calls__gt=0).order_by()
    told = rows.aggregate(cost=Sum("cost", default=0), tickets=Count("ticket", distinct=True))
    return (round(told["cost"] / told["tickets"]) if told["tickets"] else 0), told["tickets"]


def spent_runs(since: date, until: date, feature: str = "", model: str | None = None) -> QuerySet[Run]:
    """The runs behind a figure, newest first, with their tickets. model None: of all models."""
    rows = in_range(since, until).filter(calls__gt=0).select_related("ticket").order_by("-pk")
    rows = rows.filter(kind=feature) if feature else rows
    return rows if model is None else rows.annotate(named=NAMED).filter(named=model)


def in_range(since: date, until: date) -> QuerySet[Run]:
    return Run.objects.filter(**_within(since, until)).order_by()


def _replays(since: date, until: date) -> int:
    spent = Replay.objects.filter(**_within(since, until)).aggregate(spent=Sum("spent", default=0))
    return int(spent["spent"])


def _within(since: date, until: date) -> dict[str, datetime]:
    begins = datetime.combine(since, time.min, UTC)
    ends = datetime.combine(until + timedelta(days=1), time.min, UTC)
    return {"created_at__gte": begins, "created_at__lt": ends}


def bounded(since: date | None, until: date | None) -> tuple[date, date]:
    """A range that makes sense: this month without one, at most a year, never backwards."""
    today = clock.now().date()
    last = min(until or today, today)
    first = min(since or last.replace(day=1), last)
    return max(first, last - LONGEST), last


def budgets(standing: Mapping[tuple[str, str], Standing] | None = None) -> list[Budget]:
    """Every cap that holds now, with what is taken of it. One statement; none with `spent_now` in hand."""
    caps = book.decided().caps
    if not caps:
        return []
    standing = spent_now() if standing is None else standing
    return [
        _budget(of, span, limit, standing.get((of, span), NOTHING))
        for (of, span), limit in sorted(caps.items())
    ]


def _budget(of: str, span: str, limit: int, stands: Standing) -> Budget:
    return Budget(of, span, limit, stands.taken, stands.told >= SPENT or stands.taken >= limit)


def spent_now() -> dict[tuple[str, str], Standing]:
    """{(feature or "" for all, day or month): millionths spent or set aside} of today and this month."""
    return billing.costs_now(context.current_tenant())


def _sums() -> dict[str, Any]:
    return {
        "runs": Count("pk", filter=Q(calls__gt=0)),
        "tickets": Count("ticket", distinct=True, filter=Q(calls__gt=0)),
        **{f"{name}_sum": Sum(name, default=0) for name in SUMMED},
    }


def _grouped(rows: QuerySet[Any], order: Callable[[Line], Any]) -> list[Line]:
    found: Iterable[dict[str, Any]] = rows.values("key").annotate(**_sums())
    lines = [_line(str(one["key"] or ""), one) for one in found]
    return sorted(lines, key=order, reverse=True)


def _key(line: Line) -> str:
    return line.key


def _cost(line: Line) -> tuple[int, str]:
    return line.cost, line.key


def _line(key: str, sums: dict[str, Any]) -> Line:
    told = {name: sums[f"{name}_sum"] for name in SUMMED}
    return Line(key, sums["runs"], **told, tickets=sums["tickets"])
