"""How many customers write of a kind as a rule: what is always busy, or comes each day, is no incident."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Mod

from ai.local.alike import KIND, unpacked
from ai.local.features import Vector
from ai.local.sparse import stacked
from ai.models import Incident, IncidentTicket, Sketch
from ai.services.incidents import pending

HISTORY = timedelta(days=14)
DAY = timedelta(days=1)
READ = 5_000  # sketches compared; of more, every second or third ... stands for its neighbours
FILLED = 1_000  # earlier tickets that get a sketch before anything is judged: about half a second, once
TIMES = 2  # so many times the usual number is sudden
Came = list[tuple[datetime, int]]


def usual(kind: Vector, span: timedelta, before: datetime) -> float:
    """Customers who write so within a span as long, in the two weeks before: the mean, or the second busiest
    day's busiest span if that is more. One busy day was chance or an incident, two are a habit. Tickets of
    confirmed incidents are left out.
    """
    since = before - HISTORY
    pending.fill(since, before, FILLED)
    came, times = _alike(kind, since, before)
    if not came:
        return 0.0
    days = max((before - min(at for at, _ in came)) / DAY, 1.0)
    mean = len(came) * times * (span / DAY) / days
    return max(mean, _second_busiest(came, span, before) * times)


def _alike(kind: Vector, since: datetime, before: datetime) -> tuple[Came, int]:
    """[(when, customer)] of the tickets of this kind, and how many each stands for."""
    known = _history(since, before)
    times = known.count() // READ + 1
    rows = list(known.annotate(nth=Mod(F("ticket_id"), times)).filter(nth=0).values_list(
        "ticket__created_at", "ticket__contact", "columns", "values"
    ))  # fmt: skip
    scores = stacked([unpacked(row[2], row[3]) for row in rows]).scores(kind)
    return [(row[0], row[1]) for row, score in zip(rows, scores, strict=True) if score >= KIND], times


def _history(since: datetime, before: datetime) -> QuerySet[Sketch]:
    in_one = IncidentTicket.objects.filter(
        state=IncidentTicket.State.IN, incident__state__in=(Incident.State.CONFIRMED, Incident.State.RESOLVED)
    )
    rows = Sketch.objects.filter(counts=True, ticket__created_at__gte=since, ticket__created_at__lt=before)
    return rows.exclude(ticket__in=in_one.values("ticket")).order_by()


def _second_busiest(came: Came, span: timedelta, before: datetime) -> int:
    """Of the days, counted back from then: the most customers within one span, on the second busiest."""
    days: defaultdict[int, Came] = defaultdict(list)
    for at, who in came:
        days[(before - at) // DAY].append((at, who))
    peaks = [_peak(sorted(day), span) for day in days.values()]
    return heapq.nlargest(2, peaks)[1] if len(peaks) > 1 else 0


def _peak(day: Came, span: timedelta) -> int:
    """The most different customers within one span. day: in order."""
    within: Counter[int] = Counter()
    most = oldest = 0
    for at, who in day:
        within[who] += 1
        while at - day[oldest][0] > span:
            within[day[oldest][1]] -= 1
            if not within[day[oldest][1]]:
                del within[day[oldest][1]]
            oldest += 1
        most = max(most, len(within))
    return most
