"""Locking and saving a ticket: the one lock, the one way to raise the version."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from core.tickets.models import Ticket, TicketNumber
from tenants.kernel import clock
from tenants.kernel.errors import Stale


class StaleTicket(Stale):
    """Someone changed the ticket since the caller read it. data: version (int)."""

    code = "ticket.stale"


def locked(ticket_id: int, seen: int | None = None) -> Ticket:
    """The fresh row under its lock. seen: version the caller looked at; None skips the check.

    Lock first, read after: a locking read that joins status or queue, and had to wait for somebody who
    changed them, finds the join broken and the ticket "gone" (PostgreSQL checks the waiting row again
    against the rows it had joined before).
    """
    Ticket.objects.select_for_update().only("pk").get(pk=ticket_id)
    row = Ticket.objects.select_related("status", "queue", "category", "assignee", "contact").get(
        pk=ticket_id
    )
    if seen not in (None, row.version):
        raise StaleTicket(version=row.version)
    return row


def save(ticket: Ticket, *fields: str) -> Ticket:
    """Write only the named fields, raise the version, note the time."""
    ticket.version += 1
    ticket.updated_at = clock.now()
    ticket.save(update_fields=[*fields, "version", "updated_at"])
    return ticket


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
