"""What a field still lacks to apply by itself, in sentences: how many were decided, how right, by whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ai import rules, selectors

MOST_TOLD = 5  # values that one person has taught alone
ONE = 40  # percent of a value's examples that one person may hold, as learning has it


def of(field: str, words: Callable[[str], str]) -> dict[str, Any] | None:
    """None for a field that needs no record. Two queries. words: how people call a value."""
    if field not in rules.EARNED:
        return None
    row = selectors.policy(field)
    found, told = selectors.evidence_of(row), selectors.reviewers(field)
    return {
        "mode": row.mode,
        "missing": found.missing,
        "who": _who(told.people),
        "held": [_held(one, words) for one in told.held[:MOST_TOLD]],
        "stepped_back": row.stepped_back_why if row.stepped_back_at else "",
        "url": reverse("settings:ai_field", args=[field]),
    }


def _who(people: int) -> str:
    return ngettext("%(number)d person has decided them.", "%(number)d people have decided them.", people) % {
        "number": people
    }


def _held(one: Any, words: Callable[[str], str]) -> str:
    said = _(
        "“%(value)s” is not applied by itself: of %(examples)d examples, %(most)d are of one person. "
        "One person counts for %(share)d %% at most, so %(counts)d count and %(wants)d are needed. "
        "Have others decide it, too."
    )
    return said % {
        "value": words(one.value),
        "examples": one.examples,
        "most": one.of_one,
        "share": ONE,
        "counts": one.counts,
        "wants": rules.LEAST_CONFIRMED,
    }
