"""Serving files: as a download with no power over the site. Only safe images may show inline."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from core.files import selectors

LOCKED = "default-src 'none'; sandbox"


@require_safe
def serve(request: HttpRequest, signed: str) -> FileResponse:
    """GET /files/<signed>. The signature is the permission; it names the tenant and expires."""
    row = selectors.by_link(signed)
    response = FileResponse(
        selectors.opened(row),
        as_attachment=not row.is_image,
        filename=row.filename,
        content_type=row.content_type if row.is_image else "application/octet-stream",
    )
    response["Content-Security-Policy"] = LOCKED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
