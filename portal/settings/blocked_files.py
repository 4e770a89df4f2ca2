"""Files that the virus scanner blocked: what was found in what, and an administrator's last word on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.files import scanning, waiting
from core.files import selectors as files
from core.files.api.views import RELEASE
from core.tickets import selectors as tickets
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM
from portal.ui.views import flash, needs, page_of
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.files.models import Attachment
    from core.tickets.models import Message

PAGE = 25
ACTS = {"release": waiting.release, "remove": waiting.remove}
SAID = {
    "release": gettext_lazy("%(name)s can be opened now."),
    "remove": gettext_lazy("%(name)s is deleted."),
}


@needs(RELEASE)
@never_cache
@require_GET
def blocked_files(request: HttpRequest) -> HttpResponse:
    """Newest first. Four queries of its own, however many there are."""
    found, neighbours = page_of(request, files.blocked(), PAGE)
    places = tickets.messages_with(actor_of(request), [row.pk for row in found])
    context = {
        "files": [_line(row, places.get(row.pk)) for row in found],
        "is_on": scanning.is_on(),
        "waiting": files.count_waiting(),
    }
    return page(request, "blocked_files", context | neighbours)


@needs(RELEASE)
@require_POST
def blocked_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """action=release|remove. The page asks before it sends this."""
    row, action = files.file_of(public_id), request.POST.get("action", "")
    if action not in ACTS:
        raise Invalid
    try:
        ACTS[action](row, by=actor_of(request))
        flash(request, SAID[action] % {"name": row.filename})
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect("settings:blocked_files")


def _line(row: Attachment, message: Message | None) -> dict[str, Any]:
    return {
        "name": row.filename,
        "size": row.size,
        "threat": row.threat,
        "at": row.scanned_at or row.created_at,
        "url": reverse("settings:blocked_file", args=[row.public_id]),
        "sender": _sender(message) if message else "",
        "ticket": _place(message) if message else None,
    }


def _sender(message: Message) -> str:
    person = message.author_contact or message.author_user
    return str(person.name or person.email) if person else ""


def _place(message: Message) -> dict[str, str]:
    address = reverse("agent:ticket", args=[message.ticket.number])
    return {"label": message.ticket.label, "url": f"{address}#m{message.public_id}"}
