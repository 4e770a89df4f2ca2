"""Trying a change of triage before it goes live: begin, cancel, approve, discard. Workers do the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ai import candidates
from ai.models import Replay, ReplayItem
from ai.selectors.trials import MOST_TICKETS, solved
from ai.services.going_live import go_live
from ai.services.masking import settings_row
from ai.services.replaying import ALARM, LEASE
from ai.services.runs import RESTRICTED
from core.audit import trail
from tenants import context, tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.rules import Door, Pass

MOST_LIVE = 1
MOST_CAP = 1_000_000_000_000  # millionths
KEPT_FOR = timedelta(days=365)
State, Decision = Replay.State, Replay.Decision


class BadReplay(Invalid):
    """data: fields."""

    code = "ai.replay_invalid"
    sentence = "Please check the marked fields."


class NothingSolved(Conflict):
    code = "ai.replay_nothing_solved"
    sentence = (
        "There is no solved ticket yet that triage has read and people have decided about. "
        "Decide or confirm some values on tickets, solve them, and try again."
    )


class OneAtATime(Conflict):
    code = "ai.replay_running"
    sentence = "A replay is under way. Wait for its end, or cancel it first."


class Restricted(Conflict):
    code = "ai.replay_restricted"
    sentence = RESTRICTED


class NotDecidable(Conflict):
    """data: state."""

    code = "ai.replay_not_decidable"
    sentence = "Only a replay that has a result, and that nobody has decided yet, can be approved."


@transaction.atomic
def begin(kind: str, wanted: Mapping[str, Any], *, size: int, cap: int, by: Actor) -> Replay:
    """Try a change over the newest solved tickets. Nothing else than the replay's own rows is written.

    wanted: as ai.candidates.checked takes it. size: tickets at most. cap: millionths it may cost at most.
    Raises BadReplay, BadCandidate, BadTree, NothingSolved, OneAtATime, Restricted.
    """
    _check_bounds(size, cap)
    settings_row()  # its lock lets one begin after the other
    change = candidates.checked(kind, wanted)
    if context.current_tenant().at(Door.AI) is not Pass.OPEN:
        raise Restricted
    if Replay.objects.filter(state__in=Replay.LIVE).count() >= MOST_LIVE:
        raise OneAtATime
    if not solved().exists():
        raise NothingSolved
    row = Replay.objects.create(
        kind=kind, change=change, base=candidates.base(kind, change), size=size, cap=cap, asked_by=by.ref
    )
    told = {"kind": kind, "size": size, "cap": cap, "change": _told(change)}
    trail.record("ai.replay_begun", on=row, by=by, after=told)
    set_alarm(ALARM, row.pk, clock.now() + LEASE)
    tasks.wake("ai.replay", row.pk)
    return row


@transaction.atomic
def cancel(row: Replay, *, by: Actor) -> Replay:
    """Stop it; what was read stays to be looked at. Nothing happens when it is over."""
    row = _locked(row)
    if row.state not in Replay.LIVE:
        return row
    Replay.objects.filter(pk=row.pk).update(
        state=State.CANCELED, turn=F("turn") + 1, lease_until=None, finished_at=clock.now(), reason=""
    )
    clear_alarm(ALARM, row.pk)
    trail.record("ai.replay_canceled", on=row, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def approve(row: Replay, *, by: Actor) -> Replay:
    """Let it hold from the next message on. Twice is once.

    Raises NotDecidable, ChangedMeanwhile, OnlyCompared, CandidateGone, Refused without desk.manage for
    categories, and what the services raise.
    """
    row = _locked(row)
    if row.decision == Decision.APPROVED:
        return row
    is_read = row.items.filter(state=ReplayItem.State.DONE).exists()
    if row.decision or row.state not in Replay.TELLING or not is_read:
        raise NotDecidable(state=row.state)
    row.undo = go_live(row, by)
    row.save(update_fields=["undo"])
    return _decided(row, Decision.APPROVED, by)


@transaction.atomic
def discard(row: Replay, *, by: Actor) -> Replay:
    """It stays as history; nothing goes live. Twice is once. Raises NotDecidable."""
    row = _locked(row)
    if row.decision == Decision.DISCARDED:
        return row
    if row.decision or row.state in Replay.LIVE:
        raise NotDecidable(state=row.state)
    return _decided(row, Decision.DISCARDED, by)


def forget() -> int:
    """Delete what was begun longer than KEPT_FOR ago. Returns how many."""
    old = Replay.objects.filter(created_at__lt=clock.now() - KEPT_FOR).exclude(state__in=Replay.LIVE)
    gone = old.count()
    old.delete()
    return gone


def _check_bounds(size: int, cap: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not 1 <= size <= MOST_TICKETS:
        wrong["size"] = [_("Between 1 and %(most)d tickets.") % {"most": MOST_TICKETS}]
    if not 0 < cap <= MOST_CAP:
        wrong["cap"] = [_("An amount above zero.")]
    if wrong:
        raise BadReplay(fields=wrong)


def _locked(row: Replay) -> Replay:
    return Replay.objects.select_for_update().get(pk=row.pk)


def _decided(row: Replay, decision: str, by: Actor) -> Replay:
    row.decision, row.decided_by, row.decided_at = decision, by.ref, clock.now()
    row.save(update_fields=["decision", "decided_by", "decided_at"])
    trail.record(
        f"ai.replay_{decision}", on=row, by=by, after={"kind": row.kind, "change": _told(row.change)}
    )
    return row


def _told(change: Mapping[str, Any]) -> dict[str, Any]:
    """For the record: without the whole tree, which is what the edits make of the one there was."""
    return {name: value for name, value in change.items() if name != "tree"}
