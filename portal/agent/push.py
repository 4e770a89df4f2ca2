"""The service worker that shows cards of the system. Its path is its reach: pages of the desk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.ui.views import anyone

BUILT = Path(__file__).parent.parent / "static/deskhand/push_worker.js"


@anyone
@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """GET /desk/push.js: asked for anew by the browser each day, also by one that is signed out."""
    return HttpResponse(_source(), "text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _source() -> bytes:
    return BUILT.read_bytes()
