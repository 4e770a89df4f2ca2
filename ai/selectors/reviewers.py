"""Whose words a field's examples are. One person's are never more than two in five of a value's.

So that nobody alone teaches the engine what it then does by itself; what that takes away is told here, by the
rule that learning goes by (local/train.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from ai import rules
from ai.local.train import ONE_PERSON
from ai.models import Correction


@dataclass(frozen=True, slots=True)
class Held:
    """A value whose examples do not count, because most are of one person. counts: what is left of them."""

    value: str
    examples: int
    people: int
    of_one: int
    counts: int


@dataclass(frozen=True, slots=True)
class Reviewers:
    """people: who decided values of the field at all. held: values that lack the words of others."""

    people: int
    held: tuple[Held, ...]


def reviewers(field: str) -> Reviewers:
    """One query."""
    rows = Correction.objects.filter(field=field).order_by()
    by_value: dict[str, Counter[int | None]] = defaultdict(Counter)
    for value, user, number in rows.values_list("value", "user").annotate(Count("pk")):
        for one in value if isinstance(value, list) else [value]:
            by_value[str(one)][user] += number
    people = {user for counted in by_value.values() for user in counted if user}
    found = [_held(value, counted) for value, counted in by_value.items()]
    held = [one for one in found if one.counts < rules.LEAST_CONFIRMED <= one.examples]
    return Reviewers(len(people), tuple(sorted(held, key=lambda one: (-one.examples, one.value))))


def _held(value: str, counted: Mapping[int | None, int]) -> Held:
    """user None: nobody's own word, as of an import. What one person alone has said counts in full: there is
    nobody to outweigh.
    """
    total, named = sum(counted.values()), [number for user, number in counted.items() if user]
    kept = total - sum(named)
    for number in named:
        others = total - number
        kept += min(number, int(others * ONE_PERSON / (1 - ONE_PERSON))) if others else number
    return Held(value, total, len(named), max(named, default=0), kept)
