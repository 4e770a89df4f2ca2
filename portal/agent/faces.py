"""Pictures of colleagues, for colleagues alone; cached for a year under an address that changes with them."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from core.accounts import selectors as accounts
from core.files.sniffing import inline_ok, sniff
from portal.ui.surroundings import face_at
from portal.ui.views import signed_in
from tenants.kernel.errors import NotFound

YEAR = "private, max-age=31536000, immutable"
SHORT = "private, max-age=60"  # without ?v=
LOCKED = "default-src 'none'; sandbox"


def url(pk: int | None) -> str:
    """Of a colleague's picture; "" for who has none. Without a query: a list asks for each of its rows."""
    return face_at(pk, accounts.faces().get(pk, "")) if pk else ""


@signed_in
@require_GET
def face(request: HttpRequest, pk: int) -> HttpResponseBase:
    """GET /desk/people/N/face/."""
    path = accounts.face_of(request.actor, pk)  # type: ignore[attr-defined]
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
    response.headers["Cache-Control"] = YEAR if request.GET.get("v") else SHORT
    return response
