"""One rule, one ticket: is it let, and what came of it. Its conditions hold, and its facts are in hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from core.automation.actions import Outcome, Part, perform
from core.automation.book import Ready
from core.automation.case import Case
from core.automation.models import Firing
from core.automation.rules import DEEPEST, HOURS, STILL
from tenants.database import hot
from tenants.events.bus import Chain, linked
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal


def act(ready: Ready, case: Case, stopped: Mapping[int, object]) -> str:
    """The rule's conditions hold. Does it, or says why not; the state that is kept.

    stopped: rules that have acted on this ticket in the chain already.
    """
    chain = case.chain
    why = "again" if ready.row.pk in stopped else "depth" if chain.depth >= DEEPEST else ""
    if why:
        is_told = _would_move(ready, case)
        return _keep(ready, case, Firing.State.STOPPED, {"why": why}) if is_told else Firing.State.STOPPED
    if ready.broken:
        return _keep(ready, case, Firing.State.FAILED, {"code": "action.invalid", "why": ready.broken})
    assert case.ticket
    try:
        with linked(Chain(chain.id, chain.depth + 1)), transaction.atomic():
            outcome = perform(case.ticket, ready.steps, by=_actor(ready))
    except Refusal as refusal:
        return _keep(ready, case, Firing.State.FAILED, {"code": refusal.code, "why": refusal.message})
    except ObjectDoesNotExist:
        return _keep(ready, case, Firing.State.FAILED, {"code": "not_found", "why": "Something is gone."})
    if _is_idle(ready, case, outcome):
        return Firing.State.FIRED
    return _keep(ready, case, Firing.State.FIRED, outcome.as_json)


def _would_move(ready: Ready, case: Case) -> bool:
    """Whether acting once more would have done something: what would have been no deed is no loop."""
    assert case.ticket
    try:
        with transaction.atomic():
            outcome = perform(case.ticket, ready.steps, by=_actor(ready))
            transaction.set_rollback(True)
    except (Refusal, ObjectDoesNotExist):
        return False
    return not _is_idle(ready, case, outcome)


def _actor(ready: Ready) -> Actor:
    return Actor("rule", ready.row.pk, f"Rule “{ready.row.name}”")


def _is_idle(ready: Ready, case: Case, outcome: Outcome) -> bool:
    """It was so already: nothing to remember. What time has started is remembered, to be done once."""
    if case.event in (STILL, HOURS) or case.ticket is None:
        return False
    is_beyond = any(step.action.part is Part.BEYOND for step in ready.steps)
    return outcome.ticket.version == case.ticket.version and not is_beyond and not outcome.kept


def _keep(ready: Ready, case: Case, state: str, told: Mapping[str, Any]) -> str:
    row = Firing(
        ticket_id=case.ticket_id,
        rule_id=ready.row.pk,
        name=ready.row.name,
        event=case.event,
        state=state,
        chain=case.chain.id,
        depth=case.chain.depth + 1,
        told=dict(told),
    )
    hot.insert(row, unless_there=True)  # what was stopped twice is told once
    return state
