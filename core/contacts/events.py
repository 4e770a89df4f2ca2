"""What contacts tell the others."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("contact.portal_link_asked")
@dataclass(frozen=True, slots=True)
class PortalLinkAsked:
    """A customer wants to sign in to the portal; mail writes the letter."""

    link_id: int


@event("contact.merged")
@dataclass(frozen=True, slots=True)
class ContactsMerged:
    """Everything of one customer belongs to another one now."""

    merge_id: int
    survivor_id: int
    merged_id: int
    by: str
