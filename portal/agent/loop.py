"""What could be written down: articles proposed from solved tickets, and questions that found no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ai import rules, services
from ai import selectors as ai
from ai.selectors.effort import DAYS
from ai.services.proposals import is_on
from core.knowledge.rules import PUBLISH, WRITE
from core.tickets.selectors import label_of
from portal.agent import paths, shell
from portal.ui.effort import per_ticket
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.money import money
from portal.ui.times import lasting
from portal.ui.views import flash, needs, page_of, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refused

if TYPE_CHECKING:
    from ai.models import Gap, Proposal

PAGE = 20
Row = dict[str, Any]


@needs(WRITE)
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """GET /desk/knowledge/proposals/: what is to be decided. POST proposing=on|off, for who may."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _proposals(request)
    if not actor.may(rules.POLICY):
        raise Refused(permission=rules.POLICY)
    services.switch(request.POST.get("proposing") == "on", actor)
    return HttpResponseRedirect(reverse("agent:proposals"))


@needs(WRITE)
@require_POST
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/knowledge/proposals/PK/ with action approve, publish or reject; title, body."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, action = ai.proposal(pk), request.POST.get("action", "")
    if action == "reject":
        services.reject_proposal(row, actor)
        flash(request, _("Rejected. It is not proposed again."), "info")
        return HttpResponseRedirect(reverse("agent:proposals"))
    if action == "publish" and not actor.may(PUBLISH):
        raise Refused(permission=PUBLISH)
    form = Form.of(request, "title", "body")
    try:
        if action not in ("approve", "publish"):
            raise Invalid(_("Press what is to become of it: Enter alone decides nothing."))
        article = services.approve(
            row, actor, title=form["title"], body=form["body"], publish=action == "publish"
        )
    except SAID_IN_FORM as refusal:
        return _proposals(request, {row.pk: form.refused(refusal)}, status_of(refusal))
    flash(request, _("Published.") if action == "publish" else _("The article is kept as a draft."))
    return HttpResponseRedirect(paths.article(article.public_id))


@needs(WRITE)
@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """GET /desk/knowledge/gaps/: the most asked first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page, neighbours = page_of(request, ai.gaps(), PAGE)
    found = list(page)
    numbers = ai.tickets_of(actor, found)
    effort, (cost, asked) = ai.effort(), ai.per_ticket(DAYS)
    rows = [
        {
            **_row(row, numbers),
            "at": row.last_at,
            "time": lasting(row.seen * effort.per_ticket) if effort.per_ticket else "",
            "cost": money(row.seen * cost) if cost else "",
        }
        for row in found
    ]
    told = {"rows": rows, "effort": per_ticket(effort), "cost": money(cost) if cost else "", "asked": asked}
    context = shell.around(request, "knowledge") | told | neighbours
    return show(request, "portal/agent/gaps.html", context)


@needs(WRITE)
@require_POST
def gap(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/knowledge/gaps/PK/ with action write (begins the article) or dismiss."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, action = ai.gap(pk), request.POST.get("action", "")
    if action == "write":
        return HttpResponseRedirect(paths.article(services.write_for(row, actor).public_id))
    if action != "dismiss":
        raise Invalid
    services.dismiss(row, actor)
    flash(request, _("Dismissed."), "info")
    return HttpResponseRedirect(reverse("agent:gaps"))


def _proposals(request: HttpRequest, typed: dict[int, Form] | None = None, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page, neighbours = page_of(request, ai.proposals(), PAGE)
    found = list(page)
    numbers = ai.tickets_of(actor, found)
    rows = [
        {
            **_row(row, numbers),
            "at": row.created_at,
            "form": (typed or {}).get(row.pk) or Form({"title": row.title, "body": row.body}),
        }
        for row in found
    ]
    context = {
        "rows": rows,
        "is_on": is_on(),
        "may_switch": actor.may(rules.POLICY),
        "may_publish": actor.may(PUBLISH),
    }
    whole = shell.around(request, "knowledge") | context | neighbours
    return show(request, "portal/agent/proposals.html", whole, status)


def _row(row: Gap | Proposal, numbers: dict[int, list[int]]) -> Row:
    taught = [(label_of(number), paths.ticket(number)) for number in numbers[row.pk]]
    return {"id": row.pk, "title": row.title, "seen": row.seen, "tickets": taught}
