"""What an agent does to a ticket: change a property, answer, leave a note, take an answer back.

Each is one POST, one service call and the fragment that has changed. A stale version changes
nothing and answers with the newest state and what was wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.accounts import selectors as accounts
from core.files.services import Brought
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import (
    ASSIGN,
    CHANGE,
    CLOSE_CHILDREN,
    LEAVE_CHILDREN,
    NOTE,
    REPLY,
)
from portal.agent import (
    case,
    conflicts,
    later,
    memory,
    paths,
    present,
    setting,
    taking_back,
    thread,
    uploads,
)
from portal.agent.ticket import BASE, head
from portal.ui.jinja import filesize
from portal.ui.once import once
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.tickets.models import Message, Ticket

COPIES = re.compile(r"[\s,;]+")
THEN = {"resolve": "resolved", "wait": "waiting", "": "waiting"}  # the composer's word -> status category


@needs(CHANGE, ASSIGN)
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/change/: version and status, priority, type, assignee, responsible, subject, spam,
    thanks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    field = next((name for name in ("status", *setting.CHANGES) if name in request.POST), "")
    if not field:
        raise Invalid
    row = tickets.ticket_for(actor, number, to=ASSIGN if field in setting.HANDED else CHANGE)
    value, seen, before = request.POST[field], _version(request), services.stand(row, tags=False)
    try:
        if field == "status":
            setting.status(actor, row, value, seen, request.POST.get("with_children", ""))
        else:
            setting.CHANGES[field](actor, row, value, seen)
    except services.StaleTicket:
        return conflicts.stale(request, actor, number, field, value)
    except services.OpenChildren as refusal:
        return conflicts.children(request, actor, number, value, refusal)
    if not is_htmx(request):
        return redirect(paths.ticket(number))
    fresh = tickets.ticket_for(actor, number)
    response = fragment(request, f"{BASE}_head.html", head(request, fresh))
    stays = taking_back.CHILDREN if request.POST.get("with_children") == CLOSE_CHILDREN else ""
    return taking_back.tell(response, taking_back.offer(before, fresh, field, stays=stays))


@needs(REPLY, NOTE)
@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/reply/: kind, body, files, attached, then, suggestion, last, idempotency_key.

    kind: reply, note, or forward with about (a message) and aside_to, aside_cc, aside_bcc.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = request.POST.get("kind", "reply")
    need, write = WRITES.get(kind, WRITES["reply"])
    row = tickets.ticket_for(actor, number, to=need)
    if write is _reply and (news := _news(request, actor, row)):
        return _crossed(request, row, news)
    if write is _reply and (warning := present.warned(request, row)):
        return warning
    key = request.POST.get("idempotency_key", "")
    sent = uploads.brought(request)
    try:
        public_id = once(actor.ref, key, lambda: write(request, actor, row, sent))
    except services.OpenChildren as refusal:
        return conflicts.unsent(request, refusal)
    if not is_htmx(request):
        return redirect(paths.ticket(number))
    return _sent(request, actor, number, public_id)


@needs(REPLY)
@require_POST
def undo(request: HttpRequest, number: int, message: str) -> HttpResponse:
    """POST /desk/tickets/N/undo/ID/: take the reply back; its words return to the composer. TooLate."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    was = tickets.ticket_for(actor, number, to=REPLY)
    said = tickets.message_for(actor, message)
    if said.ticket_id not in (was.pk, was.merged_into_id):
        raise tickets.NoSuchMessage
    tickets.check(actor, said.ticket.queue_id, REPLY)  # where it went on may be another queue
    taken = services.withdraw(said, by=actor)
    if not is_htmx(request):
        return redirect(paths.ticket(number))
    fresh = tickets.ticket_for(actor, number)
    given_back = {
        "text": taken.text,
        "forward": _given_back(taken),
        "reply": _reply_given_back(taken, was.status.category),
    }
    return fragment(request, f"{BASE}_undone.html", given_back | head(request, fresh, oob=True))


def _reply(request: HttpRequest, actor: Actor, row: Ticket, sent: list[Brought]) -> str:
    message = services.reply(
        row,
        request.POST.get("body", ""),
        author=accounts.myself(actor),
        by=actor,
        attachments=_files(request, actor, row, sent),
        then=THEN.get(request.POST.get("then", ""), "waiting"),
        suggestion=request.POST.get("suggestion", "")[:24],
        cc=_addresses(request, "cc"),
        bcc=_addresses(request, "bcc") or (),
        to=request.POST.get("to", "")[:254],
        with_children=LEAVE_CHILDREN if request.POST.get("with_children") else "",
        **later.wanted(request),
    )
    return message.public_id


def _reply_given_back(taken: Message, category: str) -> dict[str, Any]:
    """For whom it was, its files for the composer, and whether it was to resolve the ticket."""
    files = tickets.files_of([taken]).get(taken.pk, ())
    return {
        "to": taken.address,
        "cc": ", ".join(taken.cc),
        "bcc": ", ".join(taken.bcc),
        "then": "resolve" if category == "resolved" else "",
        "files": [{"id": one.public_id, "name": one.filename, "size": filesize(one.size)} for one in files],
    }


def _given_back(taken: Message) -> dict[str, str] | None:
    """What the composer needs to go on with a forward that was taken back."""
    if taken.kind != "forward" or taken.about is None:
        return None
    url = reverse("agent:aside", args=[taken.about.public_id])
    copies = {name: ", ".join(getattr(taken, name)) for name in ("to", "cc", "bcc")}
    return {"url": f"{url}?answer=1" if taken.side_id else url, **copies}


def _forward(request: HttpRequest, actor: Actor, row: Ticket, sent: list[Brought]) -> str:
    """Pass a message on, or write on in the side conversation of one that is answered."""
    message = tickets.message_to_pass_on(actor, row, request.POST.get("about", "")[:24])
    is_answer = message.kind == "forward" or (message.kind == "aside" and request.POST.get("answer") == "1")
    write = services.answer_aside if is_answer else services.forward
    written = write(
        message,
        request.POST.get("body", ""),
        to=_addresses(request, "aside_to") or [],
        cc=_addresses(request, "aside_cc") or (),
        bcc=_addresses(request, "aside_bcc") or (),
        author=accounts.myself(actor),
        by=actor,
        attachments=_files(request, actor, row, sent),
    )
    return written.public_id


def _files(request: HttpRequest, actor: Actor, row: Ticket, sent: list[Brought]) -> list[Any]:
    """What was brought with the form, and what was chosen among the files of the ticket."""
    chosen = request.POST.getlist("attached")
    if len(chosen) + len(sent) > uploads.MOST_FILES:
        raise uploads.too_many()
    return [*uploads.kept(sent, actor), *services.gather(row, chosen, by=actor)]


def _addresses(request: HttpRequest, field: str) -> list[str] | None:
    """What stands in the field, each between commas, spaces or semicolons; None where there is none."""
    if field not in request.POST:
        return None
    return COPIES.split(request.POST[field][:5_000])


def _note(request: HttpRequest, actor: Actor, row: Ticket, sent: list[Brought]) -> str:
    attached = _files(request, actor, row, sent)
    body = request.POST.get("body", "")
    return services.note(row, body, author=accounts.myself(actor), by=actor, attachments=attached).public_id


def _sent(request: HttpRequest, actor: Actor, number: int, public_id: str) -> HttpResponse:
    message = tickets.message_for(actor, public_id)
    fresh = tickets.ticket_for(actor, number)
    memory.mark_read(actor, fresh)
    undo_url = reverse("agent:undo", args=[number, public_id])
    context = {
        "message": thread.messages(fresh, [message], actor=actor)[0],
        "undo": None
        if message.kind == "note"
        else {"seconds": settings.UNDO_SECONDS, "url": undo_url, "text": later.told(message)},
        "next_key": ids.public_id(),
        "last": message.pk,
        **head(request, fresh, oob=True),
    }
    return fragment(request, f"{BASE}_sent.html", context)


WRITES: dict[str, tuple[str, Callable[[HttpRequest, Actor, Any, list[Brought]], str]]] = {
    "reply": (REPLY, _reply),
    "note": (NOTE, _note),
    "forward": (REPLY, _forward),
}


def _news(request: HttpRequest, actor: Actor, row: Ticket) -> list[Any]:
    """What others said since the page was read; nothing when the page did not say what it had read."""
    last = request.POST.get("last", "")
    return tickets.said_since(actor, row, int(last)) if last.isdecimal() and len(last) < 19 else []


def _crossed(request: HttpRequest, row: Ticket, news: list[Any]) -> HttpResponse:
    """Two people wrote at once: show what came in between; sending again sends it."""
    context = {
        "ticket": case.ticket(row),
        "who": news[-1].author_name or _("Somebody"),
        "entries": thread.messages(row, news, actor=request.actor),  # type: ignore[attr-defined]
        "last": news[-1].pk,
    }
    return fragment(request, f"{BASE}_crossed.html", context, status=409)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
