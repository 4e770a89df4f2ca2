"""Figures follow what happens in tickets: facts at once, the sums of their days half a minute later.

A day is counted whole, from what is true then; so hearing of something twice, late or out of order ends in
the same figures, and a busy minute costs one counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from core.reports.services import holding
from core.reports.services.statements import put_days, put_facts, zone
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock

COUNT = "reports.count"
SOON = timedelta(seconds=30)  # the clocks of a ticket hear of the same, and are to be through with it


@transaction.atomic(savepoint=False)  # with every message: whoever calls it goes back with it
def follow(ticket_ids: Sequence[int], at: datetime, *, is_decided: bool = False) -> None:
    """Something happened in these tickets. is_decided: a promise may have been kept or missed with it."""
    holding.facts(alone=False)
    touched = put_facts(ticket_ids)
    if is_decided:
        touched.add(at.astimezone(ZoneInfo(zone())).date())
    mark(touched)


def mark(days: Iterable[date]) -> None:
    """These days are to be counted anew, soon. In order: two who mark the same never wait crosswise."""
    for day in sorted(days):
        ensure_alarm(COUNT, day.isoformat(), clock.now() + SOON)


@transaction.atomic
def count_day(day: date) -> None:
    """The alarm."""
    holding.days()
    put_days([day])
