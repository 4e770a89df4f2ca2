"""Security headers of every answer. A view may set its own CSP (mail bodies, files) first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.files import selectors as files
from portal.ui import inline

CSP = (
    "default-src 'self'; script-src 'self' {script}; style-src 'self' {styles}; "
    "img-src 'self' data: blob:{files}; connect-src 'self' ws: wss:{live}; frame-src 'self' blob:; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)
# A name that belongs to a customer: what stands below it is none of our business, and it may leave us.
OWN_HSTS = "max-age=604800"
Answer = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


def policy() -> str:
    """Ours, pictures from the host of files when there is one, and in the demo the live line's own port."""
    origin, port = files.origin(), getattr(settings, "REALTIME_PORT", 0)
    script, styles = inline.hashes()
    return CSP.format(
        script=script,
        styles=styles,
        files=f" {origin}" if origin else "",
        live=f" http://*:{port}" if port else "",
    )


class OwnDomainMiddleware:
    """Between Django's security middleware, which leaves the header alone then, and the tenant door."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.is_secure() and getattr(getattr(request, "domain", None), "claim_id", None):
            response.headers["Strict-Transport-Security"] = OWN_HSTS
        return response
