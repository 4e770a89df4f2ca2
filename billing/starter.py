"""A new organization begins with a trial."""

from __future__ import annotations

from billing import services
from tenants.models import Tenant


def stamp(tenant: Tenant) -> None:
    """Twice is once."""
    services.start_trial(tenant)
