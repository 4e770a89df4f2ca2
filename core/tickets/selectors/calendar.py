"""The tickets of a list laid out by day: when they are due, when they come back, or when they came.

One statement, however long the days are: the first tickets of each day, and how many it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from core.tickets.models import Ticket
from core.tickets.selectors.board import ALIVE
from core.tickets.selectors.inbox import SAYS_STATE, BadFilter, Filters, inbox
from tenants.kernel.actor import Actor

BY = {"due": "due_at", "snoozed": "pending_until", "created": "created_at"}


def by_day(
    actor: Actor,
    filters: Filters,
    dates: str,
    between: tuple[datetime, datetime],
    zone: ZoneInfo,
    most: int,
    columns: Iterable[str],
) -> dict[date, tuple[list[Ticket], int]]:
    """{day in this zone: (its first tickets, how many it has)}; days without any are left out.

    between: from and before. most: tickets of a day. Raises BadFilter.
    """
    if (column := BY.get(dates)) is None:
        raise BadFilter(field="dates", value=dates[:40])
    start, end = between
    rows = inbox(actor, _wanted(filters, dates)).order_by()
    rows = rows.filter(**{f"{column}__gte": start, f"{column}__lt": end})
    rows = rows.annotate(day=TruncDate(column, tzinfo=zone)).annotate(
        place=Window(RowNumber(), partition_by=F("day"), order_by=(F(column), F("id"))),
        of_day=Window(Count("pk"), partition_by=F("day")),
    )
    found: dict[date, tuple[list[Ticket], int]] = {}
    for row in rows.filter(place__lte=most).only(*columns, column).order_by(column, "id"):
        found.setdefault(row.day, ([], row.of_day))[0].append(row)  # type: ignore[attr-defined]
    return found


def _wanted(filters: Filters, dates: str) -> Filters:
    """What is put aside has its day, too, where it is due and where it comes back."""
    if dates == "created" or filters.state != "open" or filters.status or filters.asked & SAYS_STATE:
        return filters
    return filters if filters.spam else replace(filters, status=ALIVE)
