"""The checklist of a ticket: lines to tick, by hand or by another ticket that is finished.

Nothing of it raises the ticket's version: ticking makes nobody's form stale. The row keeps how many items
there are and how many are done, so that lists need not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.db import transaction
from django.db.models import Count, Max, Q

from core.audit import trail
from core.tickets.events import ChecklistChanged
from core.tickets.models import ChecklistItem, Ticket
from core.tickets.rules import MOST_ITEMS
from core.tickets.selectors.checklist import NoSuchItem
from core.tickets.services.rows import locked
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

LONGEST_ITEM = 300


class EmptyItem(Invalid):
    code = "checklist.empty"
    sentence = "Say what there is to do."


class TooManyItems(Conflict):
    """data: limit."""

    code = "checklist.too_many"
    sentence = "A checklist has {limit} items at most."


class ItemIsItself(Invalid):
    code = "checklist.itself"
    sentence = "A ticket is not an item of its own checklist."


@transaction.atomic
def add_item(ticket: Ticket, text: str = "", *, by: Actor, about: Ticket | None = None) -> ChecklistItem:
    """At the end of the list. about: another ticket that is the item, done already where that is finished.

    Raises EmptyItem, TooManyItems, ItemIsItself, TicketIsMerged, TicketIsDeleted. Emits ChecklistChanged.
    """
    text = one_line(storable(text), LONGEST_ITEM)
    if about is not None and about.pk == ticket.pk:
        raise ItemIsItself
    if not text and about is None:
        raise EmptyItem
    ticket = locked(ticket.pk)
    if about and (known := ChecklistItem.objects.filter(ticket=ticket, about=about).first()):
        return known
    counted = ChecklistItem.objects.filter(ticket=ticket).aggregate(n=Count("pk"), last=Max("position"))
    if counted["n"] >= MOST_ITEMS:
        raise TooManyItems(limit=MOST_ITEMS)

    done = about is not None and about.is_finished
    item = ChecklistItem.objects.create(
        ticket=ticket,
        text=text,
        about=about,
        position=(counted["last"] or 0) + 1,
        done_at=clock.now() if done else None,
        done_by=SYSTEM.name if done else "",
    )
    _tell(ticket, "added", item, by)
    return item


@transaction.atomic
def tick(item: ChecklistItem, is_done: bool, *, by: Actor, even_archived: bool = False) -> ChecklistItem:
    """Done, or not any more. Twice is once. even_archived: also on a list that people cannot change.

    Raises NoSuchItem. Emits ChecklistChanged.
    """
    ticket = locked(item.ticket_id, even_archived=even_archived)
    item = _fresh(item)
    if (item.done_at is not None) == is_done:
        return item
    item.done_at, item.done_by = (clock.now(), by.name[:120]) if is_done else (None, "")
    item.save(update_fields=["done_at", "done_by"])
    _tell(ticket, "done" if is_done else "undone", item, by)
    return item


@transaction.atomic
def reword_item(item: ChecklistItem, text: str, *, by: Actor) -> ChecklistItem:
    """Raises EmptyItem, NoSuchItem. Emits ChecklistChanged."""
    text = one_line(storable(text), LONGEST_ITEM)
    ticket = locked(item.ticket_id)
    item = _fresh(item)
    if not text and item.about_id is None:
        raise EmptyItem
    if item.text == text:
        return item
    item.text = text
    item.save(update_fields=["text"])
    _tell(ticket, "reworded", item, by)
    return item


@transaction.atomic
def remove_item(item: ChecklistItem, *, by: Actor) -> None:
    """Twice is once. Emits ChecklistChanged."""
    ticket = locked(item.ticket_id)
    if ChecklistItem.objects.filter(pk=item.pk).delete()[0]:
        _tell(ticket, "removed", item, by)


@transaction.atomic
def order_items(ticket: Ticket, ids: Sequence[int], *, by: Actor) -> None:
    """Those named first, in this order; the others stay behind them in theirs. Emits ChecklistChanged."""
    ticket = locked(ticket.pk)
    rows = list(ChecklistItem.objects.filter(ticket=ticket))
    place = {pk: number for number, pk in enumerate(ids)}
    wanted = sorted(rows, key=lambda row: place.get(row.pk, len(place)))
    if [row.pk for row in wanted] == [row.pk for row in rows]:
        return
    for number, row in enumerate(wanted, start=1):
        row.position = number
    ChecklistItem.objects.bulk_update(wanted, ["position"])
    trail.record("ticket.checklist", on=ticket, by=by, after={"what": "ordered"})
    publish(ChecklistChanged(ticket.pk, by.ref))


def tick_finished(ticket_id: int) -> None:
    """A ticket is finished: where it is an item, that is done, be the list in the archive: nobody waits for
    what is not ticked there. What opens again stays ticked.
    """
    waiting = ChecklistItem.objects.filter(about=ticket_id, about__is_finished=True, done_at=None)
    for item in waiting.filter(ticket__deleted_at=None, ticket__merged_into=None):
        with suppress(NoSuchItem):  # removed just now
            tick(item, True, by=SYSTEM, even_archived=True)


def pass_on(ticket: Ticket, survivor: Ticket) -> list[int]:
    """A merge: its items stand behind the survivor's. Returns their ids; the caller holds both locks."""
    last = ChecklistItem.objects.filter(ticket=survivor).aggregate(n=Max("position"))["n"] or 0
    return _carry(ChecklistItem.objects.filter(ticket=ticket).exclude(about=survivor), ticket, survivor, last)


def give_back(ids: Sequence[int], survivor: Ticket, ticket: Ticket) -> None:
    """The merge is undone: those that are still there are the ticket's again."""
    _carry(ChecklistItem.objects.filter(pk__in=ids, ticket=survivor), survivor, ticket, 0)


def _carry(found: Iterable[ChecklistItem], source: Ticket, to: Ticket, last: int) -> list[int]:
    rows = list(found)
    for number, row in enumerate(rows, start=last + 1):
        row.ticket, row.position = to, number
    ChecklistItem.objects.bulk_update(rows, ["ticket", "position"])
    if rows:
        recount(source)
        recount(to)
    return [row.pk for row in rows]


def recount(ticket: Ticket) -> None:
    """How many items there are, and are done, on the row; no version rises."""
    rows = ChecklistItem.objects.filter(ticket=ticket).order_by()
    counted = rows.aggregate(n=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)))
    Ticket.every.filter(pk=ticket.pk).update(items=counted["n"], items_done=counted["done"])


def _fresh(item: ChecklistItem) -> ChecklistItem:
    """The row under its lock. Raises NoSuchItem: somebody has removed it since, or it stands elsewhere."""
    rows = ChecklistItem.objects.select_for_update(of=("self",))
    if (fresh := rows.filter(pk=item.pk, ticket=item.ticket_id).first()) is None:
        raise NoSuchItem
    return fresh


def _tell(ticket: Ticket, what: str, item: ChecklistItem, by: Actor) -> None:
    recount(ticket)
    name = item.about.label if item.about else item.text
    trail.record("ticket.checklist", on=ticket, by=by, after={"what": what, "item": name})
    publish(ChecklistChanged(ticket.pk, by.ref))
