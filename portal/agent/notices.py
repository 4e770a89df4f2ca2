"""The bell: what this person was told and has not read, as a sheet, as a page, as a word in the corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import selectors as accounts
from core.notifications import selectors, services, words
from core.notifications.rules import KINDS, VIEW
from portal.agent import shell
from portal.ui.views import flash, fragment, needs, page_of, safe_next, show, with_query
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.notifications.models import Notification

MOST, PAGE = 15, 50
BASE = "portal/agent/"


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """GET /desk/notifications/: the newest; POST marks all read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        services.read_all(actor)
    rows = [notice(row) for row in selectors.mine(actor)[:MOST]]
    context = {"notices": rows, "any_unread": selectors.unread(actor) > 0}
    return fragment(request, f"{BASE}_notifications.html", context)


@needs(VIEW)
@require_GET
def dot(request: HttpRequest) -> HttpResponse:
    """GET /desk/notifications/count/: the number at the bell."""
    return fragment(request, f"{BASE}_bell_dot.html", {"notices_unread": selectors.unread(request.actor)})  # type: ignore[attr-defined]


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/notifications/all/?show=unread&kind=; POST action=read_all|delete_read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        _all(request, actor)
        return HttpResponseRedirect(request.get_full_path())
    rows, kind = selectors.mine(actor), request.GET.get("kind", "")
    is_unread = request.GET.get("show") == "unread"
    if is_unread:
        rows = rows.filter(read_at=None)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    found, neighbours = page_of(request, rows, PAGE)
    context = {
        "notices": [notice(row) for row in found],
        "tabs": [
            _tab(request, _("All"), not is_unread, show=None),
            _tab(request, _("Unread"), is_unread, show="unread"),
        ],
        "kinds": [
            _tab(request, str(name), key == kind, kind=None if key == kind else key)
            for key, name in words.NAMES.items()
        ],
        "any_unread": selectors.unread(actor) > 0,
        "is_narrowed": is_unread or kind in KINDS,
        **neighbours,
    }
    return show(request, f"{BASE}notifications.html", shell.around(request) | context)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/notifications/N/: read, and on to what it is about. POST action=read|delete, then back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        return HttpResponseRedirect(words.link(services.read(actor, pk)))
    action = request.POST.get("action")
    if action == "delete":
        services.delete(actor, pk)
    elif action == "read":
        services.read(actor, pk)
    else:
        raise Invalid
    there = "/desk/notifications/all/"
    return HttpResponseRedirect(safe_next(request, request.POST.get("next"), there))


@needs(VIEW)
@require_POST
def toast(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/notifications/N/toast/: a card for the corner. open: number of the ticket on the screen.

    Nothing where its ticket is open already: then it is read. Nothing in quiet time, nor where it was
    withdrawn meanwhile: the page asks by itself, and nobody waits for an answer.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = selectors.mine(actor).filter(pk=pk).first()
    if row is None:
        return HttpResponse(status=204)
    if row.ticket and str(row.ticket.number) == request.POST.get("open", ""):
        services.read(actor, pk)
        return HttpResponse(status=204)
    if row.read_at or selectors.is_quiet(accounts.myself(actor)):
        return HttpResponse(status=204)
    return fragment(request, f"{BASE}_notice_toast.html", {"notice": notice(row)})


def notice(row: Notification) -> dict[str, Any]:
    """A row as templates take it."""
    return {
        "id": row.pk,
        "text": words.title(row),
        "said": row.text,
        "icon": words.ICONS.get(row.kind, "bell"),
        "url": words.link(row) if row.ticket else f"/desk/notifications/{row.pk}/",
        "unread": row.read_at is None,
        "at": row.created_at,
    }


def _all(request: HttpRequest, actor: Actor) -> None:
    action = request.POST.get("action")
    if action == "read_all":
        services.read_all(actor)
    elif action == "delete_read":
        services.delete_read(actor)
        flash(request, _("What you had read is gone."), "info")
    else:
        raise Invalid


def _tab(request: HttpRequest, name: str, on: bool, **changes: object) -> dict[str, Any]:
    return {"name": name, "on": on, "url": with_query(request, page=None, **changes)}
