"""Where a visitor of one host is sent on to: the organization's primary host.

Only pages, only strangers, and only while the primary host answers: whoever has a session here stays
here (a cookie belongs to one host, so sending people on would sign them out), the doors through which
people sign in stay open on every host, so that a broken primary domain locks nobody out.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

from tenants.models import Domain

# Programs, pieces of pages, files and proofs; and the doors that must open when the primary host does not.
STAYS = (
    "/api/", "/ws/", "/files/", "/static/", "/brand", "/.well-known/", "/internal/",
    "/login/", "/logout/", "/password/", "/invitation/", "/welcome/", "/settings/",
)  # fmt: skip


def primary_of(domains: Sequence[Domain]) -> Domain | None:
    """The one whose name links carry: the primary host, or ours while that does not lead to us."""
    sound = [row for row in domains if row.reaches]
    return min(sound, key=lambda row: (not row.is_primary, row.claim_id is not None, row.pk), default=None)


def onward(request: HttpRequest, here: Domain, primary: str) -> str | None:
    """The same page at the primary host; None when the visitor stays. primary: "" for none."""
    if not primary or primary == here.domain or not here.redirects:
        return None
    if request.method not in ("GET", "HEAD") or request.path.startswith(STAYS):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HX-Request" in request.headers:
        return None
    return f"{settings.PLATFORM_SCHEME}://{primary}{settings.PLATFORM_PORT}{request.get_full_path()}"
