"""Working a change of many tickets off: one ticket after the other, each in a transaction of its own.

The item's row is locked and settled in the transaction that changes the ticket, so a worker that dies, or two
of them, never do one twice; the alarm goes on with what is left. After a spell others have their turn.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from core.accounts import selectors as accounts
from core.tickets.models import BulkChange, BulkItem, Ticket
from core.tickets.selectors.access import NoSuchTicket, visible
from core.tickets.selectors.bin import binned
from core.tickets.selectors.reach import check_all
from core.tickets.services.bulk import acts
from core.tickets.services.bulk.starting import ALARM, wake
from core.tickets.services.change import change
from core.tickets.services.rows import locked
from core.tickets.services.undoing import difference, give_back, stand
from tenants.alarms.bell import clear_alarm
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal, Refused
from tenants.kernel.text import one_line

log = logging.getLogger(__name__)
SPELL = 20.0  # seconds of one task; then the rest joins the queue again
CHUNK = 50
MOST_TRIES = 3
BROKEN = "Something went wrong on our side. Nothing was changed."
State = BulkItem.State


class NobodyDoes(Refused):
    code = "bulk.nobody_does"
    sentence = "Who started it works here no more. Nothing was changed."


def work(change_id: int, spell: float = SPELL) -> int:
    """Settle what waits. Returns how many tickets were settled. Repeating it is harmless."""
    row = BulkChange.objects.filter(pk=change_id).first()
    if row is None:
        return 0
    settled, until = 0, time.monotonic() + spell
    actor, is_stuck = _actor(row), False
    while not is_stuck and (waiting := _waiting(row)):
        before = settled
        for item_id in waiting:
            settled += _settle(item_id, row, actor)
            if time.monotonic() > until:
                wake(row)
                return settled
        is_stuck = settled == before  # they are in other hands
    if not is_stuck:
        clear_alarm(ALARM, row.pk)
    return settled


def _actor(row: BulkChange) -> Actor | None:
    """Who started it, with the rights they have now."""
    user = accounts.signed_in_user(row.user_id) if row.user_id else None
    return user.actor if user else None


def _waiting(row: BulkChange) -> list[int]:
    return list(
        row.items.filter(state__in=BulkItem.WAITING).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    )


@transaction.atomic
def _settle(item_id: int, row: BulkChange, actor: Actor | None) -> bool:
    """One ticket: changed, put back or refused, with its reason. False when it is in other hands."""
    items = BulkItem.objects.filter(pk=item_id, state__in=BulkItem.WAITING)
    item = items.select_for_update(skip_locked=True, of=("self",)).first()
    if item is None:
        return False
    is_back = item.state == State.UNDOING
    act: Callable[[BulkItem, BulkChange, Actor], None] = _undo if is_back else _do
    try:
        with transaction.atomic():
            if actor is None:
                raise NobodyDoes
            act(item, row, actor)
    except Refusal as refusal:
        item.state = State.KEPT if is_back else State.FAILED
        item.why = one_line(refusal.message, 300)
    except Exception:  # any fault of ours: the others are done all the same
        log.exception("a ticket of a bulk change failed", extra={"item": item.pk})
        item.attempts += 1
        if item.attempts >= MOST_TRIES:
            item.state, item.why = State.KEPT if is_back else State.FAILED, BROKEN
    item.save(update_fields=["state", "why", "stood", "attempts"])
    return True


def _do(item: BulkItem, row: BulkChange, actor: Actor) -> None:
    if acts.in_bin(row.what):
        _do_in_bin(item, row, actor)
        return
    ticket = _ticket(item, actor, row)
    has_tags = any(acts.ACTS[name].tags for name in row.what)
    before, told = stand(ticket, tags=has_tags), {}
    if values := acts.values_of(ticket, row.what):
        ticket = change(ticket, by=actor, **values)
    if doing := {name: do for name in row.what if (do := acts.ACTS[name].do)}:
        for name, do in doing.items():
            if (said := do(ticket, row.what[name], actor)) is not None:
                told[name] = said
        ticket = Ticket.every.select_related("status", "category").get(pk=ticket.pk)
    moved = None if told else difference(before, stand(ticket, tags=has_tags))
    item.stood = {"told": told} if told else {"moved": moved} if moved else None
    item.state = State.DONE


def _do_in_bin(item: BulkItem, row: BulkChange, actor: Actor) -> None:
    """Restored or erased: values stay as they are. NoSuchTicket for what is there no more."""
    ticket = binned(actor).filter(pk=_pk(item)).first()
    if ticket is None:
        raise NoSuchTicket
    told = {name: acts.ACTS[name].do(ticket, value, actor) for name, value in row.what.items()}  # type: ignore[misc]
    item.stood = {"told": told} if any(told.values()) else None
    item.state = State.DONE


def _undo(item: BulkItem, row: BulkChange, actor: Actor) -> None:
    stood: dict[str, Any] = item.stood or {}
    if missing := next((need for need in acts.needs(row.what) if not actor.may(need)), None):
        raise Refused(permission=missing)
    ticket = None if stood.get("told") else _ticket(item, actor, row)
    for name, said in stood.get("told", {}).items():
        if undo := acts.ACTS[name].undo:
            undo(said, actor)
    since = give_back(ticket, stood["moved"], by=actor) if ticket and stood.get("moved") else []
    if since:
        item.state, item.why = State.KEPT, f"Changed since: {', '.join(since)}."
    else:
        item.state = State.UNDONE


def _ticket(item: BulkItem, actor: Actor, row: BulkChange) -> Ticket:
    """The fresh row under its lock, for who may still do this to it. NoSuchTicket, Refused."""
    if missing := next((need for need in acts.needs(row.what) if not actor.may(need)), None):
        raise Refused(permission=missing)
    pk = _pk(item)
    if not visible(actor).filter(pk=pk).exists():
        raise NoSuchTicket
    ticket = locked(pk)
    check_all(actor, [ticket], acts.needs(row.what))
    return ticket


def _pk(item: BulkItem) -> int:
    """NoSuchTicket for one that is erased."""
    if item.ticket_id is None:
        raise NoSuchTicket
    return item.ticket_id
