"""What the organization's own decided values say about a field: may it apply by itself?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ai import rules
from ai.models import Correction, Policy, Verdict

LATEST = 500  # decided values of a field that its figures look at: models and categories change
TRACKED = 2_000  # decided values of a field that one label's record is looked for in


class Track(NamedTuple):
    """How one label by one model went."""

    decided: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """A field's figures against what its policy asks for.

    reviewed: decided values within the policy's conditions. sure, right: those at or above its smallest
    confidence, and the right ones of them.
    """

    field: str
    reviewed: int
    sure: int
    right: int
    min_reviewed: int
    min_precision: float

    @property
    def precision(self) -> float | None:
        return self.right / self.sure if self.sure else None

    @property
    def is_enough(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> str:
        """What the field still lacks, in a sentence; empty when it may apply by itself."""
        if self.reviewed < self.min_reviewed:
            return _("%(has)d of %(wants)d values have been decided by people so far.") % {
                "has": self.reviewed,
                "wants": self.min_reviewed,
            }
        if self.sure < rules.LEAST_SURE:
            return _("Only %(has)d decided values are sure enough; %(wants)d are needed.") % {
                "has": self.sure,
                "wants": rules.LEAST_SURE,
            }
        if self.right < self.min_precision * self.sure:
            return _("%(has)d %% of the values this sure were right; %(wants)d %% are needed.") % {
                "has": int(100 * self.right / self.sure),
                "wants": round(100 * self.min_precision),
            }
        return ""


def evidence(policy: Policy, floor: float | None = None) -> Evidence:
    """The field's figures at its own threshold, or at another one. One query."""
    least = policy.min_confidence if floor is None else floor
    sure = Q(confidence__gte=least)
    latest = Verdict.objects.filter(pk__in=_within(policy).order_by("-at").values("pk")[:LATEST])
    found = latest.aggregate(
        reviewed=Count("pk"), sure=Count("pk", filter=sure), right=Count("pk", filter=sure & Q(is_right=True))
    )
    return Evidence(
        policy.field, **found, min_reviewed=policy.min_reviewed, min_precision=policy.min_precision
    )


def _within(policy: Policy) -> QuerySet[Verdict]:
    """The field's verdicts on tickets that the policy's conditions hold for."""
    rows, conditions = Verdict.objects.filter(field=policy.field), policy.conditions
    if queues := conditions.get("queues"):
        rows = rows.filter(ticket__queue__in=queues)
    if languages := conditions.get("languages"):
        rows = rows.filter(ticket__language__in=languages)
    if keys := conditions.get("categories"):
        own = Q(ticket__category__key__in=keys) | Q(ticket__category__parent__key__in=keys)
        rows = rows.filter(own)
    return rows


def tracks(field: str, values: Sequence[str], model: str) -> dict[str, Track]:
    """{label: its record by this model} among the field's latest decided values. One query."""
    latest = Verdict.objects.filter(field=field).order_by("-at").values("pk")[:TRACKED]
    rows = Verdict.objects.filter(pk__in=latest, said__in=values, model=model).order_by()
    counted = rows.values_list("said").annotate(
        decided=Count("pk"), right=Count("pk", filter=Q(is_right=True))
    )
    return {said: Track(decided, right) for said, decided, right in counted}


def confirmed(field: str, value: Any) -> int:
    """Examples of the label that people decided, counted up to what is enough."""
    told: Any = {"value__contains": [value]} if field == "tags" else {"value": value}
    return Correction.objects.filter(field=field, **told).order_by()[: rules.LEAST_CONFIRMED].count()


def taught(field: str) -> dict[str, int]:
    """{value: tickets whose people said so}. One query."""
    rows = Correction.objects.filter(field=field).order_by().values_list("value")
    return {str(value): number for value, number in rows.annotate(Count("ticket", distinct=True))}


def lately(field: str, since: datetime | None) -> list[tuple[bool, bool]]:
    """(was right, was undone) of the last decided values that were applied alone, newest first."""
    rows = Verdict.objects.filter(field=field, was_auto=True)
    rows = rows.filter(at__gte=since) if since else rows
    found = rows.order_by("-at", "-pk").values_list("is_right", "how")[: rules.ROLLING]
    return [(right, how == Verdict.How.UNDONE) for right, how in found]
