"""Side conversations on the ticket page: what is passed on, and what the composer needs for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import PASSED_ON, REPLY, SIDE
from portal.ui.jinja import filesize, url
from portal.ui.times import exact
from portal.ui.views import needs
from tenants.kernel import clock
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.files.models import Attachment
    from core.tickets.models import Message, Ticket


@needs(REPLY)
@require_GET
def begin(request: HttpRequest, public_id: str) -> JsonResponse:
    """GET /desk/messages/ID/aside/: {about, words, to, is_answer, files: [{id, name, size}]}.

    ?answer=1 writes on in the side conversation instead of passing the message on.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, tickets.message_for(actor, public_id).ticket.number, to=REPLY)
    message = tickets.message_to_pass_on(actor, row, public_id)
    is_answer = message.kind in SIDE and (request.GET.get("answer") == "1" or message.kind == "forward")
    files = [] if is_answer else tickets.files_of([message]).get(message.pk, [])
    return JsonResponse(
        {
            "about": message.public_id,
            "words": _words(message, is_answer),
            "to": ", ".join(services.answered_at(message)) if is_answer else "",
            "is_answer": is_answer,
            "files": [_file(one) for one in files if one.state == "clean"],
        }
    )


def of(ticket: Ticket, one: Message) -> dict[str, Any]:
    """What a message shows of it: what it passes on, how far it is to be believed, what may be done."""
    about = one.about
    here = about is not None and about.ticket_id == ticket.pk
    has_left = not one.undo_until or one.undo_until <= clock.now()
    here_url = url("agent:aside", one.public_id)
    return {
        "is_internal": one.kind in one.INTERNAL,
        "is_answer": one.kind == "forward" and one.side_id is not None,
        "mark": one.mark,
        "about": {"id": about.public_id if here else "", "who": about.author_name, "at": about.created_at}
        if about and one.kind == "forward"
        else None,
        "forward_url": here_url if one.kind in PASSED_ON and has_left else None,
        "answer_url": f"{here_url}?answer=1" if one.kind in SIDE and has_left else None,
    }


def _words(message: Message, is_answer: bool) -> str:
    """What the composer says it is about."""
    if is_answer and message.kind == "aside":
        sentence = _("Answer to %(who)s, %(when)s")
    elif is_answer:
        sentence = _("Once more to whom %(who)s wrote, %(when)s")
    else:
        sentence = _("Message of %(who)s, %(when)s")
    return sentence % {"who": message.author_name or _("Deskhand"), "when": exact(message.created_at)}


def _file(row: Attachment) -> dict[str, str]:
    return {"id": row.public_id, "name": row.filename, "size": filesize(row.size)}
