"""Taking all data along: an archive made in the background, fetched by a signed link for a week."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import selectors as accounts
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, fragment, needs
from tenants.carrying import exports
from tenants.carrying.models import Export
from tenants.kernel.actor import parse_ref
from tenants.models import Tenant

EXPORT = "organization.export"
SHOWN = 10  # archives of the past


@needs(EXPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """POST asks for an archive; the one under way is shown again."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    if request.method == "POST":
        exports.ask(tenant, by=actor_of(request))
        flash(request, _("We are making your archive. You can leave this page."))
        return redirect("settings:data")
    return page(request, "data", {"exports": _shown(tenant)})


@needs(EXPORT)
@never_cache
@require_GET
def data_list(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for while an archive is being made."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    return fragment(request, "portal/settings/_exports.html", {"exports": _shown(tenant)})


@needs(EXPORT)
@never_cache
@require_GET
def fetch(request: HttpRequest, signed: str) -> FileResponse:
    """The archive itself. BadLink, NotFound: forged, another organization's, or over."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    row = exports.fetch(tenant, signed)
    name = f"{tenant.slug}-{row.created_at:%Y-%m-%d}.zip"
    response = FileResponse(
        exports.opened(row), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(tenant: Tenant) -> list[dict[str, Any]]:
    rows = list(exports.of(tenant)[:SHOWN])
    people = {ref: parse_ref(ref)[1] for ref in {row.asked_by for row in rows} if ref.startswith("user:")}
    names = accounts.names_of([pk for pk in people.values() if pk is not None])
    return [_line(row, names.get(people.get(row.asked_by) or 0, "")) for row in rows]


def _line(row: Export, name: str) -> dict[str, Any]:
    ready = row.state == Export.State.READY
    return {
        "state": row.state,
        "percent": row.progress,
        "by": name or _("the platform"),
        "at": row.created_at,
        "size": row.size,
        "sha256": row.sha256,
        "expires_at": row.expires_at,
        "reason": row.reason,
        "url": reverse("settings:data_fetch", args=[exports.link(row)]) if ready else None,
    }
