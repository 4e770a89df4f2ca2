"""Refusals become pages: a sentence, what to do, the request id. HTMX hears a toast instead.

Under /api/ core.doors.problems answers. A view of ours that names no need is refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from core.doors import standing
from portal.ui.happenings import happen
from portal.ui.views import is_htmx, show
from tenants.kernel.errors import Refusal, Refused

API = "/api/"
PAGES = frozenset({400, 403, 404, 429, 503})  # statuses with a template of their own
Answer = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Fail closed: who forgot the mark finds out at the first look. Then the organization's own state."""
        if not view.__module__.startswith("portal."):
            return None
        if not hasattr(view, "needs"):
            return told(request, Refused())
        try:
            customers = view.__module__.startswith("portal.customer")
            standing.check(request, getattr(request, "actor", None), view.needs, portal=customers)
        except Refusal as refusal:
            return told(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal) or request.path.startswith(API):
            return None
        return told(request, exception)


def told(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a person: sign in first, a toast, or a page."""
    if refusal.status == 401:
        return _sign_in_first(request)
    if is_htmx(request):
        said = {"text": refusal.message, "level": "error"}
        response = happen(HttpResponse(status=refusal.status), {"toast": said})
    else:
        page = refusal.status if refusal.status in PAGES else 400
        response = show(request, f"errors/{page}.html", {"detail": refusal.message}, status=refusal.status)
    if retry_after := refusal.data.get("retry_after"):
        response.headers["Retry-After"] = str(retry_after)
    return response


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the door of this face, and back here afterwards; a POST goes back to where it came from."""
    try:
        urlconf = getattr(request, "urlconf", None)
        door = reverse(getattr(request, "sign_in_at", "customer:sign_in"), urlconf=urlconf)
    except NoReverseMatch:
        door = "/"
    back = request.get_full_path() if request.method == "GET" and not is_htmx(request) else ""
    address = f"{door}?{urlencode({'next': back})}" if back and back != "/" else door
    if is_htmx(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
