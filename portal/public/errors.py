"""Pages for what went wrong, on every host. None of them asks the database: it may be what went wrong.

The first four are called by TenantMiddleware before anything else has run; the handlers are
named in the URL configurations, csrf_failed in the settings.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.doors.problems import problem_response, unexpected
from portal.ui.middleware import API
from tenants.kernel.errors import Invalid, NotFound, Refusal, Refused, Unavailable

HALTED = 503
RETRY = 120  # seconds; a schema is updated within this time
AGAIN = 30  # seconds; a database is back within this time
OUT_OF_REACH = (OperationalError, InterfaceError)


class NoSuchHost(NotFound):
    code = "host.unknown"
    sentence = "There is no workspace at this address."


class Suspended(Refused):
    code = "tenant.suspended"
    sentence = "This workspace is paused."


class Gone(Refusal):
    status = 410
    code = "tenant.gone"
    sentence = "This workspace has been closed and its data deleted."


class NotReady(Unavailable):
    code = "tenant.not_ready"
    sentence = "This workspace is not ready yet."


def host_unknown(request: HttpRequest) -> HttpResponse:
    site = f"{settings.PLATFORM_SCHEME}://{settings.PLATFORM_DOMAIN}{settings.PLATFORM_PORT}"
    return _answer(request, "host_unknown", NoSuchHost(), 404, find_url=f"{site}/find/")


def suspended(request: HttpRequest) -> HttpResponse:
    return _answer(request, "suspended", Suspended(), 403)


def not_ready(request: HttpRequest) -> HttpResponse:
    response = _answer(request, "not_ready", NotReady(), HALTED)
    response.headers["Retry-After"] = str(RETRY)
    return response


def gone(request: HttpRequest) -> HttpResponse:
    return _answer(request, "gone", Gone(), 410)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "400", Invalid(str(_("That request could not be understood."))), 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "403", Refused(), 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "404", NotFound(), 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault nobody expected. A database that is away or too busy means: out of reach, come again."""
    if isinstance(sys.exception(), OUT_OF_REACH):
        response = _answer(request, "503", Unavailable(), HALTED)
        response.headers["Retry-After"] = str(AGAIN)
        return response
    if request.path.startswith(API):
        return JsonResponse(unexpected(request), status=500)
    return _page(request, "500", 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or another site sent the form."""
    return _answer(request, "403", Refused(), 403)


for _view in (
    host_unknown,
    suspended,
    not_ready,
    gone,
    bad_request,
    forbidden,
    not_found,
    broken,
    csrf_failed,
):
    _view.needs = "*"  # type: ignore[attr-defined]


def _answer(request: HttpRequest, page: str, refusal: Refusal, status: int, **more: Any) -> HttpResponse:
    if request.path.startswith(API):
        return problem_response(request, refusal)
    return _page(request, page, status, **more)


def _page(request: HttpRequest, page: str, status: int, **more: Any) -> HttpResponse:
    context = {"request_id": getattr(request, "request_id", ""), **more}
    return render(request, f"errors/{page}.html", context, status=status)
