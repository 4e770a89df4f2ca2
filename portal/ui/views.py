"""What every HTML view stands on: who may pass, how a page is shown, how things are said in passing.

A view carries exactly one mark: `needs("permission")`, `signed_in`, `customer`, `anyone`, or the
operator console's own. The mark stands in `view.needs`; RefusalMiddleware refuses a view of ours
that has none, so a forgotten mark closes a door instead of opening it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from core.accounts import sessions
from core.doors.needs import ANYONE, SIGNED_IN, Need, check
from portal.ui import surroundings
from tenants.kernel.errors import Unauthenticated

PORTAL = "portal.tickets"  # what a signed-in customer holds
View = Callable[..., HttpResponseBase]
Gate = Callable[[HttpRequest], HttpResponse | None]


def needs(*permissions: str) -> Callable[[View], View]:
    """For colleagues who hold one of these permissions."""
    return lambda view: guarded(view, lambda request: _colleague(request, permissions), permissions)


def signed_in(view: View) -> View:
    """For every colleague, whatever the role."""
    return guarded(view, lambda request: _colleague(request, SIGNED_IN), SIGNED_IN)


def customer(view: View) -> View:
    """For a customer who came in by a mailed link."""
    return guarded(view, _customer, PORTAL)


def anyone(view: View) -> View:
    """For strangers too."""
    return guarded(view, lambda request: None, ANYONE)


def guarded(view: View, gate: Gate, need: Need) -> View:
    """The view behind a gate: it raises a refusal, or answers in the view's place."""

    @wraps(view)
    def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return gate(request) or view(request, *args, **kwargs)

    behind.needs = need  # type: ignore[attr-defined]
    return behind


def _colleague(request: HttpRequest, need: Need) -> HttpResponse | None:
    """Who let the grace for a second factor pass is led to setting it up."""
    request.sign_in_at = "auth:sign_in"  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    user = sessions.user_of(request) if actor else None
    if user is not None and need != SIGNED_IN and sessions.must_enrol(request, user):
        return redirect("auth:totp_setup")
    check(actor, need)
    return None


def _customer(request: HttpRequest) -> None:
    if not request.contact:  # type: ignore[attr-defined]
        request.sign_in_at = "customer:sign_in"  # type: ignore[attr-defined]
        raise Unauthenticated


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A whole page with what all pages have, in the reader's language and time zone."""
    around = surroundings.of(request)
    zone, language = surroundings.zone_of(request), around["language"]
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        return render(request, template, around | (context or {}), status=status)


def fragment(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A piece of a page for HTMX. With an error status it says that it is to be shown all the same."""
    zone, language = surroundings.zone_of(request), surroundings.language_of(request)
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        response = render(request, template, context, status=status)
    if status >= 400:
        response.headers["X-Fragment"] = "1"
    return response


def is_htmx(request: HttpRequest) -> bool:
    """HTMX asks for a piece; a boosted link or a restored history entry wants the page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def flash(request: HttpRequest, text: str, level: str = "success", undo_url: str = "") -> None:
    """Say something on the next page. level: success, info, warning or error."""
    said = [
        *request.session.get(surroundings.FLASHES, []),
        {"text": str(text), "level": level, "undo_url": undo_url},
    ]
    request.session[surroundings.FLASHES] = said[-5:]


def safe_next(request: HttpRequest, path: str | None, otherwise: str) -> str:
    """Where to go on after signing in: a path of this very host, never another site."""
    if path and path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return otherwise


def page_of(
    request: HttpRequest, rows: Any, size: int, total: int | None = None
) -> tuple[Sequence[Any], dict[str, str | None]]:
    """One page by ?page=, and the addresses of its neighbours: {"next_url", "previous_url"}."""
    text = request.GET.get("page", "1")
    number = min(max(int(text), 1), 10_000) if text.isdecimal() and len(text) < 8 else 1
    found = list(rows[(number - 1) * size : number * size + 1])
    more = len(found) > size
    return found[:size], {
        "next_url": with_query(request, page=number + 1) if more else None,
        "previous_url": with_query(request, page=number - 1) if number > 1 else None,
    }


def with_query(request: HttpRequest, **changes: object) -> str:
    """This address with other parameters; None and "" remove one."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Options of a select as texts, because that is what a form sends back."""
    return [(str(value), str(words)) for value, words in pairs]


LANGUAGES = choices(settings.LANGUAGES)
