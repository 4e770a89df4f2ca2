"""Locking and saving a ticket: the one lock, the one way to raise the version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from core.audit import trail
from core.tickets.events import TicketBroughtBack
from core.tickets.models import Ticket, TicketNumber
from core.tickets.services import cold
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, NotFound, Stale

BESIDE = ("status", "queue", "category", "type", "assignee", "responsible", "contact")
# By hand, as all that every message asks for: composing it took longer than PostgreSQL took to answer.
_LOCK = "SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
# One ticket, which is the rule: a statement with a list is planned anew each time, this one is not.
_LOCK_ONE = "SELECT id FROM {table} WHERE id = %s FOR UPDATE"


class StaleTicket(Stale):
    """Someone changed the ticket since the caller read it. data: version (int)."""

    code = "ticket.stale"


class TicketIsMerged(Conflict):
    """The ticket goes on in another one. data: ticket, into (labels), merged_into (number)."""

    code = "ticket.merged"
    sentence = "{ticket} was merged into {into}. Nothing was changed."


class TicketIsDeleted(NotFound):
    """It lies in the bin. data: ticket (label)."""

    code = "ticket.deleted"
    sentence = "{ticket} was deleted. Restore it from the bin first."


class TicketIsArchived(Conflict):
    """Its words lie in the archive. data: ticket (label)."""

    code = "ticket.archived"
    sentence = "{ticket} is in the archive. Bring it back first. Nothing was changed."


def locked(ticket_id: int, seen: int | None = None, *, even_archived: bool = False) -> Ticket:
    """The fresh row under its lock. seen: version the caller looked at; None skips the check.

    even_archived: for who touches no words. Raises StaleTicket, TicketIsMerged, TicketIsDeleted,
    TicketIsArchived.
    """
    row = _locked(ticket_id)
    if not even_archived:
        check_not_archived(row)
    if row.merged_into:
        into = row.merged_into
        raise TicketIsMerged(ticket=row.label, into=into.label, merged_into=into.number)
    if seen not in (None, row.version):
        raise StaleTicket(version=row.version)
    return row


def locked_living(ticket_id: int, *, brings: bool = True) -> Ticket:
    """As `locked`, but the ticket that goes on in its place when it was merged: nobody's words are lost.

    brings: one in the archive comes back for them.
    """
    row = _locked(ticket_id)
    while row.merged_into_id:
        row = _locked(row.merged_into_id)
    if brings:
        bring(row)
    return row


def bring(row: Ticket, by: Actor = SYSTEM) -> bool:
    """Out of the archive, with all its words; whether it was there. The row is in hand and locked.

    Emits TicketBroughtBack.
    """
    if row.archived_at is None:
        return False
    cold.take(row.pk)
    trail.record("ticket.brought_back", on=row, by=by)
    hot.update(Ticket, {"archived_at": None}, "id = %s", [row.pk])
    row.archived_at = None
    publish(TicketBroughtBack(row.pk, by.ref))
    return True


def check_not_archived(*rows: Ticket) -> None:
    """Raises TicketIsArchived."""
    for row in rows:
        if row.archived_at:
            raise TicketIsArchived(ticket=row.label)


def _locked(ticket_id: int) -> Ticket:
    """Lock first, read after: a locking read that joins status or queue, and had to wait for somebody who
    changed them, finds the join broken and the ticket "gone" (PostgreSQL checks the waiting row again
    against the rows it had joined before).
    """
    if not _held([ticket_id]):
        raise Ticket.DoesNotExist
    row = hot.with_beside(Ticket, BESIDE, "t.id = %s", [ticket_id])[0]
    if row.deleted_at:
        raise TicketIsDeleted(ticket=row.label)
    return row


def locked_all(ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """{id: fresh row}, locked in the order of their ids, so that no two merges wait for each other.

    What lies in the bin is left out.
    """
    ids = _held(ticket_ids)
    if len(ids) == 1:
        rows = hot.with_beside(Ticket, BESIDE, "t.id = %s AND t.deleted_at IS NULL", ids)
    else:
        here = "t.id = ANY(%s) AND t.deleted_at IS NULL ORDER BY t.id"
        rows = hot.with_beside(Ticket, BESIDE, here, [ids]) if ids else []
    return {row.pk: row for row in rows}


def _held(ticket_ids: Iterable[int]) -> list[int]:
    """Those of them that exist, locked in the order of their ids."""
    ids = sorted(set(ticket_ids))
    text, values = (_LOCK_ONE, ids) if len(ids) == 1 else (_LOCK, [ids])
    with connection.cursor() as cursor:
        cursor.execute(text.format(table=hot.name_of(Ticket)), values)
        return [pk for (pk,) in cursor.fetchall()]


def is_free(ticket_id: int) -> bool:
    """Takes the ticket's lock unless somebody holds it; never waits. A ticket that is gone is free."""
    rows = Ticket.objects.filter(pk=ticket_id)
    taken = list(rows.select_for_update(skip_locked=True).values_list("pk"))
    return bool(taken) or not rows.exists()


def save(ticket: Ticket, *fields: str) -> Ticket:
    """Write only the named fields, raise the version, note the time."""
    ticket.version += 1
    ticket.updated_at = clock.now()
    columns = sorted({hot.attribute(Ticket, name) for name in (*fields, "version", "updated_at")})
    hot.update(Ticket, {name: getattr(ticket, name) for name in columns}, "id = %s", [ticket.pk])
    return ticket


def set_due(ticket: Ticket, at: datetime | None) -> bool:
    """When the next promise is due; whether that is news. The caller holds the lock (`locked_all`).

    What a clock says changes nothing that people work at: no version rises, and nobody's form is stale.
    """
    if ticket.due_at == at:
        return False
    hot.update(Ticket, {"due_at": at}, "id = %s", [ticket.pk])
    ticket.due_at = at
    return True


def next_number() -> int:
    """The next ticket number, gap-free: the row stays locked until the ticket is committed."""
    table = connection.ops.quote_name(TicketNumber._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET last = last + 1 WHERE id = 1 RETURNING last")  # noqa: S608
        if row := cursor.fetchone():
            return int(row[0])
    TicketNumber.objects.get_or_create(pk=1)
    return next_number()


def changed_fields(before: dict[str, object], after: dict[str, object]) -> Sequence[str]:
    return [name for name in after if before.get(name) != after[name]]
