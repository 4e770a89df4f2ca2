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


@event("tenant.standing")
@dataclass(frozen=True)
class TenantStanding:
    """Billing sees it otherwise: trial, active, past_due or restricted."""

    tenant_id: int
    standing: str
    was: str


@event("tenant.leaving")
@dataclass(frozen=True)
class TenantLeaving:
    """The export window begins. until: ISO 8601."""

    tenant_id: int
    until: str


@event("tenant.profile_changed")
@dataclass(frozen=True)
class TenantProfileChanged:
    """What it says of itself is another. names: which of it, as services.change_profile takes them."""

    tenant_id: int
    names: tuple[str, ...]
