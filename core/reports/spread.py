"""How long things took, as counts in buckets that add up over days and queues. Pure.

Minute by minute up to twenty, then each bucket is five percent wider than the one before: whatever is read
from it is at most two and a half percent off, and a year fits into 230 numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, log

EXACT = 20  # minutes that have a bucket of their own
STEP = 1.05
# The same for PostgreSQL; m: minutes.
SQL = (
    f"CASE WHEN m < {EXACT} THEN m"
    f" ELSE {EXACT} + floor(ln(m::numeric / {EXACT}) / ln({STEP}::numeric))::int END"
)


def bucket(minutes: int) -> int:
    """Which bucket so many minutes fall into."""
    return minutes if minutes < EXACT else EXACT + floor(log(minutes / EXACT) / log(STEP))


def minutes_of(number: int) -> float:
    """The middle of a bucket."""
    return float(number) if number < EXACT else EXACT * STEP ** (number - EXACT + 0.5)


def at_share(spread: Mapping[int, int], share: float) -> float | None:
    """Minutes within which this share of them (0 to 1) was done; None when there are none."""
    total = sum(spread.values())
    if not total:
        return None
    reached, wanted = 0, share * total
    for number in sorted(spread):
        reached += spread[number]
        if reached >= wanted:
            return minutes_of(number)
    return None
