"""Approvals in the desk: the part beside a ticket, asking, deciding, and what waits for one's own word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.desk import chains
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import REPLY, VIEW
from portal.agent import approval_words as words
from portal.agent import paths, shell
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refusal

if TYPE_CHECKING:
    from core.tickets.models import Approval, Ticket

BASE = "portal/agent/"
FIELDS = ("chain", "question", "need", "hours", "addresses")
Context = dict[str, Any]


@needs(VIEW)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """GET /desk/approvals/: what waits for my word, and what I asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    waiting = tickets.waiting_for(actor)[: tickets.MOST_WAITING]
    asked = tickets.asked_by_me(actor)[: tickets.MOST_WAITING]
    context = {
        "waiting": [_with_ticket(actor, row) for row in waiting],
        "asked": [_with_ticket(actor, row) for row in asked],
    }
    return show(request, f"{BASE}approvals.html", shell.around(request, "approvals") | context)


@needs(REPLY)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tickets/N/approvals/: GET the dialog; POST chain, or question, need, asked, addresses, hours."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, REPLY)
    if request.method == "GET":
        blank = {"chain": "", "question": "", "need": chains.ALL, "hours": "", "addresses": "", "asked": []}
        return _dialog(request, actor, row, Form(blank))
    form = Form.of(request, *FIELDS)
    form.data["asked"] = request.POST.getlist("asked")[: chains.MOST_ASKED]
    try:
        _asked(row, form, actor)
    except SAID_IN_FORM as refusal:
        return _dialog(request, actor, row, form.refused(refusal), status_of(refusal))
    return _part(request, number)


@needs(VIEW)
@require_POST
def decide(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST /desk/tickets/N/approvals/ID/decide/: say=approve|decline, reason; back=mine: to one's page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.approval_for(actor, number, pk)
    say, reason = request.POST.get("say"), request.POST.get("reason", "")[:2_000]
    try:
        if say not in ("approve", "decline"):
            raise Invalid(_("Press Approve or Decline: Enter alone decides nothing."))
        services.decide(row, say == "approve", reason, by=actor)
    except Refusal as refusal:
        return _part(request, number, said=(pk, refusal.message, reason))
    return _part(request, number)


@needs(REPLY)
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """/desk/tickets/N/approvals/ID/: GET the dialog of another person; POST action=cancel|remind|instead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.approval_for(actor, number, pk, REPLY)
    if request.method == "GET":
        return _instead(request, actor, row, Form({"asked": "", "to": "", "address": ""}))
    action = request.POST.get("action")
    if action == "instead":
        form = Form.of(request, "asked", "to", "address")
        address = form["address"].strip()
        try:
            services.hand_on(
                row, form["asked"], f"{chains.MAIL}{address}" if address else form["to"], by=actor
            )
        except SAID_IN_FORM as refusal:
            return _instead(request, actor, row, form.refused(refusal), status_of(refusal))
        return _part(request, number)
    try:
        if action == "cancel":
            services.cancel_approval(row, by=actor)
        else:
            services.remind_approval(row, by=actor)
    except Refusal as refusal:
        return _part(request, number, said=(pk, refusal.message, ""))
    return _part(request, number)


def shown(actor: Actor, rows: Iterable[Approval], said: tuple[int, str, str] = (0, "", "")) -> list[Context]:
    """`approvals` of _approvals.html, the latest first. said: (of which, what is wrong, reason typed)."""
    pk, error, reason = said
    told = [words.approval(actor, row) for row in sorted(rows, key=lambda row: -row.pk)]
    return [one | ({"error": error, "typed": reason} if one["id"] == pk else {}) for one in told]


def _with_ticket(actor: Actor, row: Approval) -> Context:
    ticket = row.ticket
    about = {"number": ticket.number, "label": ticket.label, "subject": ticket.subject}
    return words.approval(actor, row) | {"ticket": about | {"url": paths.ticket(ticket.number)}}


def _asked(row: Ticket, form: Form, actor: Actor) -> None:
    """Raises what asking raises, and Invalid beside the fields."""
    if form["chain"].isdecimal():
        if services.ask_by_chain(row, chains.kept_one(int(form["chain"])), by=actor) is None:
            raise Invalid(fields={"chain": [_("This is waited for already.")]})
        return
    addresses = [f"{chains.MAIL}{one.strip()}" for one in form["addresses"].replace(";", ",").split(",")]
    outside = [one for one in addresses if one != chains.MAIL]
    asked = [*form.data["asked"], *outside]
    step = {"need": form["need"] or chains.ALL, "hours": form["hours"].strip() or 0, "asked": asked}
    if faults := _faults(form, step, outside):
        raise Invalid(fields=faults)
    services.ask_approval(row, form["question"], [step], by=actor)


def _faults(form: Form, step: Context, outside: list[str]) -> dict[str, list[str]]:
    """All that can be said before asking, beside its field: one look at the form mends it."""
    whom = [] if step["asked"] else [_("Choose at least one person, or write an address.")]
    said = {
        "question": [] if form["question"].strip() else [_("Say what is to be approved.")],
        "asked": whom,
        "addresses": [line for one in outside for line in _wrong({"asked": [one]})],
        "hours": _wrong({"hours": step["hours"], "asked": [chains.ASSIGNEE]}),
    }
    return {name: lines for name, lines in said.items() if lines}


def _wrong(step: Context) -> list[str]:
    """What the plan of this one step alone is refused for."""
    try:
        chains.read([step])
    except chains.BadPlan as refusal:
        what = str(refusal.data["what"])
        return [what[:1].upper() + what[1:]]
    return []


def _dialog(request: HttpRequest, actor: Actor, row: Ticket, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "form": form,
        "chains": [(str(one.pk), one.name) for one in chains.kept()],
        "people": words.people(actor, row),
        "needs": [(key, str(name)) for key, name in chains.NEEDS.items()],
    }
    return _page(request, "approval", context, status)


def _instead(
    request: HttpRequest, actor: Actor, row: Approval, form: Form, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": {"number": row.ticket.number, "label": row.ticket.label},
        "approval": {"id": row.pk},
        "form": form,
        "silent": words.silent(row),
        "people": words.instead(actor, row),
    }
    return _page(request, "approval_instead", context, status)


def _page(request: HttpRequest, name: str, context: Context, status: int) -> HttpResponse:
    """The dialog to htmx, a page to others."""
    context |= {"body": f"{BASE}_{name}_body.html"}
    if not is_htmx(request):
        return show(request, f"{BASE}approval.html", shell.around(request, "inbox") | context, status)
    response = fragment(request, f"{BASE}_approval_dialog.html", context, status)
    if status >= 400:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


def _part(request: HttpRequest, number: int, said: tuple[int, str, str] = (0, "", "")) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not is_htmx(request):
        flash(request, said[1] or _("Saved."), "error" if said[1] else "success")
        is_mine = request.POST.get("back") == "mine"
        return HttpResponseRedirect(paths.APPROVALS if is_mine else paths.ticket(number))
    row = tickets.ticket_for(actor, number)
    context = {
        "ticket": {"number": number},
        "approvals": shown(actor, tickets.approvals_of(actor, number), said),
        "may_reply": tickets.may(actor, row.queue_id, REPLY),
        "closes_dialog": not said[1],
    }
    return fragment(request, f"{BASE}_approvals.html", context, 422 if said[1] else 200)
