"""A model's reading beside the local engine's: rules have the last word, and orders in a mail find no lever.

What the local rules say is a floor that a model may only raise. Its urgency stays within the level that the
local engine reads; an escalation of the model alone is proposed (`services.earning`), never applied.
"""

from __future__ import annotations

from dataclasses import replace

from ai.contracts import PRIORITIES, Escalation, FieldReading, Reading
from ai.local.urgency import OVERRULED, STEPS, rule_floor
from ai.rules import HEARD

RULE = "rule:"  # what reasons of the local engine begin with where a rule decided
MOST = 100


def guarded(said: Reading, local: Reading | None) -> Reading:
    """What the model said, within what the local engine's reading allows."""
    if local is None:
        return said
    floor = _floor(local)
    return replace(
        said,
        escalation=_escalation(said.escalation, local.escalation),
        urgency=_urgency(said.urgency, local, floor),
        priority=_priority(said.priority, local, floor),
    )


def _escalation(said: Escalation, local: Escalation) -> Escalation:
    return local if local.value else said


def _floor(local: Reading) -> int:
    """The urgency that the rules ask for at least; a category counts where it is read surely."""
    if local.urgency.reason.startswith(RULE):
        return local.urgency.value
    return rule_floor(local.escalation, local.category.value if local.category.confidence >= HEARD else "")


def _urgency(said: FieldReading[int], local: Reading, floor: int) -> FieldReading[int]:
    level = _level(local.urgency.value)
    least = max((0, *STEPS)[level], floor)
    most = max((*(step - 1 for step in STEPS), MOST)[level], least)
    value = min(max(said.value, least), most)
    return said if value == said.value else replace(local.urgency, value=value)


def _priority(said: FieldReading[str], local: Reading, floor: int) -> FieldReading[str]:
    least = _level(floor)
    if PRIORITIES.index(said.value) >= least:
        return said
    rule = local.urgency.reason
    reason = rule if rule.startswith(RULE) else f"{RULE} {local.escalation.reason}"
    sure = max(OVERRULED, local.priority.confidence)
    return FieldReading(PRIORITIES[least], sure, reason, local.urgency.evidence)


def _level(urgency: int) -> int:
    return sum(urgency >= step for step in STEPS)
