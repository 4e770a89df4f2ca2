"""Who else is at a ticket, in words; and a word of warning before two answers leave at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.realtime import presence
from core.realtime.presence import Present
from portal.agent import faces
from portal.ui.views import fragment, is_htmx
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.tickets.models import Ticket

SHOWN = 4  # by name; more are a number

WORDS: dict[str, Callable[[str], str]] = {
    presence.WORKING: lambda name: _("The AI is at work here"),
    presence.REPLY: lambda name: _("%(name)s is writing a reply") % {"name": name},
    presence.NOTE: lambda name: _("%(name)s is writing a note") % {"name": name},
    presence.FORWARD: lambda name: _("%(name)s is forwarding a message") % {"name": name},
    presence.VIEWING: lambda name: _("%(name)s is looking at this") % {"name": name},
    presence.IDLE: lambda name: _("%(name)s has this open, but is away") % {"name": name},
}


def of(reader: Actor, ticket: Ticket) -> dict[str, Any]:
    """`present` of _present.html: everybody but the reader. One look at Redis."""
    there = [one for one in presence.at([ticket.pk]).get(ticket.pk, ()) if one.who != reader.ref]
    return {"people": [_shown(one) for one in there[:SHOWN]], "more": max(0, len(there) - SHOWN)}


def warned(request: HttpRequest, row: Ticket) -> HttpResponse | None:
    """The answer to a reply while colleagues write one, once: sending again sends it."""
    if not is_htmx(request) or request.POST.get("beside"):
        return None
    writing = presence.writing_beside(row.pk, request.actor.ref)  # type: ignore[attr-defined]
    if not writing:
        return None
    names = ", ".join(one.name for one in writing)
    return fragment(request, "portal/agent/_beside.html", {"who": names}, status=409)


def _shown(one: Present) -> dict[str, Any]:
    is_ai = one.who == presence.AI
    name = _("AI") if is_ai else one.name
    kind, _colon, pk = one.who.partition(":")
    face = faces.url(int(pk)) if kind == "user" else ""
    return {"name": name, "is_ai": is_ai, "face": face, "state": one.state, "words": WORDS[one.state](name)}
