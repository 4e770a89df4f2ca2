"""Policies: what the plan counts of us. Those every organization starts with are ours, not the plan's."""

from __future__ import annotations

from billing.meters import meter
from core.sla.models import Policy


@meter("sla")
def policies() -> int:
    return Policy.objects.filter(seed_key="").count()
