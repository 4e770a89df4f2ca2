"""What a new organization starts with: careful policies."""

from __future__ import annotations

from ai.models import Policy
from ai.rules import START


def prepare() -> None:
    """One policy per field; those that exist are left as people set them."""
    known = set(Policy.objects.values_list("field", flat=True))
    Policy.objects.bulk_create(
        Policy(field=field, mode=mode, min_confidence=floor)
        for field, (mode, floor) in START.items()
        if field not in known
    )
