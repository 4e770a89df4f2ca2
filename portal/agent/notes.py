"""A note is put otherwise, deleted and brought back where it stands in the thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.tickets import selectors as tickets
from core.tickets.rules import NOTE, VIEW
from core.tickets.services import notes
from portal.agent.ticket import BASE, shown
from portal.ui.forms import status_of
from portal.ui.views import fragment, needs
from tenants.kernel.errors import Conflict, Invalid, Stale

if TYPE_CHECKING:
    from core.tickets.models import Message


@needs(NOTE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/edit/: the note as a form. POST body and edited_at: save; answers the note."""
    note = _note(request, public_id)
    if not notes.is_author(note, request.actor):  # type: ignore[attr-defined]
        raise notes.NotYourNote
    if request.method == "GET":
        return _form(request, note, note.text)
    typed, seen = request.POST.get("body", ""), request.POST.get("edited_at", "")
    try:
        notes.edit(note, typed, by=request.actor, seen=seen)  # type: ignore[attr-defined]
    except (Invalid, Conflict, Stale) as refusal:
        return _form(request, _note(request, public_id), typed, refusal.message, status_of(refusal))
    return shown(request, public_id)


@needs(NOTE)
@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/messages/ID/delete/: a line in its place, with the way back."""
    notes.delete(_note(request, public_id), by=request.actor)  # type: ignore[attr-defined]
    return shown(request, public_id)


@needs(NOTE)
@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/messages/ID/restore/: the note again."""
    notes.restore(_note(request, public_id), by=request.actor)  # type: ignore[attr-defined]
    return shown(request, public_id)


@needs(VIEW)
@require_GET
def earlier(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/earlier/: what it said before, newest first."""
    message = tickets.message_for(request.actor, public_id)  # type: ignore[attr-defined]
    return fragment(request, f"{BASE}_earlier_words.html", {"earlier": tickets.earlier_words(message)})


def _note(request: HttpRequest, public_id: str) -> Message:
    message = tickets.message_for(request.actor, public_id)  # type: ignore[attr-defined]
    tickets.check(request.actor, message.ticket.queue_id, NOTE)  # type: ignore[attr-defined]
    return message


def _form(
    request: HttpRequest, note: Message, typed: str, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "id": note.public_id,
        "typed": typed,
        "edited_at": note.edited_at.isoformat() if note.edited_at else "",
        "error": error,
    }
    return fragment(request, f"{BASE}_note_form.html", context, status)
