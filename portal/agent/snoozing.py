"""Putting a ticket aside until a moment people name, and taking it up again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.choices import Then
from core.tickets.rules import CHANGE
from core.tickets.services.pending import PENDED
from portal.agent import moments, paths
from portal.agent.dialogs import asked
from portal.agent.ticket import BASE, head
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.tickets.models import Ticket

FIELDS = ("status", "reason", "then", "until", "at")
NAMES = {"pending_reason": "reason", "pending_until": "at", "pending_then": "then", "__all__": "at"}


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tickets/N/snooze/: GET the dialog, ?status= chooses; POST status, reason, then, until or at."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = tickets.ticket_for(actor, number, to=CHANGE)
    if request.method == "GET":
        chosen = _offered(row, request.GET.get("status", ""))
        form = Form({"status": chosen, "reason": row.pending_reason, "then": row.pending_then})
        return _shown(request, row, form)
    form = Form.of(request, *FIELDS)
    try:
        row = _put_aside(request, row, form)
    except SAID_IN_FORM as refusal:
        return _shown(request, row, form.refused(refusal, NAMES), status_of(refusal))
    if not is_htmx(request):
        told = _("%(ticket)s is put aside.") % {"ticket": row.label}
        flash(request, told, undo_url=reverse("agent:unsnooze", args=[number]))
        return HttpResponseRedirect(paths.ticket(number))
    return _head(request, number)


@needs(CHANGE)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/unsnooze/: take it up again now. The head."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.unsnooze(tickets.ticket_for(actor, number, to=CHANGE), by=actor)
    return _head(request, number) if is_htmx(request) else HttpResponseRedirect(paths.ticket(number))


def _put_aside(request: HttpRequest, row: Ticket, form: Form) -> Ticket:
    """Raises what `snooze` does, and BadMoment for a moment that is none."""
    until = _moment(request, form["until"], form["at"])
    if until is None:
        raise services.BadMoment
    actor: Actor = request.actor  # type: ignore[attr-defined]
    status = desk.status(form["status"]) if form["status"] else None
    then = form["then"] or Then.REOPEN
    return services.snooze(row, until, by=actor, reason=form["reason"], then=then, status=status)


def _moment(request: HttpRequest, named: str, text: str) -> datetime | None:
    where = moments.zone(request)
    known = {key: at for key, _name, at in _named(request)}
    return known.get(named) or moments.typed(text, where)


def _named(request: HttpRequest) -> list[tuple[str, str, datetime]]:
    """(key, words, moment) of what is offered, in the reader's own zone."""
    where = moments.zone(request)
    offered = [
        ("later", _("Later today"), moments.later_today(where)),
        ("tomorrow", _("Tomorrow"), moments.morning(1, where)),
        ("three", _("In 3 days"), moments.morning(3, where)),
        ("monday", _("Next week"), moments.monday(where)),
    ]
    return [(key, words, at) for key, words, at in offered if at is not None]


def _offered(row: Ticket, wanted: str) -> str:
    """The status that is chosen at first: what was asked for, what it has, else who has to speak next."""
    if wanted in {one.key for one in _statuses()}:
        return wanted
    if row.status.category in PENDED:
        return row.status.key
    return desk.default_status("on_hold" if row.awaits_reply else "waiting").key


def _statuses() -> list[Any]:
    return [one for one in desk.statuses() if one.category in PENDED]


def _shown(request: HttpRequest, row: Ticket, form: Form, status: int = 200) -> HttpResponse:
    if row.is_finished:
        raise NotFound
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "form": form,
        "statuses": [
            {
                "key": one.key,
                "name": _(one.label),
                "needs_reason": one.category == "on_hold",
                "on": one.key == form["status"],
            }
            for one in _statuses()
        ],
        "thens": [{"key": one, "name": str(one.label), "on": one == form["then"]} for one in Then],
        "moments": [{"key": key, "name": name, "at": at} for key, name, at in _named(request)],
    }
    return asked(request, "snooze", context, status)


def _head(request: HttpRequest, number: int) -> HttpResponse:
    """The head as it stands now, and no dialog any more."""
    row = tickets.ticket_for(request.actor, number)  # type: ignore[attr-defined]
    return fragment(request, f"{BASE}_head.html", head(request, row, closes_dialog=True))
