"""How far a change of many tickets is, and what it could not do. One's own; nobody else's exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from core.tickets.models import BulkChange, BulkItem
from core.tickets.rules import FOR_GOOD, UNDO_BULK, VIEW
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

MOST_TOLD = 100  # reasons that are shown; the rest is counted
State = BulkItem.State


class NoSuchChange(NotFound):
    code = "bulk.not_found"
    sentence = "There is no such change, or it is not yours."


@dataclass(frozen=True, slots=True)
class Progress:
    """counts: {state: how many tickets}."""

    row: BulkChange
    counts: dict[str, int]

    @property
    def state(self) -> str:
        """ "working", "undoing", "undone", "cancelled" or "done"."""
        if self._number(State.QUEUED):
            return "working"
        if self._number(State.UNDOING):
            return "undoing"
        if self.row.undone_at:
            return "undone"
        return "cancelled" if self.row.cancelled_at else "done"

    @property
    def is_at_work(self) -> bool:
        return self.state in ("working", "undoing")

    @property
    def settled(self) -> int:
        """Of all that is under way, how much is over."""
        return self.row.total - self._number(State.UNDOING if self.row.undone_at else State.QUEUED)

    @property
    def done(self) -> int:
        """Tickets on which it stands now."""
        return self._number(State.DONE) + self._number(State.UNDOING) + self._number(State.KEPT)

    @property
    def undo_until(self) -> datetime | None:
        """None when there is nothing to undo, or it is too late."""
        until = self.row.created_at + UNDO_BULK
        is_open = self._number(State.DONE) and until > clock.now() and self.state != "working"
        is_open = is_open and FOR_GOOD.isdisjoint(self.row.what)
        return until if is_open else None

    def _number(self, state: str) -> int:
        return self.counts.get(state, 0)


def bulk_changes(actor: Actor) -> QuerySet[BulkChange]:
    """One's own of the last month, newest first."""
    if actor.kind != "user" or not actor.may(VIEW):
        return BulkChange.objects.none()
    return BulkChange.objects.filter(user=actor.id)


def bulk_change(actor: Actor, pk: int) -> BulkChange:
    """NoSuchChange."""
    row = bulk_changes(actor).filter(pk=pk).first()
    if row is None:
        raise NoSuchChange
    return row


def progress(row: BulkChange) -> Progress:
    """One query."""
    return progress_of([row])[0]


def progress_of(rows: list[BulkChange]) -> list[Progress]:
    """One query for all of them."""
    found = BulkItem.objects.filter(change__in=rows).order_by().values_list("change", "state")
    counts: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    for pk, state, number in found.annotate(Count("pk")):
        counts[pk][state] = number
    return [Progress(row, counts[row.pk]) for row in rows]


def not_done(row: BulkChange, most: int = MOST_TOLD) -> QuerySet[BulkItem]:
    """Tickets it could not be done to, or not put back, with the reason, in the order of the list."""
    items = BulkItem.objects.filter(change=row, state__in=(State.FAILED, State.KEPT), ticket__isnull=False)
    return items.select_related("ticket").only("state", "why", "ticket__number", "ticket__subject")[:most]
