"""The life of a run: queued by a fact, claimed by one worker at a time, settled once.

The row is the work; a task only carries it. A claim is one conditional UPDATE that sets a lease and
raises `turn`; whoever settles must still hold that turn. An alarm per run is the safety net for a
broker or a worker that died: it wakes the run again, and after MOST_TRIES it says "failed".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from ai import routes
from ai.events import TriageFailed
from ai.models import Run, Task
from ai.services import suggestions
from ai.services.facts import JOINED
from core.tickets.models import Message
from tenants import context, tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.database import hot
from tenants.events.bus import publish
from tenants.kernel import clock, ids
from tenants.kernel.text import one_line
from tenants.rules import Door, Pass

ALARM = "ai.run"
LEASE = timedelta(seconds=90)  # a run takes at most AI_DEADLINE and a second; drafts the same
FIRST_WAIT = timedelta(seconds=30)  # before a failed run is tried again, doubled each time
MOST_TRIES = 3
RESTRICTED = "The workspace is restricted until its payment is settled."
OPEN = (Run.State.QUEUED, Run.State.RUNNING)

_CLAIM = """
    UPDATE {table} SET state = 'running', turn = turn + 1, attempts = attempts + 1, lease_until = %(until)s
     WHERE id = %(run)s AND state IN ('queued', 'running') AND attempts < %(most)s
       AND (lease_until IS NULL OR lease_until < %(now)s)
 RETURNING turn, attempts, kind, message_id, ticket_id
"""


_HELD = "id = %s AND turn = %s AND state = 'running'"
_IS_NEW = """
    SELECT 1 FROM {message} m
     WHERE m.id = %s AND NOT EXISTS (SELECT 1 FROM {run} r WHERE r.message_id = m.id AND r.kind = 'triage')
"""


class LostTurn(Exception):
    """Another worker has taken the run over, or it is settled: our effect must not stay."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to settle a run, as long as its turn has not moved on."""

    run_id: int
    turn: int
    attempts: int
    kind: str
    message_id: int
    ticket_id: int


def queue_triage(message_id: int, ticket_id: int, *, is_first: bool = False) -> Run | None:
    """Line a customer's message up for triage; None when it is already, or erased. Call inside a transaction.

    is_first: the message opened the ticket, so nothing of it can be out of date. Otherwise older
    suggestions of the ticket are. Where a model is asked, which costs money, it waits for
    settings.AI_DEBOUNCE, and messages of the same ticket that nobody has read yet join this one.
    """
    if not _is_new(message_id):
        return None
    if context.current_tenant().at(Door.AI) is not Pass.OPEN:
        return Run.objects.create(
            kind=Run.Kind.TRIAGE, message_id=message_id, ticket_id=ticket_id, state=Run.State.SKIPPED,
            reason=RESTRICTED, finished_at=clock.now(),
        )  # fmt: skip
    wait = settings.AI_DEBOUNCE if routes.to(Task.TRIAGE) else 0.0
    if wait > 0 and not is_first:
        waiting = Run.objects.filter(ticket_id=ticket_id, kind=Run.Kind.TRIAGE, state=Run.State.QUEUED)
        waiting.filter(turn=0, message_id__lt=message_id).update(
            state=Run.State.SKIPPED, reason=JOINED, finished_at=clock.now()
        )
    if not is_first:
        suggestions.outdate(ticket_id)
    run = hot.insert(Run(kind=Run.Kind.TRIAGE, message_id=message_id, ticket_id=ticket_id))
    start(run, wait)
    return run


def _is_new(message_id: int) -> bool:
    """No run yet, and the message has not been erased since the fact was told. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_NEW.format(message=hot.name_of(Message), run=hot.name_of(Run)), [message_id])
        return cursor.fetchone() is not None


def asked_anew() -> str:
    """The input_hash of work that may be asked for again: never that of an earlier run, swept away or not."""
    return hashlib.sha256(ids.public_id().encode()).hexdigest()


def start(run: Run, wait: float = 0.0) -> None:
    """Wake a worker after commit, in `wait` seconds, and set the safety net."""
    set_alarm(ALARM, run.pk, clock.now() + timedelta(seconds=wait) + LEASE)
    wake(run, wait)


def wake(run: Run, wait: float = 0.0) -> None:
    tasks.wake(f"ai.{run.kind}", run.pk, countdown=wait or None)


def claim(run_id: int) -> Claim | None:
    """Take the run for LEASE; None when it is settled, in other hands or out of tries."""
    now = clock.now()
    values: dict[str, Any] = {"run": run_id, "now": now, "until": now + LEASE, "most": MOST_TRIES}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(table=connection.ops.quote_name(Run._meta.db_table)), values)
        row = cursor.fetchone()
    return Claim(run_id, *row) if row else None


def settle(claim: Claim, state: str, **facts: Any) -> None:
    """End the run with what is known about it. LostTurn when the turn has moved on.

    Call in the transaction of the run's effect, first: the row's lock makes late settlers wait.
    """
    facts.setdefault("reason", "")
    facts["reason"] = one_line(facts["reason"], 200)
    changes = {"state": state, "lease_until": None, "finished_at": clock.now(), **facts}
    if not hot.update(Run, changes, _HELD, [claim.run_id, claim.turn]):
        raise LostTurn
    clear_alarm(ALARM, claim.run_id)


def put_off(claim: Claim, error: Exception) -> bool:
    """Try the run again later; after MOST_TRIES it has failed, visibly. True when it has failed."""
    reason = one_line(repr(error), 200)
    if claim.attempts >= MOST_TRIES:
        settle(claim, Run.State.FAILED, reason=reason)
        publish(TriageFailed(claim.ticket_id, claim.run_id))
        return True
    held = Run.objects.filter(pk=claim.run_id, turn=claim.turn, state=Run.State.RUNNING)
    if held.update(state=Run.State.QUEUED, lease_until=None, reason=reason):
        set_alarm(ALARM, claim.run_id, clock.now() + FIRST_WAIT * 2 ** (claim.attempts - 1))
    return False


def ring(run_id: int) -> None:
    """The alarm of a run: nobody has settled it in time. Runs in the alarm's transaction."""
    run = Run.objects.select_for_update().filter(pk=run_id, state__in=OPEN).first()
    if run is None:
        return
    now = clock.now()
    if run.lease_until and run.lease_until >= now:
        set_alarm(ALARM, run.pk, run.lease_until + timedelta(seconds=1))
    elif run.attempts >= MOST_TRIES:
        _give_up(run)
    else:  # the longer it has waited, the later: behind a long queue each call makes the queue longer
        set_alarm(ALARM, run.pk, now + max(LEASE, (now - run.created_at) / 2))
        wake(run)


def _give_up(run: Run) -> None:
    """Workers died over this run: it is marked as failed instead of taking down another one."""
    run.state, run.lease_until, run.finished_at = Run.State.FAILED, None, clock.now()
    run.reason = run.reason or "The worker stopped each time it tried."
    run.save(update_fields=["state", "lease_until", "finished_at", "reason"])
    suggestions.fail(run.pk)
    publish(TriageFailed(run.ticket_id, run.pk))
