"""Old tickets go into the archive one by one, and come back as they were.

A ticket is old when it was finished more than so many months ago; an organization says how many. Each goes in
a transaction of its own and is asked again under its lock, so a worker that dies, or two at once, lose and
double nothing. It can still be read, found and referred to; whoever wants to change it brings it back first.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.audit import trail
from core.tickets.events import ArchiveFilled, TicketArchived
from core.tickets.models import Archiving, Ticket
from core.tickets.rules import FEWEST_MONTHS, MOST_MONTHS, archived_from
from core.tickets.selectors.archive import to_archive
from core.tickets.services import cold
from core.tickets.services.rows import BESIDE, bring, locked, locked_all
from tenants import tasks
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid

AT_ONCE = 200  # of one run: some seconds
TASK = "tickets.archive"


class BadMonths(Invalid):
    """data: least, most."""

    code = "archive.months"
    sentence = "Archive tickets after {least} to {most} months, or never."


def archiving() -> int | None:
    """Months after which finished tickets are archived; None: never."""
    return Archiving.objects.values_list("months", flat=True).first()


@transaction.atomic
def set_archiving(months: int | None, *, by: Actor) -> None:
    """None: from now on nothing goes in; what is there stays there. Twice is once. Raises BadMonths."""
    if months is not None and not FEWEST_MONTHS <= months <= MOST_MONTHS:
        raise BadMonths(least=FEWEST_MONTHS, most=MOST_MONTHS)
    row, _ = Archiving.objects.select_for_update().get_or_create(pk=1)
    if row.months == months:
        return
    was, row.months = row.months, months
    row.save(update_fields=["months"])
    trail.record("archive.set", on=row, by=by, before={"months": was}, after={"months": months})
    if months:
        tasks.wake(TASK)


def archive_old(limit: int = AT_ONCE) -> bool:
    """Archive what is due, the oldest first. Whether there may be more. Nothing while it is switched off.

    Emits TicketArchived of each, in its transaction, and ArchiveFilled of all together.
    """
    if (months := archiving()) is None:
        return False
    due = to_archive(archived_from(months, clock.now())).order_by("pk")
    rows: list[Any] = list(due.only("pk")[:limit])
    for year in sorted({row.finished_at.year for row in rows}):
        _make_room(year)
    done = sum(_archive(row.pk, months, SYSTEM) for row in rows)
    if done:
        _tell(done)
    return len(rows) == limit and done > 0


def archive(ticket_id: int, *, by: Actor = SYSTEM) -> bool:
    """One ticket, if it is due. Twice is once. Whether it went. Emits TicketArchived."""
    if (months := archiving()) is None or (row := _due(ticket_id, months)) is None:
        return False
    _make_room(row.finished_at.year)
    return _archive(ticket_id, months, by)


@transaction.atomic
def _make_room(year: int) -> None:
    """Before any ticket is locked: who makes a part locks tables, and must not wait for tickets meanwhile."""
    cold.room_for(year)


@transaction.atomic
def _archive(ticket_id: int, months: int, by: Actor) -> bool:
    if not locked_all([ticket_id]) or (row := _due(ticket_id, months)) is None:
        return False
    year = row.finished_at.year
    if not cold.has_room(year):  # it was finished anew since: the next run
        return False
    cold.put(row.pk, year)
    hot.update(Ticket, {"archived_at": clock.now()}, "id = %s", [row.pk])
    trail.record("ticket.archived", on=row, by=by, after={"year": year})
    publish(TicketArchived(row.pk, by.ref))
    return True


@transaction.atomic
def _tell(number: int) -> None:
    """One line of the feed for a whole run; a run that is killed has its tickets' own lines alone."""
    trail.record("archive.filled", on=Archiving(pk=1), by=SYSTEM, after={"number": number})
    publish(ArchiveFilled(number, SYSTEM.ref))


def _due(ticket_id: int, months: int) -> Any:
    """The ticket with `finished_at`, if it is due now; else None."""
    return to_archive(archived_from(months, clock.now())).filter(pk=ticket_id).first()


@transaction.atomic
def bring_back(ticket: Ticket, *, by: Actor) -> Ticket:
    """Out of the archive, with all its words, as it was. Twice is once. Returns the fresh row.

    Emits TicketBroughtBack.
    """
    row = locked(ticket.pk, even_archived=True)
    bring(row, by)
    return Ticket.objects.select_related(*BESIDE).get(pk=row.pk)
