"""How long answers take people, with a suggested reply and without, and what that saves: measured, no guess.

Nobody keeps a clock. What is known of each reply is when it was sent and when the same colleague had last
sent anything: the time between is what it took, all looking and thinking included. Longer than LONGEST
somebody was doing something else, shorter than SHORTEST it was one of many that left together: both say
nothing and are left out. Compared are medians, each at the end of its 80 % interval that makes the difference
smaller; less than LEAST replies on either side are no measure. What triage saves beside replies is not
counted. Easy questions get suggestions more often than hard ones, so part of the difference may be theirs:
pages say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor, sqrt
from statistics import median
from typing import Any

from django.db import connection

from tenants import context
from tenants.kernel import clock

DAYS = 90
LEAST = 30  # replies on each side
SHORTEST, LONGEST = 5, 900  # seconds
NEWEST = 20_000  # messages that are looked at: an index walk of some 50 ms
SURE = 1.28  # standard deviations: 80 % on both sides together, 90 % on the one that counts

_REPLIES = """
WITH said AS (
    SELECT id, ticket_id, author_user_id, kind, withdrawn_at, created_at,
           extract(epoch FROM created_at - lag(created_at) OVER mine) AS took
      FROM (SELECT id, ticket_id, author_user_id, kind, withdrawn_at, created_at
              FROM tickets_message ORDER BY id DESC LIMIT %(newest)s) newest
     WHERE author_user_id IS NOT NULL AND created_at >= %(since)s
    WINDOW mine AS (PARTITION BY author_user_id ORDER BY id)
), replies AS (
    SELECT said.*, id IN (SELECT reply_id FROM ai_outcome WHERE reply_id IS NOT NULL
                             AND kind IN ('sent_as_is', 'edited')) AS is_suggested
      FROM said WHERE kind = 'reply' AND withdrawn_at IS NULL
)
SELECT count(*), count(DISTINCT ticket_id), count(*) FILTER (WHERE is_suggested),
       coalesce(array_agg(took) FILTER (WHERE is_suggested AND took BETWEEN %(low)s AND %(high)s), '{}'),
       coalesce(array_agg(took) FILTER (WHERE NOT is_suggested AND took BETWEEN %(low)s AND %(high)s), '{}')
  FROM replies
"""


@dataclass(frozen=True, slots=True)
class Side:
    """Replies that could be timed. Seconds: the median, and the ends of its 80 % interval; 0 of none."""

    number: int
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effort:
    """The last DAYS days. replies, tickets, used: answered, in how many tickets, with a suggestion."""

    replies: int
    tickets: int
    used: int
    aided: Side
    alone: Side

    @property
    def is_comparable(self) -> bool:
        return min(self.aided.number, self.alone.number) >= LEAST

    @property
    def saved_each(self) -> float | None:
        """Seconds that a used suggestion saves at least; 0 when no difference is sure, None unmeasured."""
        return max(self.alone.low - self.aided.high, 0.0) if self.is_comparable else None

    @property
    def saved(self) -> float | None:
        """Seconds of all that were used."""
        return None if self.saved_each is None else self.used * self.saved_each

    @property
    def per_ticket(self) -> float | None:
        """Seconds that a ticket takes without suggestions: its replies × their median. None unmeasured."""
        if self.alone.number < LEAST or not self.tickets:
            return None
        return self.replies / self.tickets * self.alone.median


def effort() -> Effort:
    """One statement, however much was written."""
    asked: dict[str, Any] = {
        "newest": NEWEST, "since": clock.now() - timedelta(days=DAYS), "low": SHORTEST, "high": LONGEST,
    }  # fmt: skip
    with context.reading(), connection.cursor() as cursor:
        cursor.execute(_REPLIES, asked)
        replies, tickets, used, aided, alone = cursor.fetchone()
    return Effort(replies, tickets, used, side(aided), side(alone))


def side(seconds: Sequence[float]) -> Side:
    """The median with its interval, from ranks alone: no shape of the times is assumed."""
    ordered = sorted(map(float, seconds))
    if not ordered:
        return Side(0, 0.0, 0.0, 0.0)
    number, half = len(ordered), SURE * sqrt(len(ordered)) / 2
    low, high = floor(number / 2 - half), ceil(number / 2 + half)
    ends = ordered[max(low - 1, 0)], ordered[min(high, number - 1)]
    return Side(number, median(ordered), *ends)
