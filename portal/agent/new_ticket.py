"""A ticket an agent opens for a customer: after a call, a visit, or a mail that reached them directly."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import selectors as accounts
from core.contacts import selectors as customers
from core.contacts import services as contacts
from core.desk import kinds
from core.desk import selectors as desk
from core.files.services import Brought
from core.mail import services as mail
from core.mail.tasks import deliver
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import ASSIGN, CREATE, PRIORITY_NAMES
from core.tickets.services.words import Words
from portal.agent import codes, paths, shell, uploads
from portal.agent.own_fields import colleagues
from portal.ui import own_fields as own
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once
from portal.ui.views import choices, flash, fragment, needs, show
from portal.ui.words import plain_priorities
from tenants import limits
from tenants.kernel import ids
from tenants.kernel.errors import Invalid, NotFound, Refusal, Refused
from tenants.kernel.text import storable

FIELDS = ("email", "name", "subject", "body", "queue", "priority", "type", "responsible")
PLACES = {
    "contact.bad_email": "email",
    "message.empty": "body",
    "queue.unknown": "queue",
    "ticket.cannot_answer": "responsible",
}
CHANNEL = "phone"
SHOWN = 5  # open tickets of the customer


@needs(CREATE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """GET and POST /desk/tickets/new/. ?email= fills in the customer."""
    if request.method != "POST":
        return _page(request, Form({"email": request.GET.get("email", "")[:254], "confirm": "1"}))
    typed = own.sent(request, desk.fields())
    form = own.with_fields(Form.of(request, *FIELDS, "confirm"), desk.fields(), typed)
    if form.missing(_("Please fill this in."), "email", "subject", "body"):
        return _page(request, form, 422)
    try:
        limits.hit("ticket_create", request.actor.ref)  # type: ignore[attr-defined]
        key, sent = request.POST.get("idempotency_key", ""), uploads.brought(request)
        return HttpResponseRedirect(once(request.actor.ref, key, lambda: _open(request, form, sent, typed)))  # type: ignore[attr-defined]
    except (*SAID_IN_FORM, Refused, NotFound) as refusal:  # nothing typed is lost
        return _page(request, form.refused(refusal, _place(refusal)), status_of(refusal))


@needs(CREATE)
@require_GET
def own_fields(request: HttpRequest) -> HttpResponse:
    """GET /desk/tickets/new/fields/: the organization's own fields, as what is chosen so far has them."""
    context = {"own_fields": _own_fields(request, dict(request.GET.items()))}
    return fragment(request, "portal/agent/_ticket_new_fields.html", context)


@needs(CREATE)
@require_GET
def open_already(request: HttpRequest) -> HttpResponse:
    """GET /desk/tickets/new/open/?email=: what this customer has open, so that it is not opened twice."""
    context = {"already": _already(request, request.GET.get("email", ""))}
    return fragment(request, "portal/agent/_ticket_new_open.html", context)


def _already(request: HttpRequest, email: str) -> dict[str, Any] | None:
    """Those that the reader may read; None where there are none. Two queries, none without an address."""
    who = customers.identity_of(storable(email).strip()[:254]) if "@" in email else None
    if who is None:
        return None
    asked = tickets.Filters(contact=who.contact_id, order="newest")
    found = tickets.inbox(request.actor, asked)[: SHOWN + 1]  # type: ignore[attr-defined]
    rows = [_brief(row) for row in found if not row.is_veiled]
    return {"who": str(who.contact), "rows": rows[:SHOWN], "more": len(rows) > SHOWN} if rows else None


def _brief(row: Any) -> dict[str, Any]:
    url, state = paths.ticket(row.number), codes.status(row)
    return {"label": row.label, "subject": row.subject, "url": url, "status": state}


@transaction.atomic
def _open(request: HttpRequest, form: Form, sent: list[Brought], typed: dict[str, Any]) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    queue, priority = form["queue"], form["priority"]
    if (queue and not queue.isdecimal()) or (priority and priority not in PRIORITY_NAMES):
        raise Invalid
    if (answers := form["responsible"]) and not answers.isdecimal():
        raise Invalid
    ticket, message = services.open_ticket(
        contacts.contact_for(form["email"], form["name"], by=actor),
        form["subject"],
        Words(form["body"]),
        channel=CHANNEL,
        by=actor,
        queue=desk.queue(int(queue)) if queue else None,
        priority=PRIORITY_NAMES[priority] if priority else None,
        kind=kinds.kind(form["type"]) if form["type"] else None,
        attachments=uploads.kept(sent, actor),
        address=form["email"].strip().lower(),
        fields=typed,
    )
    if answers:
        services.make_responsible(ticket, accounts.person(actor, int(answers)), by=actor)
    if request.POST.get("confirm") and (letter := mail.confirm(ticket, message)):
        deliver.wake(letter.pk)
    flash(request, _("%(label)s is open.") % {"label": ticket.label})
    return paths.ticket(ticket.number)


def _place(refusal: Refusal) -> dict[str, str]:
    """Beside which field a sentence without fields belongs."""
    place = PLACES.get(refusal.code)
    return {"__all__": place} if place else {}


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    queues = tickets.queues_for(request.actor, CREATE)  # type: ignore[attr-defined]
    mine = {row.pk for row in queues}
    default = desk.default_queue().pk
    default = default if default in mine or not queues else queues[0].pk
    form.data.setdefault("queue", str(default))
    context: dict[str, Any] = {
        "form": form,
        "own_fields": _own_fields(request, form.data),
        "queues": choices((row.pk, row.name) for row in queues),
        "types": [("", _("No type")), *((row.key, _(row.name)) for row in kinds.kinds())],
        "priorities": [("", _("Let triage decide")), *reversed(plain_priorities().items())],
        "key": ids.public_id(),
        "already": _already(request, form["email"]),
        "answerers": _answerers(request),
    }
    return show(request, "portal/agent/ticket_new.html", shell.around(request) | context, status=status)


def _answerers(request: HttpRequest) -> list[tuple[str, str]]:
    """Who may be made responsible; nobody to whom the reader may not hand out work."""
    if not request.actor.may(ASSIGN):  # type: ignore[attr-defined]
        return []
    return [("", _("Nobody")), *((str(pk), name) for pk, name in colleagues())]


def _own_fields(request: HttpRequest, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """Controls of the fields that a ticket with this queue and priority would show."""
    fields = desk.fields()
    if not fields:
        return []
    typed = own.sent(request, fields)
    queue, priority = str(chosen.get("queue") or ""), str(chosen.get("priority") or "")
    rows = tickets.to_open(
        fields,
        typed,
        channel=CHANNEL,
        queue_id=int(queue) if queue.isdecimal() and len(queue) < 10 else None,
        priority=PRIORITY_NAMES.get(priority, PRIORITY_NAMES["medium"]),
    )
    people = colleagues() if any(one.field.kind == "person" for one in rows) else ()
    return own.controls(request, rows, typed, people)
