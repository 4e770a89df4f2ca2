"""Years of the archive end: their tickets are erased one by one, then the empty parts of the tables go.

Killed anywhere, the next run goes on: a part is taken off only when nothing lies in it any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from core.tickets.models import OldWords, Ticket
from core.tickets.services import cold
from core.tickets.services.bin import erase
from tenants.database import partitions

AT_ONCE = 500  # numbers that are fetched at a time
Told = Callable[[int], object]  # how many are erased so far


@dataclass(frozen=True, slots=True)
class Year:
    """tickets: of the archive that were finished in it. parts: tables that have one of it."""

    year: int
    tickets: int
    parts: int


def old_years(before: int) -> list[Year]:
    """What dropping would erase, the oldest first. One query for each year, and one for each table."""
    parts = [year for table in cold.tables() for year in _years(table) if year < before]
    return [Year(year, _of(year).distinct().count(), parts.count(year)) for year in sorted(set(parts))]


def drop_archived(before: int, told: Told = lambda done: None) -> int:
    """Erase what was archived of years before this one. How many tickets. Doing it again goes on with it."""
    done = 0
    for one in old_years(before):
        while keys := list(_of(one.year).distinct()[:AT_ONCE]):
            erased = sum(_erase(pk, one.year) for pk in keys)
            done += erased
            told(done)
            if not erased:  # somebody brings them back just now
                break
        _take_off(one.year)
    return done


@transaction.atomic
def _erase(pk: int, year: int) -> int:
    """Unless somebody has brought it back since. Signposts that lead to it go with it."""
    ticket = Ticket.every.select_for_update(of=("self",)).filter(pk=pk, archived_at__isnull=False).first()
    if ticket is None or not _of(year).filter(message__ticket=pk).exists():
        return 0
    for row in (*Ticket.every.select_for_update(of=("self",)).filter(merged_into=pk), ticket):
        erase(row)
    return 1


@transaction.atomic
def _take_off(year: int) -> None:
    with connection.cursor() as cursor:
        for table in cold.tables():
            if year in partitions.years(cursor, table):
                partitions.drop(cursor, table, year)


def _of(year: int):  # type: ignore[no-untyped-def]  # a queryset of keys
    return OldWords.objects.filter(year=year).order_by().values_list("message__ticket", flat=True)


def _years(table: str) -> list[int]:
    with connection.cursor() as cursor:
        return partitions.years(cursor, table)
