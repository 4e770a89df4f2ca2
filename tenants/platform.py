"""The platform's own record: what was done to a tenant, by whom and why. Append-only."""

from __future__ import annotations

from typing import Any

from tenants.kernel.actor import Actor
from tenants.models import PlatformRecord, Tenant


def record(
    action: str,
    *,
    on: Tenant | None,
    by: Actor,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> PlatformRecord:
    """One line of the platform's audit. Call it in the transaction of the change."""
    return PlatformRecord.objects.create(
        actor=by.ref, actor_name=by.name, action=action, tenant=on, before=before, after=after, reason=reason
    )
