"""Seats: what the plan counts of us."""

from __future__ import annotations

from billing.meters import meter
from core.accounts.models import User

SEATS = "agents"


@meter(SEATS)
def agents() -> int:
    """Active people whose role is billed; light agents and service accounts are not."""
    return User.objects.filter(is_active=True, role__takes_seat=True).count()
