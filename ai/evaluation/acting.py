"""What of a reading the product would apply by itself, were each field in auto mode.

Asked of the decisions that storing a reading acts on (`earning.decide`): flags of distrust, evidence for each
value, what the ticket may become. What a throw-away organization cannot have is taken as given: that a field
has earned its mode, and that what is called spam came by mail from a stranger.
"""

from __future__ import annotations

from ai import rules
from ai.contracts import PRIORITIES
from ai.services import earning
from ai.services.applying import Standing
from ai.services.triage import Outcome
from core.desk.models import Priority

MOOD = 0.75  # confidence from which rules may act on a mood; noted it is at once, and moves nothing
COUNTED = (*rules.EARNED, "spam", "thanks")  # language and escalation are marks for people, as the mood is


def alone(outcome: Outcome, ticket_id: int, floor: float | None = None) -> frozenset[str]:
    """The fields whose value would stand on the ticket without a person.

    A mood counts where it is trusted as a category is. floor: of rules.EARNED; None: a new organization's.
    """
    flags = frozenset(flag.name for flag in outcome.reading.flags)
    standing = _standing(ticket_id, floor)
    written = earning.decide(outcome, outcome.reading, standing, flags, is_first=True).values
    fields = {field for field in COUNTED if field in written}
    if "priority" in written and not _is_whole(outcome, written["priority"]["priority"]):
        fields.remove("priority")
    moods = {"sentiment"} & earning.trusted(outcome, standing, flags, ("sentiment",))
    return frozenset(fields | moods)


def _standing(ticket_id: int, floor: float | None) -> Standing:
    """A new ticket of medium priority, about which nobody has decided anything."""
    least = {field: rules.START[field][1] if floor is None else floor for field in rules.EARNED}
    policies = rules.START | {field: ("auto", sure) for field, sure in (least | {"sentiment": MOOD}).items()}
    return Standing(ticket_id, Priority.MEDIUM, {}, policies, is_stranger=True)


def _is_whole(outcome: Outcome, rank: int) -> bool:
    """Does the ticket get the value, not only a step towards it?"""
    return PRIORITIES[rank - 1] == outcome.reading.priority.value
