"""The fault of the mail server that takes our letters: away for long, then in a bad mood for as long again."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from infra.benchmarks.faults.floods import Broken
from infra.benchmarks.faults.outside import Senders
from infra.benchmarks.faults.stage import ORGANIZATIONS, Stage
from tests.support.fakes.smtp import Step, at, cut_after_data, slow

if TYPE_CHECKING:
    from infra.benchmarks.faults.acts import Dose

MOODS = ((0.10, at("RCPT", "451 4.3.0 not now")), (0.02, at("RCPT", "550 5.1.1 no such user")),
         (0.05, cut_after_data()), (0.05, slow(20.0)))  # fmt: skip
SHOWN_WITHIN = 60.0  # seconds from the 550 to the ticket that says so


def away_then_moody(stage: Stage, senders: Senders, dose: Dose) -> str:
    """F11: no relay; then 10 % 451, 2 % 550, 5 % cut after DATA, 5 % slow, until the letters of that time are out."""
    stage.relay.__exit__()
    time.sleep(dose.away * 2)
    waiting = sum(_letters(state="queued"))
    refused: list[float] = []
    stage.relay.be(lambda: _step(refused))
    stage.relay.reopen()
    time.sleep(dose.away / 2)
    stage.relay.be(lambda: None)
    shown = _shown(refused)
    return f"away {dose.away * 2:.0f} s, {waiting} letters waited, {len(refused)} refused for good, {shown} shown"


def _step(refused: list[float]) -> Step | None:
    dice = random.random()
    for share, step in MOODS:
        if dice < share:
            if step.line.startswith("550"):
                refused.append(time.time())
            return step
        dice -= share
    return None


def _shown(refused: list[float]) -> int:
    """Letters that say they failed, in time. Raises Broken."""
    end = (refused[-1] if refused else time.time()) + SHOWN_WITHIN
    while time.time() < end and sum(_letters(state="failed")) < len(refused):
        time.sleep(0.5)
    shown = sum(_letters(state="failed"))
    if shown < len(refused):
        raise Broken(f"{len(refused)} letters refused for good, {shown} say so after {SHOWN_WITHIN:.0f} s")
    return shown


def _letters(**which: str) -> list[int]:
    from core.mail.models import Letter
    from tenants import context

    found = []
    for organization in ORGANIZATIONS:
        with context.tenant(context.by_schema(organization)):
            found.append(Letter.objects.filter(**which).count())
    return found
