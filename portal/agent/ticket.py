"""The ticket page, its parts for live updates, and single messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ai import selectors as ai
from core.assignment import selectors as assignment
from core.notifications import services as notifications
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY, VIEW
from portal.agent import (
    advice,
    approvals,
    begun,
    case,
    checklist,
    faces,
    incident_rows,
    joined,
    linking,
    lists,
    memory,
    note_words,
    own_fields,
    paths,
    present,
    promises,
    shell,
    thread,
    ticket_tasks,
    time_words,
    writing,
)
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.tickets.models import Ticket

BASE = "portal/agent/"
Context = dict[str, Any]


@needs(VIEW)
@require_GET
def page(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/. To htmx the ticket alone, for the pane beside the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seen = tickets.opened(actor, number)
    if seen.ticket.merged_into:
        return _lead_on(request, seen.ticket)
    context = whole(request, seen)
    memory.mark_read(actor, seen.ticket)
    notifications.clear_ticket(actor, seen.ticket.pk)
    if is_htmx(request):
        me = {"name": actor.name, "face_url": faces.url(actor.id)}
        beside = {"me": me, "org": {"name": request.tenant.name}}  # type: ignore[attr-defined]
        return fragment(request, f"{BASE}_ticket.html", context | beside)
    return show(request, f"{BASE}ticket.html", shell.around(request, "inbox") | context)


@needs(VIEW)
@require_GET
def part(request: HttpRequest, number: int, part: str) -> HttpResponse:
    """GET /desk/tickets/N/part/PART/: one part afresh. NotFound for an unknown part."""
    if part not in PARTS:
        raise NotFound
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, is_watched=tickets.followed(actor))
    if row.merged_into:
        return _lead_on(request, row)
    template, make = PARTS[part]
    return fragment(request, f"{BASE}{template}", make(request, row))


@needs(VIEW)
@require_GET
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/messages/ID/; ?images=1 shows its remote pictures."""
    return shown(request, public_id, images=request.GET.get("images") == "1")


def shown(request: HttpRequest, public_id: str, *, images: bool = False) -> HttpResponse:
    """A message as the thread shows it, or the line in place of a deleted note."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = tickets.message_for(actor, public_id)
    row = tickets.ticket_for(actor, found.ticket.number)
    if found.withdrawn_at and found.kind == "note":
        return fragment(request, f"{BASE}_note_gone.html", {"message": note_words.gone(actor, found)})
    entry = thread.messages(row, [found], actor=actor, images=images)[0]
    return fragment(request, f"{BASE}_message.html", {"message": entry, **talking(request, row)})


def _lead_on(request: HttpRequest, row: Ticket) -> HttpResponse:
    """To the ticket that a merged one goes on in. A part of an open page takes the whole page there."""
    assert row.merged_into is not None
    there = paths.ticket(row.merged_into.number)
    flash(request, _("%(ticket)s was merged into this ticket.") % {"ticket": row.label}, "info")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _beside(back: str, number: int) -> str:
    """The list somebody came from, as rows beside the ticket whatever its layout is, with this one marked."""
    asked = QueryDict(back, mutable=True)
    asked["layout"], asked["open"] = "list", str(number)
    return f"{paths.DESK}?{asked.urlencode()}"


def whole(request: HttpRequest, seen: tickets.Opened) -> Context:
    """Everything of _ticket.html."""
    row = seen.ticket
    actor: Actor = request.actor  # type: ignore[attr-defined]
    back = lists.came_from(request)
    talk = thread.of(actor, row)
    return {
        "view": {"name": ""},
        "back_url": paths.DESK + (f"?{back}" if back else ""),
        "list_url": _beside(back, row.number),
        "ticket": case.ticket(row, seen.tags),
        "is_watched": seen.is_watched,
        "takes": _takes(actor, row),
        "joined": joined.of(seen),
        "clocks": promises.of(row),
        "incident": _incident_of(row),
        "begun": begun.of(actor, seen.begun),
        "thread": talk,
        "customer": case.customer(actor, seen),
        "own_fields": own_fields.listed(request, row),
        "links": linking.groups(seen.links),
        "checklist": checklist.shown(seen.items),
        "tasks": ticket_tasks.of(request, row),
        "time": time_words.cold(actor, "ticket", row.number),
        "approvals": approvals.shown(actor, seen.approvals),
        "composer": case.composer(seen, talk["last"], request.tenant.name),  # type: ignore[attr-defined]
        **advice.panel(actor, row),
        **advice.suggestion(actor, row),
        **writing.summary(actor, row),
        **writing.tools(actor, row),
        **may(actor, row),
    }


def _takes(actor: Actor, row: Ticket) -> bool:
    """Whether opening it takes it: the page asks for that, so that fetching it ahead takes nothing."""
    policy = assignment.policy_of(row.queue_id)
    is_free = policy.takes_on_open and row.assignee_id is None and not row.is_finished
    return is_free and tickets.may(actor, row.queue_id, REPLY)


def may(actor: Actor, row: Ticket) -> Context:
    """What the person may do here, for buttons that would only be refused. The archive is for reading."""
    actor, here = tickets.in_queue(actor, row.queue_id), row.archived_at is None
    return {
        "my_id": actor.id,
        "may_reply": here and actor.may("tickets.reply"),
        "may_note": here and actor.may("tickets.note"),
        "may_change": here and actor.may("tickets.change"),
        "may_assign": here and actor.may("tickets.assign"),
        "may_correct": here and actor.may("ai.correct"),
        "may_delete": actor.may("tickets.delete"),
        "may_bring_back": not here and actor.may("tickets.change"),
        "reply_languages": case.languages(),
    }


def talking(request: HttpRequest, row: Ticket) -> Context:
    """What may be done with single messages."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {**may(actor, row), "may_translate": writing.tools(actor, row)["may_translate"]}


def head(request: HttpRequest, row: Ticket, **more: Any) -> Context:
    """The context of _head.html."""
    back = lists.came_from(request)
    back_url = paths.DESK + (f"?{back}" if back else "")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = getattr(row, "is_watched", None)  # a row that was just changed does not say
    watched = {"is_watched": tickets.is_watching(actor, row) if known is None else known}
    return {"ticket": case.ticket(row), "back_url": back_url, **watched, **may(actor, row), **more}


def _subject(request: HttpRequest, row: Ticket) -> Context:
    return head(request, row, editing_subject=True)


def _thread(request: HttpRequest, row: Ticket) -> Context:
    talk = thread.of(request.actor, row)  # type: ignore[attr-defined]
    if "X-Unseen" not in request.headers:  # else brought up to date in a tab that nobody looks at
        memory.mark_read(request.actor, row)  # type: ignore[attr-defined]
        notifications.clear_ticket(request.actor, row.pk)  # type: ignore[attr-defined]
    return {"ticket": case.ticket(row), "thread": talk, "is_fresh": True, **talking(request, row)}  # type: ignore[attr-defined]


def _older(request: HttpRequest, row: Ticket) -> Context:
    before = request.GET.get("before", "")
    if not before.isdecimal() or len(before) > 18:
        raise NotFound
    talk = thread.of(request.actor, row, int(before))  # type: ignore[attr-defined]
    return {"ticket": case.ticket(row), "thread": talk, **talking(request, row)}  # type: ignore[attr-defined]


def _triage(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), **advice.panel(request.actor, row), **may(request.actor, row)}  # type: ignore[attr-defined]


def _suggestion(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), **advice.suggestion(request.actor, row), **may(request.actor, row)}  # type: ignore[attr-defined]


def _summary(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), **writing.summary(request.actor, row), **may(request.actor, row)}  # type: ignore[attr-defined]


def details(request: HttpRequest, row: Ticket) -> Context:
    """The context of _details.html, without the organization's own fields."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tags = sorted(row.tags.values_list("name", flat=True))
    return {"ticket": case.ticket(row, tags), **may(actor, row)}


def _details(request: HttpRequest, row: Ticket) -> Context:
    return details(request, row) | {"own_fields": own_fields.listed(request, row)}


def _begun(request: HttpRequest, row: Ticket) -> Context:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"ticket": case.ticket(row), "begun": begun.of(actor, tickets.begun(actor, row.number))}


def _present(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), "present": present.of(request.actor, row)}  # type: ignore[attr-defined]


def _incident_of(row: Ticket) -> Context | None:
    """The open incident it is in. No query while there is none."""
    found = ai.incidents_of([row.pk]).get(row.pk)
    return incident_rows.incident(found) if found else None


def _incident(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), "incident": _incident_of(row)}


def _clocks(request: HttpRequest, row: Ticket) -> Context:
    return {"ticket": case.ticket(row), "clocks": promises.of(row)}


def _links(request: HttpRequest, row: Ticket) -> Context:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {
        "ticket": case.ticket(row),
        "links": linking.groups(tickets.links_of(actor, row.number)),
        **may(actor, row),
    }


def _checklist(request: HttpRequest, row: Ticket) -> Context:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    items = checklist.shown(tickets.checklist_of(actor, row.number))
    return {"ticket": case.ticket(row), "checklist": items, **may(actor, row)}


def _approvals(request: HttpRequest, row: Ticket) -> Context:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked = approvals.shown(actor, tickets.approvals_of(actor, row.number))
    return {"ticket": case.ticket(row), "approvals": asked, **may(actor, row)}


PARTS: dict[str, tuple[str, Callable[[HttpRequest, Any], Context]]] = {
    "head": ("_head.html", head),
    "subject": ("_head.html", _subject),
    "thread": ("_thread.html", _thread),
    "older": ("_older.html", _older),
    "triage": ("_triage_panel.html", _triage),
    "suggestion": ("_suggestion.html", _suggestion),
    "summary": ("_summary.html", _summary),
    "details": ("_details.html", _details),
    "begun": ("_begun.html", _begun),
    "present": ("_present.html", _present),
    "clocks": ("_clocks.html", _clocks),
    "links": ("_links.html", _links),
    "checklist": ("_checklist.html", _checklist),
    "approvals": ("_approvals.html", _approvals),
    "tasks": ("_ticket_tasks.html", ticket_tasks.context),
    "project": ("_ticket_tasks.html", ticket_tasks.choosing),
    "incident": ("_ticket_incident.html", _incident),
}
