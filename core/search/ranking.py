"""Which hit of a ticket is worth most, and how much a ticket is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter

from core.search.composing import Hit

WEIGHT = {"text": 1.0, "file": 0.8, "stem": 0.7}
BESIDE = {"subject": 50, "person": 20}  # hundredths, beside ranks of which most are below 0.2
UNRANKED = 0.05
PER_HIT, MOST_COUNTED = 0.01, 10
FADES = 90.0  # days after which half of what age can take is gone


def best(hits: Sequence[Hit]) -> tuple[dict[int, tuple[float, Hit]], Mapping[int, int]]:
    """({ticket: (worth of its best hit, that hit)}, {ticket: number of hits})."""
    shown: dict[int, tuple[float, Hit]] = {}
    counts: Counter[int] = Counter(map(attrgetter("ticket"), hits))
    beside: Counter[int] = Counter()
    for hit in hits:
        kind, ticket = hit.kind, hit.ticket
        worth = (hit.rank or UNRANKED) * WEIGHT[kind] if kind in WEIGHT else 0.0
        if kind in BESIDE:
            beside[ticket] += BESIDE[kind]
        known = shown.get(ticket)
        if known is None or worth > known[0] or (worth == known[0] and hit.message > known[1].message):
            shown[ticket] = (worth, hit)
    return {pk: (worth + beside[pk] / 100, hit) for pk, (worth, hit) in shown.items()}, counts


def score(worth: float, count: int, at: float, now: float) -> float:
    """The best hit, a little for each further one; half of it fades with the age of the last message.

    at, now: in seconds since 1970.
    """
    days = (now - at) / 86_400 if at < now else 0.0
    value = worth + PER_HIT * (count - 1 if count <= MOST_COUNTED else MOST_COUNTED)
    return value * (0.5 + 0.5 / (1 + days / FADES))
