"""What of a reading is applied alone: by the policies, and by the organization's own numbers.

Asked only where a policy applies by itself; what the local engine has proven needs no query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ai import rules
from ai.contracts import NO, PRIORITIES, YES, Reading
from ai.models import Policy
from ai.selectors import evidence
from ai.services import applying
from ai.services.applying import Standing
from core.desk import selectors as desk

if TYPE_CHECKING:
    from ai.services.triage import Outcome

LOCAL = "local"


class Decision(NamedTuple):
    """disputed: {field: what the second engine reads instead}. values: {field: the ticket's columns}.

    junk: those about spam.
    """

    disputed: dict[str, Any]
    values: dict[str, dict[str, Any]]
    junk: dict[str, Any]


def decide(
    outcome: Outcome, reading: Reading, standing: Standing, flags: frozenset[str], *, is_first: bool
) -> Decision:
    """What is written of the newest message's reading. standing: as `within` says it holds for this ticket.

    reading: the outcome's, with what is remembered of the sender.
    """
    found = disputed(reading, outcome.second, standing.policies)
    standing = standing._replace(is_doubted=standing.is_doubted or "thanks" in found)
    values = applying.allowed_values(reading, standing, flags, trusted(outcome, standing, flags))
    if standing.is_marked:  # a sender that colleagues know needs no second opinion
        found.pop("spam", None)
    is_agreed = "spam" not in found
    junk = applying.about_spam(reading, standing, flags, is_first=is_first, is_agreed=is_agreed)
    return Decision(found, values | ({"spam": junk} if "is_spam" in junk else {}), junk)


def trusted(
    outcome: Outcome, standing: Standing, flags: frozenset[str], fields: Sequence[str] = rules.EARNED
) -> frozenset[str]:
    """Those of the fields and of rules.BACKED that may be written; of tags only when each of them may."""
    reading = outcome.reading
    model = outcome.answer.model[:80] if outcome.answer else LOCAL
    earned = {
        field
        for field in fields
        if _may_try(field, reading, standing, flags)
        and _is_trusted(field, reading, outcome.second, model, standing.gates.get(field, (0.9, {}))[0])
    }
    return frozenset(earned | _backed(reading, outcome.second))


def _backed(reading: Reading, second: Reading | None) -> set[str]:
    """What a mail's orders could move at once: a model's urgency is bounded by the local engine's already
    (triage/merging.py), its escalation counts where the local engine's rules say so, too.
    """
    if reading.engine == LOCAL:
        return set(rules.BACKED)
    if second is None:
        return set()
    return {"urgency", "escalation"} if second.escalation.value else {"urgency"}


def within(standing: Standing, reading: Reading) -> Standing:
    """With the policies as they hold for this ticket.

    Outside of what a field is limited to it only suggests, and no reply is prepared.
    """
    limited = {field: conditions for field, (_target, conditions) in standing.gates.items() if conditions}
    if not limited:
        return standing
    facts: dict[str, Any] = {
        "queue": standing.queue_id,
        "categories": _path(reading.category.value),
        "language": reading.language.value,
    }
    policies = dict(standing.policies)
    for field, conditions in limited.items():
        mode, floor = policies[field]
        if not rules.holds(conditions, **facts):
            policies[field] = (rules.outside(field, mode), floor)
    return standing._replace(policies=policies)


def _may_try(field: str, reading: Reading, standing: Standing, flags: frozenset[str]) -> bool:
    mode, floor = standing.policies[field]
    return mode == Policy.Mode.AUTO and not flags & rules.DISTRUST and _sure(field, reading) >= floor


def _sure(field: str, reading: Reading) -> float:
    if field == "tags":
        return min((tag.confidence for tag in reading.tags), default=0.0)
    return float(getattr(reading, field).confidence)


def _path(key: str) -> set[str]:
    """The category and the group it stands in."""
    row = next((one for one in desk.categories() if one.key == key), None)
    return {key, row.parent.key} if row and row.parent else {key}


def _is_trusted(field: str, reading: Reading, second: Reading | None, model: str, target: float) -> bool:
    values = list(reading.tags) if field == "tags" else [getattr(reading, field)]
    is_local = reading.engine == LOCAL
    if not values or (is_local and all(one.proven for one in values)):
        return bool(values)
    known = evidence.tracks(field, [str(one.value) for one in values], model)
    return all(
        rules.is_trusted(
            proven=is_local and one.proven,
            agreed=not is_local and second is not None and one.value in _said(field, second),
            contradicted=second is not None and _contradicts(field, one.value, second),
            decided=known.get(str(one.value), evidence.Track()).decided,
            right=known.get(str(one.value), evidence.Track()).right,
            confirmed=evidence.confirmed(field, one.value),
            target=target,
        )
        for one in values
    )


def _contradicts(field: str, value: Any, second: Reading) -> bool:
    """Is it a priority more than a level above what the second engine reads?"""
    return field == "priority" and PRIORITIES.index(value) > PRIORITIES.index(second.priority.value) + 1


def _said(field: str, second: Reading) -> list[Any]:
    return [tag.value for tag in second.tags] if field == "tags" else [getattr(second, field).value]


def disputed(
    reading: Reading, second: Reading | None, policies: Mapping[str, tuple[str, float]]
) -> dict[str, Any]:
    """{field: what the second engine reads instead} where that one is sure enough to be heard.

    Nobody is asked about fields that are off, or recorded only.
    """
    if second is None:
        return {}
    return {
        field: _named(getattr(second, field).value)
        for field in rules.REVIEWED
        if policies[field][0] in (Policy.Mode.SUGGEST, Policy.Mode.AUTO)
        and getattr(second, field).value != getattr(reading, field).value
        and (getattr(second, field).confidence >= rules.HEARD or field == "escalation")
    }


def _named(value: Any) -> Any:
    """As verdicts call it, so that who was right can be counted."""
    return {True: YES, False: NO}[value] if isinstance(value, bool) else value
