"""The bin: tickets that were deleted, for those who may delete; the way back, and the way out for good."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import BIN_DAYS, DELETE
from core.tickets.services import bulk
from portal.agent import lists, paths, shell
from portal.ui.views import flash, is_htmx, needs, page_of, show
from tenants.kernel import ids
from tenants.kernel.actor import Actor

PAGE = 50
FEW = 10  # that are restored or erased while somebody waits; more of them by a worker


@needs(DELETE)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/bin/: the last deleted first."""
    rows, around = page_of(request, tickets.binned(request.actor), PAGE)  # type: ignore[attr-defined]
    context = {"tickets": [_row(one) for one in rows], "days": BIN_DAYS, "key": ids.public_id(), **around}
    return show(request, "portal/agent/bin.html", shell.around(request, "inbox", "bin") | context)


@needs(DELETE)
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/delete/: into the bin; back to the list, whose toast takes it back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.delete(tickets.ticket_for(actor, number, to=DELETE), by=actor)
    said = _("%(ticket)s is in the bin for %(days)d days.") % {"ticket": row.label, "days": BIN_DAYS}
    flash(request, said, undo_url=reverse("agent:restore", args=[number]))
    back = lists.came_from(request)
    there = paths.DESK + (f"?{back}" if back else "")
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


@needs(DELETE)
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/restore/: out of the bin, and to the ticket."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = services.restore(tickets.binned_ticket(actor, number), by=actor)
    flash(request, _("%(ticket)s is back.") % {"ticket": row.label})
    return HttpResponseRedirect(paths.ticket(number))


@needs(DELETE)
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """POST /desk/bin/many/: ticket= several with do=restore|erase, or only= one to erase; typed confirms."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    only = request.POST.get("only", "")
    asked = [only] if only else request.POST.getlist("ticket")
    rows = tickets.binned_among(actor, [int(one) for one in asked if one.isdecimal() and len(one) < 10])
    if not rows:
        flash(request, _("Choose at least one ticket."), "info")
        return HttpResponseRedirect(reverse("agent:bin"))
    if only or request.POST.get("do") == "erase":
        return _erase(request, actor, rows)
    if len(rows) > FEW:
        return _in_background(request, actor, "restore", rows)
    for row in rows:
        services.restore(row, by=actor)
    flash(
        request,
        ngettext("%(num)d ticket is back.", "%(num)d tickets are back.", len(rows)) % {"num": len(rows)},
    )
    return HttpResponseRedirect(reverse("agent:bin"))


def _erase(request: HttpRequest, actor: Actor, rows: list[Any]) -> HttpResponse:
    """Asks first: who erases one types its name, who erases several types how many."""
    word, typed = rows[0].label if len(rows) == 1 else str(len(rows)), request.POST.get("typed")
    if typed is None or typed.strip().casefold() != word.casefold():
        context = {"tickets": [_row(row) for row in rows], "word": word, "is_wrong": typed is not None}
        context["key"] = ids.public_id()
        around, code = shell.around(request, "inbox", "bin"), 200 if typed is None else 422
        return show(request, "portal/agent/bin_erase.html", around | context, status=code)
    if len(rows) > FEW:
        return _in_background(request, actor, "erase", rows)
    gone = sum(services.erase_now(row, by=actor) for row in rows)
    flash(request, ngettext("%(num)d ticket is erased.", "%(num)d tickets are erased.", gone) % {"num": gone})
    return HttpResponseRedirect(reverse("agent:bin"))


def _in_background(request: HttpRequest, actor: Actor, what: str, rows: list[Any]) -> HttpResponse:
    """As a change of many tickets, whose page shows how far it is. The same form sent twice is one."""
    numbers, key = [row.number for row in rows], request.POST.get("key", "")
    begun = bulk.start({what: True}, by=actor, numbers=numbers, key=f"bin-{what}-{key}" if key else "")
    return HttpResponseRedirect(reverse("agent:bulk_change", args=[begun.pk]))


def _row(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "label": row.label,
        "subject": row.subject,
        "who": str(row.contact),
        "by": row.deleted_by,
        "at": row.deleted_at,
        "gone_at": tickets.gone_at(row),
        "restore_url": reverse("agent:restore", args=[row.number]),
    }
