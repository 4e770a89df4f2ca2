"""The bin: a ticket is deleted, comes back within thirty days, or goes for good.

In the bin it stands in no list, count, search, report or answer of the API but the bin's own, and no mail
finds it: who answers it opens a new ticket. What was merged into it goes and comes back with it. Replies that
have not left are drafts again. A sweep erases what is left after BIN_DAYS, one ticket at a time; who may
delete erases sooner.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from core.audit import trail
from core.tickets.events import TicketDeleted, TicketPurged, TicketRestored
from core.tickets.models import Message, Ticket
from core.tickets.rules import BIN_DAYS
from core.tickets.selectors.access import NoSuchTicket
from core.tickets.services.checklist import recount
from core.tickets.services.pending import watch
from core.tickets.services.rows import BESIDE, locked, save
from core.tickets.services.write import TooLate, withdraw
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor

MOST_PURGED = 500  # of one organization in one night


@transaction.atomic
def delete(ticket: Ticket, *, by: Actor, seen: int | None = None) -> Ticket:
    """Into the bin. Raises StaleTicket, TicketIsMerged, TicketIsDeleted. Emits TicketDeleted."""
    ticket = locked(ticket.pk, seen, even_archived=True)
    for message in Message.objects.filter(ticket=ticket, withdrawn_at=None, undo_until__gt=clock.now()):
        with suppress(TooLate):  # it left just now
            withdraw(message, by=by)

    ticket = locked(ticket.pk, even_archived=True)
    ticket.deleted_at, ticket.deleted_by = clock.now(), by.name[:120]
    save(ticket, "deleted_at", "deleted_by")
    Ticket.objects.filter(merged_into=ticket).update(deleted_at=ticket.deleted_at)

    trail.record("ticket.deleted", on=ticket, by=by, after={"number": ticket.number})
    publish(TicketDeleted(ticket.pk, by.ref))
    return ticket


@transaction.atomic
def restore(ticket: Ticket, *, by: Actor) -> Ticket:
    """Back to where it was. Twice is once. Returns the fresh row. Emits TicketRestored.

    Raises NoSuchTicket for one that was erased meanwhile.
    """
    if not Ticket.every.select_for_update().filter(pk=ticket.pk).values_list("pk"):
        raise NoSuchTicket(number=str(ticket.number))
    ticket = Ticket.every.select_related(*BESIDE).get(pk=ticket.pk)
    if ticket.deleted_at is None:
        return ticket

    Ticket.every.filter(merged_into=ticket, deleted_at=ticket.deleted_at).update(deleted_at=None)
    ticket.deleted_at, ticket.deleted_by = None, ""
    save(ticket, "deleted_at", "deleted_by")
    watch(ticket)

    trail.record("ticket.restored", on=ticket, by=by, after={"number": ticket.number})
    publish(TicketRestored(ticket.pk, by.ref))
    return ticket


def erase_now(ticket: Ticket, *, by: Actor) -> bool:
    """For good, before its time; nobody brings it back. Whether it went: one that is not in the bin stays.

    Twice is once. Emits TicketPurged.
    """
    return _purge(ticket.pk, by)


def purge_old() -> int:
    """Erase what has been in the bin for BIN_DAYS, with messages, drafts and all that hangs on them.

    Each in a transaction of its own, so that a kill loses nothing. Files fall to the sweep of files; what
    advice keeps of its words elsewhere goes with the row. Returns how many.
    """
    due = Ticket.every.filter(deleted_at__lte=clock.now() - timedelta(days=BIN_DAYS))
    ids = list(due.order_by("deleted_at", "pk").values_list("pk", flat=True)[:MOST_PURGED])
    return sum(_purge(pk, SYSTEM) for pk in ids)


@transaction.atomic
def _purge(pk: int, by: Actor) -> bool:
    ticket = Ticket.every.select_for_update(of=("self",)).filter(pk=pk).first()
    if ticket is None or ticket.deleted_at is None:
        return False
    for row in (*Ticket.every.select_for_update(of=("self",)).filter(merged_into=pk).order_by("pk"), ticket):
        erase(row, by=by)  # signposts that lead to it go with it
    return True


def erase(ticket: Ticket, *, by: Actor = SYSTEM) -> None:
    """For good, with all that hangs on it. The row is locked. Its number is never given out again."""
    trail.record("ticket.purged", on=ticket, by=by, before={"number": ticket.number})
    publish(TicketPurged(ticket.pk, by.ref))
    lists = list(Ticket.every.filter(checklist__about=ticket).exclude(pk=ticket.pk))
    ticket.delete()
    for other in lists:  # it was an item there
        recount(other)
