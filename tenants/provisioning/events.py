"""Facts of an organization's life, published inside the organization they concern."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("tenant.provisioned")
@dataclass(frozen=True)
class TenantProvisioned:
    """Schema and starter content stand; the organization is served from now on."""

    tenant_id: int


@event("tenant.suspended")
@dataclass(frozen=True)
class TenantSuspended:
    tenant_id: int
    reason: str
    by: str


@event("tenant.reactivated")
@dataclass(frozen=True)
class TenantReactivated:
    tenant_id: int
    by: str
