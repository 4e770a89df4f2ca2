"""Access tokens: short JWTs that mean nothing in any other organization.

Signed with a key made from the tenant's secret, and naming the tenant besides. They carry who
it is, not what they may do: permissions are read with each request. The device behind a token
must still be signed in, so signing out works at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

from tenants import context, secrets
from tenants.kernel import clock
from tenants.kernel.errors import Unauthenticated

ISSUER = "deskhand"
_CLAIMS = ("kind", "user_id", "tenant", "device")


class BadToken(Unauthenticated):
    """Forged, expired, ended, or of another organization."""

    code = "auth.bad_token"
    sentence = "This access token is not valid (any more). Refresh it or sign in again."


@dataclass(frozen=True)
class Claims:
    kind: str
    id: int
    device: str

    @property
    def holder(self) -> str:
        return f"{self.kind}:{self.id}"


def mint(kind: str, pk: int, device: str, *, email: str, role: str) -> str:
    """An access token for this organization. kind: "user" or "contact"; device: its public id."""
    tenant, now = context.current_tenant(), clock.now()
    claims = {
        "sub": f"{kind}:{pk}",
        "kind": kind,
        "user_id": pk,
        "email": email,
        "role": role,
        "tenant": tenant.public_id,
        "schema": tenant.schema_name,
        "device": device,
        "iat": int(now.timestamp()),
        "exp": int((now + settings.ACCESS_TOKEN_LIFETIME).timestamp()),
    }
    token: str = _backend().encode(claims)
    return token


def read(token: str) -> Claims:
    """What a token of this organization says. Raises BadToken."""
    try:
        claims: dict[str, Any] = _backend().decode(token, verify=True)  # type: ignore[arg-type]
    except TokenBackendError:
        raise BadToken from None
    if any(name not in claims for name in _CLAIMS) or claims["tenant"] != context.current_tenant().public_id:
        raise BadToken
    return Claims(str(claims["kind"]), int(claims["user_id"]), str(claims["device"]))


def _backend() -> TokenBackend:
    return TokenBackend("HS256", signing_key=secrets.tag("access-token", size=32), issuer=ISSUER)
