"""Which hit of a ticket is worth most, and how much a ticket is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from core.search.hits import Hit

WEIGHT = {"text": 1.0, "file": 0.8, "stem": 0.7}
BESIDE = {"subject": 50, "person": 20}  # hundredths, beside ranks of which most are below 0.2
UNRANKED = 0.05
PER_HIT, MOST_COUNTED = 0.01, 10
FADES = 90.0  # days after which half of what age can take is gone


def best(hits: Sequence[Hit]) -> tuple[dict[int, tuple[float, Hit]], Mapping[int, int]]:
    """({ticket: (worth of its best hit, that hit)}, {ticket: number of hits})."""
    shown: dict[int, tuple[float, Hit]] = {}
    counts: Counter[int] = Counter(hit.ticket for hit in hits)
    beside: Counter[int] = Counter()
    for hit in hits:
        worth = (hit.rank or UNRANKED) * WEIGHT.get(hit.kind, 0.0)
        if hit.kind in BESIDE:
            beside[hit.ticket] += BESIDE[hit.kind]
        known = shown.get(hit.ticket)
        if known is None or (worth, hit.message) > (known[0], known[1].message):
            shown[hit.ticket] = (worth, hit)
    return {pk: (worth + beside[pk] / 100, hit) for pk, (worth, hit) in shown.items()}, counts


def score(worth: float, count: int, at: datetime, now: datetime) -> float:
    """The best hit, a little for each further one; half of it fades with the age of the last message."""
    days = max((now - at).total_seconds(), 0.0) / 86_400
    value = worth + PER_HIT * min(count - 1, MOST_COUNTED)
    return round(value * (0.5 + 0.5 / (1 + days / FADES)), 6)
