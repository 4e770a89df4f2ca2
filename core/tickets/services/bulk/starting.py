"""Starting, cancelling and undoing a change of many tickets. What is chosen is frozen at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from core.accounts import selectors as accounts
from core.audit import trail
from core.tickets.models import BulkChange, BulkItem
from core.tickets.rules import CHANGE, FOR_GOOD, MOST_CHANGED, RUNGS, UNDO_BULK
from core.tickets.selectors.access import NoSuchTicket, visible
from core.tickets.selectors.bin import binned
from core.tickets.selectors.inbox import Filters, inbox
from core.tickets.selectors.reach import within
from core.tickets.services.bulk import acts
from tenants import tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused

ALARM, FORGET = "tickets.bulk", "tickets.bulk_forget"
NET = timedelta(minutes=2)  # after which the alarm looks whether tickets are left
KEPT = timedelta(days=30)
MOST_AT_ONCE, LATELY = 20, timedelta(hours=1)  # that are at work in one organization, of those begun lately
State = BulkItem.State


class NobodyChosen(Invalid):
    code = "bulk.nobody_chosen"
    sentence = "Choose at least one ticket."


class TooManyChosen(Invalid):
    """data: limit."""

    code = "bulk.too_many"
    sentence = "These are more than {limit} tickets. Narrow the list, or choose fewer of them."


class TooManyAtWork(Conflict):
    code = "bulk.busy"
    sentence = "Many such changes are at work already. Wait until one of them is done."


class GoneForGood(Conflict):
    code = "bulk.for_good"
    sentence = "What is erased is gone. Nobody brings it back."


class TooLateToUndo(Conflict):
    code = "bulk.too_late"
    sentence = "This was more than 7 days ago. Change the tickets anew."


@transaction.atomic
def start(
    what: Mapping[str, Any],
    *,
    by: Actor,
    numbers: Sequence[int] = (),
    filters: Filters | None = None,
    key: str = "",
) -> BulkChange:
    """Do it to these tickets, or to all that a list shows now. The same key is the same change.

    what: {name of an act: value}, see acts.py. A worker does it, one ticket per transaction.
    Raises Refused, NobodyChosen, TooManyChosen, TooManyAtWork, NoSuchTicket and what acts.read says.
    """
    user = accounts.myself(by)
    plain = acts.read(what, by)
    if missing := next((need for need in acts.needs(plain) if not by.may(need)), None):
        raise Refused(permission=missing)
    values = {"what": plain, "total": 0}
    row, is_new = BulkChange.objects.get_or_create(
        user=user, key=key[:64] or ids.public_id(), defaults=values
    )
    if not is_new:
        return row

    chosen = _chosen_in_bin(by, numbers) if acts.in_bin(plain) else _chosen(by, numbers, filters)
    _check_room()
    BulkItem.objects.bulk_create([BulkItem(change=row, ticket_id=pk) for pk in chosen], batch_size=500)
    row.total = len(chosen)
    row.save(update_fields=["total"])
    trail.record("bulk.started", on=row, by=by, after={"what": plain, "tickets": row.total})
    set_alarm(FORGET, row.pk, clock.now() + KEPT)
    wake(row)
    return row


@transaction.atomic
def cancel(row: BulkChange, *, by: Actor) -> BulkChange:
    """What waits is not done any more; what is done stays. Twice is once."""
    row = _locked(row)
    waiting = row.items.filter(state=State.QUEUED)
    if number := waiting.update(state=State.CANCELLED):
        row.cancelled_at = clock.now()
        row.save(update_fields=["cancelled_at"])
        trail.record("bulk.cancelled", on=row, by=by, after={"tickets": number})
    return row


@transaction.atomic
def undo(row: BulkChange, *, by: Actor) -> BulkChange:
    """What waits is not done any more; what is done is put back where it still is so. Twice is once.

    Raises TooLateToUndo, GoneForGood.
    """
    row = _locked(row)
    if not FOR_GOOD.isdisjoint(row.what):
        raise GoneForGood
    if clock.now() > row.created_at + UNDO_BULK:
        raise TooLateToUndo
    row.items.filter(state=State.QUEUED).update(state=State.CANCELLED)
    number = row.items.filter(state=State.DONE).update(state=State.UNDOING, attempts=0)
    if number or row.undone_at is None:
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        trail.record("bulk.undone", on=row, by=by, after={"tickets": number})
    if number:
        wake(row)
    return row


def wake(row: BulkChange) -> None:
    """A worker after commit, and the safety net."""
    set_alarm(ALARM, row.pk, clock.now() + NET)
    tasks.wake("tickets.bulk", row.pk)


def ring(ref: str) -> None:
    """The alarm: a worker died, or the wake-up was lost. Runs in the alarm's transaction."""
    row = BulkChange.objects.filter(pk=ref).first()
    if row is not None and row.items.filter(state__in=BulkItem.WAITING).exists():
        wake(row)


def forget(ref: str) -> None:
    """The alarm after a month: nothing can be undone any more; what was done stands in the record."""
    BulkChange.objects.filter(pk=ref).delete()
    clear_alarm(ALARM, ref)


def _chosen(by: Actor, numbers: Sequence[int], filters: Filters | None) -> list[int]:
    """Ids, in the order of the list or of their numbers."""
    if filters is not None:
        rows = within(inbox(by, filters), by, RUNGS[CHANGE]).select_related(None)
        found = list(dict.fromkeys(rows.values_list("pk", flat=True)[: MOST_CHANGED + 1]))
    else:
        wanted = dict.fromkeys(numbers)
        if len(wanted) > MOST_CHANGED:
            raise TooManyChosen(limit=f"{MOST_CHANGED:,}")
        pairs = dict(visible(by).filter(number__in=wanted).values_list("number", "pk"))
        if missing := next((number for number in wanted if number not in pairs), None):
            raise NoSuchTicket(number=str(missing)[:20])
        found = [pairs[number] for number in sorted(pairs)]
    if not found:
        raise NobodyChosen
    if len(found) > MOST_CHANGED:
        raise TooManyChosen(limit=f"{MOST_CHANGED:,}")
    return found


def _chosen_in_bin(by: Actor, numbers: Sequence[int]) -> list[int]:
    """Ids of those of them that lie in the bin."""
    found = list(binned(by).filter(number__in=set(numbers)).order_by("number").values_list("pk", flat=True))
    if not found:
        raise NobodyChosen
    if len(found) > MOST_CHANGED:
        raise TooManyChosen(limit=f"{MOST_CHANGED:,}")
    return found


def _check_room() -> None:
    waiting = BulkItem.objects.filter(change=OuterRef("pk"), state__in=BulkItem.WAITING)
    lately = BulkChange.objects.filter(created_at__gt=clock.now() - LATELY)
    if lately.filter(Exists(waiting)).count() >= MOST_AT_ONCE:
        raise TooManyAtWork


def _locked(row: BulkChange) -> BulkChange:
    return BulkChange.objects.select_for_update().get(pk=row.pk)
