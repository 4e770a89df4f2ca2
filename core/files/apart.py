"""Files have an address apart from the desk: no session reaches it, and no cookie leaves it.

With DESKHAND_FILES_HOST it is a host of its own, https://files.example.com/<organization>/<signed>, where
nothing else answers; a script that ever ran there would find neither a cookie nor a page of ours. Without
it, it is the path /files/ of each organization's host.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from core.files import selectors, views
from tenants import context
from tenants.kernel.errors import NotFound, Refusal
from tenants.models import Tenant
from tenants.rules import Door, Pass

PATH = "/files/"
ADDRESS = re.compile(r"/(?P<organization>[A-Za-z0-9_-]{1,40})/(?P<signed>[^/]{1,500})")
CREDENTIALS = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
Answer = Callable[[HttpRequest], HttpResponse]


class FilesHostMiddleware:
    """Before the tenant door: the host of files answers by itself, in plain words."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.FILES_HOST or _host(request) != settings.FILES_HOST:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return _said("Files are only read here.", 405)
        try:
            return _served(request.path)
        except Refusal as refusal:
            return _said(refusal.message, refusal.status)


class CookielessMiddleware:
    """Before the session: below /files/ a request is a stranger's, whoever sent it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PATH):
            return self.get_response(request)
        for name in CREDENTIALS:
            request.META.pop(name, None)
        response = self.get_response(request)
        response.cookies.clear()
        return response


def _served(path: str) -> HttpResponse:
    """Raises NotFound, BadLink, StorageAway."""
    if not (asked := ADDRESS.fullmatch(path)):
        raise NotFound
    with context.shared():
        row = Tenant.objects.served().filter(public_id=asked["organization"]).first()
    if row is None or row.at(Door.PAGE) not in (Pass.OPEN, Pass.READ, Pass.OWNER):
        raise NotFound
    with context.tenant(row):
        response: HttpResponse = views.answer(selectors.by_link(asked["signed"]))  # type: ignore[assignment]
        return response


def _host(request: HttpRequest) -> str:
    try:
        return request.get_host().rsplit(":", 1)[0].lower().removesuffix(".")
    except DisallowedHost:
        return ""


def _said(sentence: str, status: int) -> HttpResponse:
    headers = {"Content-Security-Policy": views.LOCKED, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(sentence, "text/plain; charset=utf-8", status, headers=headers)
