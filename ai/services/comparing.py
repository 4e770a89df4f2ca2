"""Then, now, and what people decided: which of two decisions about one field was the better one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ai.contracts import Reading
from ai.models import ReplayDecision
from ai.services import applying

FIELDS = ("category", "priority", "sentiment", "tags", "escalation", "language")
Outcome = ReplayDecision.Outcome


class Compared(NamedTuple):
    """One field. old_right, new_right: None where nobody can say."""

    field: str
    old: Any
    new: Any
    final: Any
    old_right: bool | None
    new_right: bool | None
    outcome: str


def compared(
    old: Mapping[str, Any], reading: Reading, final: Mapping[str, Any], moved: Collection[str] = ()
) -> list[Compared]:
    """The fields that triage had a word on then.

    moved: categories that are not in both trees: what people chose from one says nothing about the other.
    """
    now = {one.field: one.value for one in applying.found(reading)}
    return [_one(field, old[field], now[field], final.get(field), moved) for field in FIELDS if field in old]


def _one(field: str, old: Any, new: Any, final: Any, moved: Collection[str]) -> Compared:
    old, new, final = (_plain(field, value) for value in (old, new, final))
    is_judged = final is not None and not (field == "category" and {old, new, final} & set(moved))
    if not is_judged:
        return Compared(field, old, new, final, None, None, Outcome.SAME if old == new else Outcome.OTHER)
    before, after = _closeness(field, old, final), _closeness(field, new, final)
    return Compared(field, old, new, final, before == 1, after == 1, _outcome(old == new, before, after))


def _outcome(is_same: bool, before: float, after: float) -> str:
    if is_same:
        return Outcome.SAME
    if after == before:
        return Outcome.OTHER
    return Outcome.BETTER if after > before else Outcome.WORSE


def _closeness(field: str, value: Any, final: Any) -> float:
    """1 when it is what people decided; of tags the share that both have."""
    if field != "tags":
        return float(value == final)
    either = set(value) | set(final)
    return len(set(value) & set(final)) / len(either) if either else 1.0


def _plain(field: str, value: Any) -> Any:
    return sorted(map(str, value)) if field == "tags" and isinstance(value, list | tuple) else value
