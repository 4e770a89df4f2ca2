"""Counted nightly for the platform's figures, which look into no organization: tickets that models read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count

from ai.models import Run
from billing import services as billing
from tenants.kernel import clock

LATE = timedelta(days=2)  # the month before is counted again until it is over everywhere


def count_tickets() -> None:
    """Of this calendar month and, in its first days, of the one before. Repeating it is harmless."""
    today = clock.now().date()
    for month in sorted({today.replace(day=1), (today - LATE).replace(day=1)}):
        billing.note_tickets(month, _asked_about(month))


def _asked_about(month: date) -> int:
    begins, ends = (datetime.combine(day, time.min, UTC) for day in (month, _after(month)))
    runs = Run.objects.filter(created_at__gte=begins, created_at__lt=ends, calls__gt=0).order_by()
    return int(runs.aggregate(number=Count("ticket", distinct=True))["number"])


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
