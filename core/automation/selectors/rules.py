"""The rules, in their order, and how often they acted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from core.automation.models import Firing, Rule, Run
from tenants.kernel import clock
from tenants.kernel.errors import NotFound

LATELY = timedelta(days=7)


class NoSuchRule(NotFound):
    """data: rule."""

    code = "rule.unknown"
    sentence = "There is no such rule."


def rules() -> QuerySet[Rule]:
    """Triggers before schedules, each in the order they are asked."""
    return Rule.objects.select_related("author").order_by("-kind", "position", "id")


def rule(pk: int) -> Rule:
    """By primary key. NoSuchRule."""
    row = rules().filter(pk=pk).first()
    if row is None:
        raise NoSuchRule(rule=pk)
    return row


def blank_rule(**values: Any) -> Rule:
    """An unsaved one: for an empty form, and for looking at what is typed."""
    return Rule(**values)


def counts() -> dict[int, dict[str, int]]:
    """{rule: {"fired": n, "failed": n}} of the last seven days. One query."""
    rows = Firing.objects.filter(rule__isnull=False, at__gt=clock.now() - LATELY).order_by()
    counted = rows.values("rule").annotate(
        fired=Count("pk", filter=Q(state=Firing.State.FIRED)),
        failed=Count("pk", filter=Q(state=Firing.State.FAILED)),
    )
    return {one["rule"]: {"fired": one["fired"], "failed": one["failed"]} for one in counted}


def acted_on(row: Rule, most: int = 20) -> list[Firing]:
    """What it did lately and on which tickets, the latest first."""
    rows = Firing.objects.filter(rule=row).select_related("ticket").order_by("-at", "-id")
    return list(rows[:most])


def last_runs(row: Rule, most: int = 5) -> list[Run]:
    """Of a schedule, the latest first."""
    return list(Run.objects.filter(rule=row).order_by("-slot")[:most])
