"""Where the mail of one address is fetched from: its server, how it goes, and a button that tries it now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.mail import selectors, services
from core.mail.rules import MANAGE
from core.mail.sources import consent
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, needs
from tenants.kernel import clock
from tenants.kernel.errors import NotFound

FIELDS = ("protocol", "host", "port", "username", "folder", "after", "move_to")
PROTOCOLS = {  # ours: kind, STARTTLS, the usual port
    "imap": ("imap", False, "993"),
    "imap-starttls": ("imap", True, "143"),
    "pop3": ("pop3", False, "995"),
    "pop3-starttls": ("pop3", True, "110"),
}
NAMES = {"server": "host", "user name": "username", "password": "password", "port": "port"}


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; POST saves, tries at once (action=check) or ends it (action=disconnect)."""
    box, row = selectors.source_of(actor_of(request), pk)
    if request.method == "GET":
        return _page(request, box, row, Form(_typed(row)))
    action, by = request.POST.get("action", "save"), actor_of(request)
    if action == "check" and row:
        services.check_source(row, by=by)
        return redirect("settings:source", pk=pk)
    if action == "disconnect" and row:
        services.disconnect_source(row, by=by)
        flash(request, _("Mail of %(address)s is fetched no more.") % {"address": box.address})
        return redirect("settings:mailboxes")
    return _save(request, box, row)


@needs(MANAGE)
@never_cache
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How it goes, alone: asked for while a run is under way."""
    _box, row = selectors.source_of(actor_of(request), pk)
    if row is None:
        raise NotFound
    return fragment(request, "portal/settings/_source_state.html", {"source": shown(row)})


def _save(request: HttpRequest, box: Any, row: Any) -> HttpResponse:
    form = Form.of(request, *FIELDS)
    kind, starttls, usual = PROTOCOLS.get(form["protocol"], PROTOCOLS["imap"])
    port = form["port"].strip() or usual
    try:
        services.connect_source(
            box, by=actor_of(request), kind=kind, is_plain_start=starttls, host=form["host"],
            port=int(port) if port.isascii() and port.isdecimal() else 0, username=form["username"],
            folder=form["folder"], after=form["after"], move_to=form["move_to"],
            secret=request.POST.get("password", ""), brings_old=request.POST.get("brings_old") == "1",
        )  # fmt: skip
    except services.BadSource as refusal:
        place = {"__all__": NAMES.get(str(refusal.data.get("field")), "__all__")}
        form.data["password"] = ""
        return _page(request, box, row, form.refused(refusal, place), status_of(refusal))
    except SAID_IN_FORM as refusal:
        return _page(request, box, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. The first look into the mailbox is under way."))
    return redirect("settings:source", pk=box.pk)


def shown(row: Any) -> dict[str, Any]:
    """What the page says about a source."""
    is_running = bool(row.lease_until and row.lease_until > clock.now())
    return {
        "id": row.mailbox_id,
        "auth": row.auth,
        "host": row.host,
        "health": row.health,
        "is_running": is_running or row.health == "new",
        "waiting": row.waiting,
        "fetched": row.fetched,
        "last_success_at": row.last_success_at,
        "failures": row.failures,
        "failing_since": row.failing_since,
        "last_error": row.last_error,
    }


def _typed(row: Any) -> dict[str, Any]:
    if row is None:
        return {"protocol": "imap", "folder": "INBOX", "after": "seen", "port": "", "password": ""}
    names = {(kind, starttls): name for name, (kind, starttls, _port) in PROTOCOLS.items()}
    plain = {name: getattr(row, name) for name in ("host", "username", "folder", "after", "move_to")}
    protocol = names[row.kind, row.is_plain_start]
    return plain | {"protocol": protocol, "port": str(row.port), "password": ""}


def _page(request: HttpRequest, box: Any, row: Any, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "page": "mailboxes",
        "address": box.address,
        "box_id": box.pk,
        "source": shown(row) if row else None,
        "form": form,
        "offered": consent.offered(),
        "protocols": [
            ("imap", _("IMAP with TLS")),
            ("imap-starttls", _("IMAP with STARTTLS")),
            ("pop3", _("POP3 with TLS")),
            ("pop3-starttls", _("POP3 with STARTTLS")),
        ],
        "after": selectors.ways_after_fetching(),
    }
    return page(request, "source", context, status)
