"""Facts about an organization's own domains, published inside the organization."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("domain.verified")
@dataclass(frozen=True)
class DomainVerified:
    claim_id: int
    host: str


@event("domain.record_missing")
@dataclass(frozen=True)
class DomainRecordMissing:
    """The record has been gone for days; the domain is still served, for some days more."""

    claim_id: int
    host: str
    served_until: str


@event("domain.lost")
@dataclass(frozen=True)
class DomainLost:
    """No longer served. reason: "record_gone", or "claimed" by somebody who proved it."""

    claim_id: int
    host: str
    reason: str
