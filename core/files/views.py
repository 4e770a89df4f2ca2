"""Serving files: as a download with no power over the site. Only safe images may show inline.

Two addresses lead here, and neither takes or gives a cookie (apart.py): /files/<signed> on the
organization's own host, or one host for files alone, when there is one.
"""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from core.files import selectors
from core.files.models import Attachment

LOCKED = "default-src 'none'; sandbox"
KEPT = 3600  # seconds in the reader's own cache


@require_safe
def serve(request: HttpRequest, signed: str) -> HttpResponse | FileResponse:
    """GET /files/<signed>. The signature is the permission; it names the tenant and expires."""
    row = selectors.by_link(signed)
    if settings.FILES_HOST:  # a page that was open while the setting changed
        return HttpResponseRedirect(selectors.link(row))
    return answer(row)


def answer(row: Attachment) -> FileResponse:
    """The bytes under headers that leave them no power. NotFound, StorageAway."""
    response = FileResponse(
        selectors.opened(row),
        as_attachment=not row.is_image,
        filename=row.filename,
        content_type=row.content_type if row.is_image else "application/octet-stream",
    )
    response["Content-Security-Policy"] = LOCKED
    response["X-Content-Type-Options"] = "nosniff"
    # pictures of a host apart are shown on the organization's own domains, which are other sites
    response["Cross-Origin-Resource-Policy"] = (
        "cross-origin" if settings.FILES_HOST and row.is_image else "same-origin"
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = f"private, max-age={KEPT}"
    return response
