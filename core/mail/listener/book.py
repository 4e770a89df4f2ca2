"""Recipient address -> organization, asked at RCPT. Known addresses are remembered for a few seconds.

Only hits are remembered: an address added a moment ago must work at once. A state is felt within
TRUST, like on the web. Mail of a suspended organization is kept, and worked on when it runs again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum

from django.db.models.functions import Lower

from core.mail.rules import plain_address
from tenants import context
from tenants.models import Domain, MailRoute, Tenant
from tenants.rules import Door, Pass

TRUST = 10.0  # seconds
MOST = 10_000  # addresses remembered


class Unknown(Enum):
    """Why there is no organization for an address."""

    NOBODY = "550 5.1.1 There is no such mailbox here"
    CLOSED = "550 5.2.1 This mailbox takes no mail any more"
    LATER = "451 4.3.0 This mailbox is being worked on; try again in a few minutes"


@dataclass(frozen=True, slots=True)
class _Known:
    tenant: Tenant
    until: float


class Book:
    """One per listener; used from several threads (a dict's single operations are atomic)."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def remembered(self, address: str) -> Tenant | None:
        """Without the database; None when it must be asked."""
        known = self._known.get(plain_address(address))
        return known.tenant if known and known.until > time.monotonic() else None

    def look_up(self, address: str) -> Tenant | Unknown:
        """Ask the shared schema. The address counts exactly, but for plus part and letter case."""
        plain = plain_address(address)
        with context.shared():
            tenant = self._by_route(plain) or self._by_postmaster(plain)
        if tenant is None:
            return Unknown.NOBODY
        if (allowed := tenant.at(Door.MAIL_IN)) is not Pass.OPEN:
            self._known.pop(plain, None)
            return Unknown.LATER if allowed is Pass.LATER else Unknown.CLOSED
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[plain] = _Known(tenant, time.monotonic() + TRUST)
        return tenant

    def _by_route(self, plain: str) -> Tenant | None:
        routes = MailRoute.objects.alias(key=Lower("address")).select_related("tenant").filter(key=plain)
        return next((route.tenant for route in routes), None)

    def _by_postmaster(self, plain: str) -> Tenant | None:
        """RFC 5321 wants postmaster@ wherever mail is taken; it goes to the default mailbox."""
        local, _, host = plain.rpartition("@")
        if local != "postmaster":
            return None
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
        return domain.tenant if domain and domain.tenant.schema_name != "public" else None
