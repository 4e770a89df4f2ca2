"""The life of a replay in the workers' hands: tickets chosen, read several at once, kept in order, ended.

What is read is written ticket by ticket while it is our turn, so a killed worker leaves nothing out and does
nothing twice: another one goes on when its lease runs out. No transaction is open while a model is asked.
Nothing of tickets, advice or events is touched: the only rows written are the replay's own and what was paid.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from ai import candidates, options
from ai.candidates import Candidate
from ai.contracts import Reading
from ai.models import Replay, ReplayDecision, ReplayItem
from ai.services import choosing, comparing, facts, rereading
from ai.services.abreast import LANES, Abreast
from ai.services.rereading import Question, Read, Stopped
from ai.services.runs import RESTRICTED
from core.audit import trail
from core.tickets.models import Message
from tenants import context, tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Conflict
from tenants.kernel.text import one_line
from tenants.rules import Door, Pass

log = logging.getLogger(__name__)
ALARM = "ai.replay"
LEASE = timedelta(minutes=2)  # renewed with every ticket, which takes a minute and AI_DEADLINE at most
SLICE = 60.0  # seconds of one turn, then others have theirs
MOST_CLAIMS = 5  # without one ticket gone through
TRIES = 3  # of one ticket, while a model is away
WAIT = timedelta(seconds=30)  # before it is asked again, doubled each time
IN_A_ROW = 5  # tickets without an answer, after which it has failed
State = Replay.State


class LostTurn(Exception):
    """Canceled, or the lease ran out and another worker goes on."""


def work(replay_id: int) -> None:
    """One turn. Nothing happens when it is over or in other hands."""
    if (row := _claim(replay_id)) is None:
        return
    try:
        if context.current_tenant().at(Door.AI) is not Pass.OPEN:
            end(row, State.FAILED, RESTRICTED)
        elif row.attempts > MOST_CLAIMS:
            end(row, State.FAILED, "The worker stopped each time it tried.")
        else:
            _run(row)
    except LostTurn:
        return
    except Stopped as stop:
        end(row, State.CAPPED, stop.reason)
    except Conflict as refusal:  # what was to be tried is gone
        end(row, State.FAILED, refusal.message)


def ring(replay_id: int) -> bool:
    """Its alarm: does it need a worker? Runs in the alarm's transaction."""
    row = Replay.objects.filter(pk=replay_id, state__in=Replay.LIVE).first()
    if row is None:
        return False
    set_alarm(ALARM, row.pk, max(clock.now(), row.lease_until or clock.now()) + LEASE)
    return row.lease_until is None or row.lease_until < clock.now()


@transaction.atomic
def end(row: Replay, state: str, reason: str = "") -> None:
    """Its last word, while it is our turn."""
    _write(row, state=state, reason=one_line(reason, 300), lease_until=None, finished_at=clock.now())
    clear_alarm(ALARM, row.pk)
    after = Replay.objects.values("state", "total", "done", "spent").get(pk=row.pk)
    trail.record("ai.replay_ended", on=row, by=SYSTEM, after=after)


def _claim(replay_id: int) -> Replay | None:
    moment = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=moment)
    won = Replay.objects.filter(free, pk=replay_id, state__in=Replay.LIVE).update(
        state=State.RUNNING, lease_until=moment + LEASE, turn=F("turn") + 1, attempts=F("attempts") + 1
    )
    return Replay.objects.get(pk=replay_id) if won else None


def _run(row: Replay) -> None:
    if row.total is None:
        _choose(row)
    candidates.check(row)  # what would be read now is not what was read before, and could not be approved
    candidate = candidates.of(row.kind, row.change)
    over = time.monotonic() + SLICE
    queued = row.items.filter(state=ReplayItem.State.QUEUED).annotate(at=F("message__created_at"))
    with Abreast(list(queued), lambda item: _prepared(row, item, candidate), LANES) as ahead:
        for item, read in ahead:
            if read.is_refused:
                end(row, State.FAILED, read.reason)
                return
            if read.is_away and item.attempts + 1 < TRIES:
                _keep_what_came(row, ahead)
                _put_off(row, item, read)
                return
            _keep(row, item, read)
            if read.reading is None and _is_failing(row):
                end(row, State.FAILED, f"{IN_A_ROW} tickets in a row had no usable answer. {read.reason}")
                return
            if time.monotonic() > over:
                ahead.stop()
    if row.items.filter(state=ReplayItem.State.QUEUED).exists():
        _pause(row)
    else:
        end(row, State.DONE)


def _keep_what_came(row: Replay, ahead: Abreast) -> None:
    """The model is away for one; what it said to those asked beside it is paid and good."""
    ahead.stop()
    for item, read in ahead:
        if read.reading is not None:
            _keep(row, item, read)
        else:
            ReplayItem.objects.filter(pk=item.pk).update(cost=F("cost") + read.cost)


@transaction.atomic
def _choose(row: Replay) -> None:
    row.total = choosing.choose(row)
    _write(row, total=row.total)


def _prepared(row: Replay, item: Any, candidate: Candidate) -> Question | Read:
    """Raises Stopped, when its money or the organization's is spent, and LostTurn."""
    try:
        known = facts.of(item.message_id, at=item.at)
    except Message.DoesNotExist:
        return Read(reason="The message is not there any more.")
    if known.why_not:
        return Read(reason=known.why_not)
    if candidate.ways:
        return rereading.prepared(row, item, known, candidate, hold=_hold)
    began = time.perf_counter()
    reading = _engine(row, candidate).read(known.letter, tags=options.tags())
    return Read(reading, ms=round(1000 * (time.perf_counter() - began)))


def _engine(row: Replay, candidate: Candidate) -> Any:
    tickets = list(row.items.order_by("pk").values_list("ticket_id", flat=True))
    return options.engine_without(tickets, candidate.tree, f"replay:{row.pk}")


def _hold(row: Replay, amount: int) -> None:
    """Count the most a call can cost as spent, until it is known: a worker that dies meanwhile spends nothing
    unseen. Raises Stopped beyond the cap."""
    _write(row)
    mine = Replay.objects.filter(pk=row.pk, turn=row.turn, spent__lte=row.cap - amount)
    if not mine.update(spent=F("spent") + amount):
        raise Stopped("The budget of this replay is spent.")


@transaction.atomic
def _keep(row: Replay, item: ReplayItem, read: Read) -> None:
    """The reading of one ticket, and that it is gone through, or neither."""
    is_read = read.reading is not None
    _write(row, done=F("done") + 1, attempts=0, reason="")
    is_there = ReplayItem.objects.filter(pk=item.pk).update(
        state=ReplayItem.State.DONE if is_read else ReplayItem.State.FAILED,
        reason=one_line(read.reason, 200), ms=read.ms, cost=F("cost") + read.cost, attempts=F("attempts") + 1,
    )  # fmt: skip
    if is_there and read.reading is not None:  # else its ticket was erased meanwhile
        _decide(row, item, read.reading)
    if read.settle:
        read.settle()


def _decide(row: Replay, item: ReplayItem, reading: Reading) -> None:
    moved = [edit["key"] for edit in row.change.get("edits", ()) if edit.get("is_new") or edit.get("is_gone")]
    rows = comparing.compared(item.old, reading, item.final, moved)
    ReplayDecision.objects.bulk_create(ReplayDecision(item=item, **one._asdict()) for one in rows)


@transaction.atomic
def _put_off(row: Replay, item: ReplayItem, read: Read) -> None:
    """The model is away: the same ticket again in a while."""
    due = clock.now() + WAIT * 2**item.attempts
    _write(row, lease_until=due, attempts=0, reason=one_line(read.reason, 300))
    ReplayItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1, cost=F("cost") + read.cost)
    set_alarm(ALARM, row.pk, due)


def _is_failing(row: Replay) -> bool:
    """Whether the last tickets had no answer at all."""
    gone = row.items.exclude(state=ReplayItem.State.QUEUED).order_by("-pk").values_list("state", flat=True)
    last = list(gone[:IN_A_ROW])
    return len(last) == IN_A_ROW and ReplayItem.State.DONE not in last


@transaction.atomic
def _pause(row: Replay) -> None:
    _write(row, lease_until=None)
    set_alarm(ALARM, row.pk, clock.now() + LEASE)
    tasks.wake("ai.replay", row.pk)


def _write(row: Replay, **values: Any) -> None:
    """While it is our turn. LostTurn."""
    values = {"lease_until": clock.now() + LEASE, **values}
    if not Replay.objects.filter(pk=row.pk, turn=row.turn, state__in=Replay.LIVE).update(**values):
        raise LostTurn
