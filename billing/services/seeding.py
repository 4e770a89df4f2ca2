"""The plans are data: missing ones are added, existing ones belong to the owner."""

from __future__ import annotations

from django.db import transaction

from billing.models import Plan
from billing.seeds import SEEDS


@transaction.atomic
def seed_plans() -> int:
    """Add the plans that are missing; returns how many. Runs after each migration."""
    known = set(Plan.objects.values_list("code", flat=True))
    missing = [
        Plan(
            code=seed.code,
            name=seed.name,
            rank=rank,
            base=seed.base.as_json(),
            per_seat=seed.per_seat.as_json(),
            is_offered=seed.offered,
            least_seats=seed.least_seats,
            most_seats=seed.most_seats,
        )
        for rank, seed in enumerate(SEEDS)
        if seed.code not in known
    ]
    Plan.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
