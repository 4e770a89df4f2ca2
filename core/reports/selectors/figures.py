"""What became of tickets in a span of days, beside the equally long one before. One statement.

Read from the sums per day, so 100,000 tickets cost what 100 do; what took how long is added up here, where
it takes a tenth of the time it takes the database. Times are from a ticket's opening, around the
clock; each ticket counts on the day on which it was opened, first answered, solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, Sum

from core.reports.models import Day
from core.reports.selectors.windows import Window
from core.reports.spread import at_share
from core.tickets.selectors.reach import queues_at
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.reach import Level

NUMBERS = ("opened", "replied", "solved")
CLOCKS = ("first", "next", "resolution")
COLUMNS = (*NUMBERS, *(f"{clock}_{end}" for clock in CLOCKS for end in ("met", "missed")))
Spread = dict[int, int]


@dataclass
class Sums:
    """Numbers by the names of COLUMNS, and how long first answers and solutions took."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    reply: Spread = field(default_factory=dict)
    solve: Spread = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]

    def add(self, row: Mapping[str, Any]) -> None:
        for name in COLUMNS:
            self.numbers[name] += row[name]

    def add_times(self, row: Mapping[str, Any]) -> None:
        for spread, counts in ((self.reply, row["reply_spread"]), (self.solve, row["solve_spread"])):
            for bucket, number in counts.items():
                spread[int(bucket)] = spread.get(int(bucket), 0) + number

    def decided(self, clock: str) -> int:
        return self[f"{clock}_met"] + self[f"{clock}_missed"]

    def kept(self, clock: str) -> float | None:
        """0 to 1: how many promises of this clock were kept; None when none was decided."""
        return self[f"{clock}_met"] / self.decided(clock) if self.decided(clock) else None

    @cached_property
    def all_kept(self) -> float | None:
        """The same over all clocks."""
        decided = sum(map(self.decided, CLOCKS))
        return sum(self[f"{clock}_met"] for clock in CLOCKS) / decided if decided else None

    def took(self, what: str, share: float = 0.5) -> float | None:
        """Minutes within which this share of first answers ("reply") or solutions ("solve") came."""
        return at_share(self.reply if what == "reply" else self.solve, share)


@dataclass(frozen=True)
class Figures:
    """days: the numbers of each day of the window, without those on which nothing happened."""

    window: Window
    now: Sums
    before: Sums
    days: dict[date, Sums]


def figures(actor: Actor, window: Window, *, queue: int = 0, team: int = 0, agent: int = 0) -> Figures:
    """Of the queues this actor may read. queue, team, agent: ids, 0 for all; of an agent what they hold."""
    found = Figures(window, Sums(), Sums(), {})
    with context.reading():
        for row in _rows(actor, window, queue, team, agent):
            is_now = row["day"] >= window.first
            sums = found.now if is_now else found.before
            sums.add(row)
            sums.add_times(row)
            if is_now:
                found.days.setdefault(row["day"], Sums()).add(row)
    return found


def solved_by(actor: Actor, window: Window, *, queue: int = 0, team: int = 0) -> dict[int, int]:
    """{person: tickets solved that they hold}, of the queues this actor may read. One statement."""
    rows = Day.objects.filter(_asked(actor, queue, team), agent__gt=0, day__range=(window.first, window.last))
    return dict(rows.order_by().values_list("agent").annotate(Sum("solved")))


def _rows(actor: Actor, window: Window, queue: int, team: int, agent: int) -> Any:
    days = Q(day__range=(window.before.first, window.last))
    rows = Day.objects.filter(days, _asked(actor, queue, team), agent=agent)
    return rows.order_by("day").values("day", *COLUMNS, "reply_spread", "solve_spread")


def _asked(actor: Actor, queue: int, team: int) -> Q:
    readable = queues_at(actor, Level.READ)
    own = Q() if readable is None else Q(queue__in=readable)
    return own & (Q(queue=queue) if queue else Q()) & (Q(team=team) if team else Q())
