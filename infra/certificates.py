"""GET /internal/tls/ask?domain=… : may the proxy get a certificate for this name?

The convention of Caddy's on-demand TLS: 200 for a host we serve, anything else for no. Asked by name
of the upstream, whatever Host that is, so it stands before the tenant door. It answers the proxy only:
by its address, and never a request that the proxy passes on from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenants import context, limits
from tenants.domains.selectors import may_have_certificate
from tenants.kernel.errors import TooMany

PATH = "/internal/tls/ask"
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
Answer = Callable[[HttpRequest], HttpResponse]


class AskMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return answer(request) if request.path == PATH else self.get_response(request)


def answer(request: HttpRequest) -> HttpResponse:
    """200, 404 (no, or not for you), 429."""
    if request.method != "GET" or not _is_proxy(request):
        return HttpResponse(status=404)
    try:
        with context.shared():
            limits.hit("tls_ask", "proxy")
            fine = may_have_certificate(request.GET.get("domain", ""))
    except TooMany:
        return HttpResponse(status=429)
    return HttpResponse(status=200 if fine else 404)


def _is_proxy(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        asker = ip_address(request.META.get("REMOTE_ADDR") or "")
    except ValueError:
        return False
    return any(asker in ip_network(net) for net in settings.TLS_ASK_FROM)
