"""May this be done here at all? What the organization's own state allows, before any permission of a person.

Two places ask: Door.initial for the API, RefusalMiddleware for pages. States that shut a whole site are
answered earlier, by TenantMiddleware. What people need to sign in, to pay and to take their data along
stays open in every other state; it is known by its permission.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from core.doors.needs import ANYONE, SIGNED_IN, Need, names_of
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused, Unauthenticated
from tenants.models import Tenant
from tenants.rules import Door, Pass

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PORTAL_API, API = "/api/v1/portal/", "/api/"
OWN = "billing.manage"  # who may pay may also leave
ALWAYS = frozenset({OWN, "organization.export", "organization.close"})


class ReadOnly(Refused):
    """403 and not 402: whoever asks is seldom the one who can pay."""

    code = "tenant.restricted"
    sentence = (
        "This workspace is read-only until its payment is settled. "
        "Mail is still received. An owner finds the way under Settings, Plan and billing."
    )


class Leaving(Refused):
    code = "tenant.leaving"
    sentence = "This workspace is being closed. Its owners can still take their data along."


def check(request: HttpRequest, actor: Actor | None, need: Need | None, *, portal: bool = False) -> None:
    """Pass, or raise ReadOnly, Leaving or Unauthenticated. need: what the view asks of people."""
    row: Any = getattr(request, "tenant", None)
    if not isinstance(row, Tenant) or row.schema_name == "public":
        return
    allowed = row.at(_door(request.path, portal=portal))
    if allowed is Pass.SHUT:
        raise Leaving
    if allowed is Pass.OWNER and need != ANYONE:
        if actor is None:
            raise Unauthenticated
        if not actor.may(OWN):
            raise Leaving
    if allowed in (Pass.READ, Pass.OWNER) and request.method not in SAFE and not _is_needed(need):
        raise ReadOnly if allowed is Pass.READ else Leaving


def _door(path: str, *, portal: bool) -> Door:
    if portal or path.startswith(PORTAL_API):
        return Door.PORTAL
    return Door.API if path.startswith(API) else Door.PAGE


def _is_needed(need: Need | None) -> bool:
    """To sign in, for one's own matters, to pay, to leave."""
    return need in (ANYONE, SIGNED_IN) or bool(ALWAYS & set(names_of(need)))
