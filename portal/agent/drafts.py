"""What somebody types is kept on the server while they type; see portal/assets/js/drafts.js."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from core.accounts import selectors as accounts
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import NOTE, REPLY, VIEW
from portal.agent import paths
from portal.ui.views import needs
from tenants.kernel.errors import Refused

KINDS = {"reply": REPLY, "note": NOTE, "forward": REPLY}
ADDRESSES = ("to", "cc", "bcc", "answer")


@needs(VIEW)
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/draft/ with body, kind, suggestion. An empty body forgets the draft.

    A forward has about (a message), to, cc, bcc as they are typed, and answer; empty when they are, too.
    Others have attached (files), bcc and then, which come back with the words.
    """
    actor = request.actor  # type: ignore[attr-defined]
    kind = request.POST.get("kind", "reply")
    need = KINDS.get(kind)
    if need is None:
        raise Refused(kind=kind[:20])
    ticket = tickets.ticket_for(actor, number, to=need)
    services.keep_draft(
        ticket,
        request.POST.get("body", ""),
        author=accounts.myself(actor),
        kind=kind,
        suggestion=request.POST.get("suggestion", "")[:24],
        about=request.POST.get("about", "")[:24],
        addresses=_addresses(request) if kind == "forward" else None,
        kept=None if kind == "forward" else _kept(request),
    )
    return HttpResponse(status=204)


@needs(VIEW)
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/draft/take/ with of (a colleague) and kind: theirs is mine. The ticket anew."""
    actor = request.actor  # type: ignore[attr-defined]
    kind, of = request.POST.get("kind", "reply"), request.POST.get("of", "")
    need = KINDS.get(kind)
    if need is None or not of.isdecimal() or len(of) > 9:
        raise Refused(kind=kind[:20])
    ticket = tickets.ticket_for(actor, number, to=need)
    person = accounts.person(actor, int(of))
    services.take_draft(ticket, of=person, kind=kind, to=accounts.myself(actor), by=actor)
    return HttpResponse(status=204, headers={"HX-Location": _opened(number)})


def _opened(number: int) -> str:
    """The pane with the ticket, and the draft in its composer."""
    return json.dumps({"path": paths.ticket(number), "target": "#pane", "swap": "innerHTML"})


def _addresses(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ADDRESSES}


def _kept(request: HttpRequest) -> dict[str, Any]:
    then = request.POST.get("then", "")
    return {
        "files": request.POST.getlist("attached"),
        "bcc": request.POST.get("bcc", ""),
        "then": then if then in ("", "resolve") else "",
    }
