"""Which tickets come again and again, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core.automation.dates import Plan
from core.automation.models import Occurrence, Recurrence
from tenants.kernel import clock
from tenants.kernel.errors import NotFound

SHOWN = 10  # last dates of one


class NoSuchRecurrence(NotFound):
    code = "recurrence.unknown"
    sentence = "There is no such recurring ticket."


def recurrences() -> QuerySet[Recurrence]:
    return Recurrence.objects.select_related("queue", "contact")


def recurrence(pk: int) -> Recurrence:
    """NoSuchRecurrence."""
    row = recurrences().filter(pk=pk).first()
    if row is None:
        raise NoSuchRecurrence
    return row


def plan_of(row: Recurrence) -> Plan:
    return Plan(row.rule, row.starts_on, row.at, ZoneInfo(row.time_zone))


def next_dates(row: Recurrence, number: int = 5) -> list[datetime]:
    """The next ones, also of one that rests."""
    return plan_of(row).next(number, clock.now())


def last_dates(row: Recurrence) -> list[Occurrence]:
    """The newest first."""
    return list(row.occurrences.select_related("ticket")[:SHOWN])


def last_of(rows: Iterable[Recurrence]) -> dict[int, Occurrence]:
    """{recurrence: its newest date}. One query."""
    newest = Occurrence.objects.filter(recurrence__in=[row.pk for row in rows]).select_related("ticket")
    newest = newest.order_by("recurrence_id", "-planned_at").distinct("recurrence_id")
    return {one.recurrence_id: one for one in newest}
