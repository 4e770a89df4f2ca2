"""Incidents: sudden similar tickets, and the people who decide about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ai import rules
from ai import selectors as ai
from ai.services import incidents as services
from core.tickets.rules import CHANGE, REPLY, VIEW
from portal.agent import incident_acts, incident_letters, incident_reply, paths, shell
from portal.agent.incident_rows import incident, noticed, ticket_row
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, needs, page_of, show, with_query
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, Refused

if TYPE_CHECKING:
    from ai.models import Incident

BASE = "portal/agent/"
PAGE = 20
TICKETS = 25  # of an incident on one page
Context = dict[str, Any]


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/incidents/: open ones; ?past=1 decided ones. POST is_on, fewest, minutes: for ai.policy."""
    return _set_watch(request) if request.method == "POST" else _listed(request)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/incidents/PK/: GET shows it. POST action: confirm, dismiss, resolve, reopen, retitle, add,
    take_out; or those of incident_reply, such as answer. ?page= is the page of its tickets, and turn another.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _shown(request, ai.incident(actor, pk))
    action = "turn" if "turn" in request.POST else request.POST.get("action", "")
    if action in incident_reply.ACTS:
        form = Form.of(request, "text", "then", "key", "reply", "canned")
        form.data["chosen"] = incident_reply.chosen(request)
        return _acted(request, ai.incident(actor, pk, REPLY), incident_reply.ACTS[action], form)
    if action not in incident_acts.ACTS:
        raise Invalid
    form = Form.of(request, "title", "tickets")
    return _acted(request, ai.incident(actor, pk, CHANGE), incident_acts.ACTS[action], form)


def _acted(request: HttpRequest, row: Incident, act: Callable[..., str | None], form: Form) -> HttpResponse:
    """Do it, say so and show the page anew; or the page with what was typed, and why it was refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        said = act(actor, row, form=form)
    except (*SAID_IN_FORM, NotFound) as refusal:
        return _shown(request, ai.incident(actor, row.pk), form.refused(refusal), status_of(refusal))
    if not said:
        return _shown(request, row, form)
    flash(request, said)
    return HttpResponseRedirect(paths.incident(row.pk) + with_query(request).removesuffix("?"))


@needs(VIEW)
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """GET /desk/incidents/bar/: the notice above the list, as live updates ask for it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return fragment(request, f"{BASE}_incident_bar.html", {"incidents": noticed(actor)})


def _listed(request: HttpRequest, form: Form | None = None, code: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    past = request.GET.get("past") == "1"
    found, neighbours = page_of(request, ai.incidents(actor, past=past), PAGE)
    watch = services.watch()
    data = {"is_on": "on" if watch.is_on else "", "fewest": str(watch.fewest), "minutes": str(watch.minutes)}
    context = {
        "rows": [incident(row) for row in found],
        "tabs": [
            {"name": _("Open"), "url": with_query(request, past=None, page=None), "on": not past},
            {"name": _("Past"), "url": with_query(request, past="1", page=None), "on": past},
        ],
        "is_past": past,
        "watch": data,
        "form": form or Form(data),
        "may_set": actor.may(rules.POLICY),
    }
    whole = shell.around(request, "incidents") | context | neighbours
    return show(request, f"{BASE}incidents.html", whole, code)


def _set_watch(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(rules.POLICY):
        raise Refused(permission=rules.POLICY)
    form = Form.of(request, "is_on", "fewest", "minutes")
    numbers = {name: _number(form[name]) for name in ("fewest", "minutes")}
    try:
        services.set_watch(is_on=form["is_on"] == "on", by=actor, **numbers)
    except services.BadWatch as refusal:
        return _listed(request, form.refused(refusal), 422)
    flash(request, _("Saved."))
    return HttpResponseRedirect(paths.INCIDENTS)


def _number(text: str) -> int:
    """0, which no service takes, for what is none."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _shown(request: HttpRequest, row: Incident, form: Form | None = None, code: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    inside = ai.members(actor, row)
    at = _place(request, len(inside))
    shown = {one.ticket_id for one in inside[at.start : at.stop]}
    empty = {"title": row.title, "tickets": "", "text": "", "then": "waiting"}
    context = {
        "incident": incident(row),
        "rows": [ticket_row(link) for link in ai.links(actor, row, shown)] if shown else [],
        "pages": _pages(request, at, len(inside)),
        "form": Form(empty | (form.data if form else {}), form.errors if form else {}),
        "may_change": ai.may_decide(actor, row, CHANGE),
        **incident_letters.composing(actor, row, inside, shown, form, incident_reply.whole_reply(request)),
    }
    return show(request, f"{BASE}incident.html", shell.around(request, "incidents") | context, code)


def _place(request: HttpRequest, total: int) -> range:
    """Which of an incident's tickets this page shows: ?page=, or turn of a form. The last page at most."""
    asked = request.POST.get("turn", "") or request.GET.get("page", "")
    last = max(-(-total // TICKETS), 1)
    page = min(max(_number(asked), 1), last)
    return range((page - 1) * TICKETS, min(page * TICKETS, total))


def _pages(request: HttpRequest, at: range, total: int) -> Context:
    """What the template says of pages: {first, last, total, here, previous?, next?}; numbers of pages."""
    page = at.start // TICKETS + 1
    return {
        "first": at.start + 1,
        "last": at.stop,
        "total": total,
        "here": with_query(request, page=page if page > 1 else None),
        "previous": page - 1 if page > 1 else None,
        "next": page + 1 if at.stop < total else None,
    }
