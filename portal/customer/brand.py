"""The organization's colours and logo, cached for a year under an address that changes with them."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.files.sniffing import inline_ok, sniff
from portal.ui.brand import css
from portal.ui.views import anyone
from tenants.domains.selectors import Brand, brand_of, brand_of_claim, claim
from tenants.kernel.errors import NotFound

YEAR = "public, max-age=31536000, immutable"
SHORT = "public, max-age=60"  # without ?v=, or a colour would stay for a year
LOCKED = "default-src 'none'; sandbox"


@anyone
@require_GET
def stylesheet(request: HttpRequest) -> HttpResponse:
    """/brand.css – overrides --brand and its computed shades, nothing else."""
    response = HttpResponse(css(_brand(request).color), content_type="text/css")
    return _cached(request, response)


@anyone
@require_GET
def logo(request: HttpRequest) -> HttpResponse:
    """?domain=: of that domain of this organization, wherever it is asked for (a preview)."""
    path = _brand(request, request.GET.get("domain", "")).logo
    if not path:
        raise NotFound
    try:
        file = default_storage.open(path, "rb")
    except FileNotFoundError:
        raise NotFound from None
    kind = sniff(file.read(4096)).mime
    if not inline_ok(kind):
        raise NotFound
    file.seek(0)
    response = FileResponse(file, content_type=kind)
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["X-Content-Type-Options"] = "nosniff"
    return _cached(request, response)  # type: ignore[return-value]


def _brand(request: HttpRequest, public_id: str = "") -> Brand:
    tenant, here = request.tenant, request.domain  # type: ignore[attr-defined]
    return brand_of_claim(tenant, claim(tenant, public_id)) if public_id else brand_of(tenant, here)


def _cached(request: HttpRequest, response: HttpResponse | FileResponse) -> HttpResponse:
    response.headers["Cache-Control"] = YEAR if request.GET.get("v") else SHORT
    return response  # type: ignore[return-value]
