"""SLA policies: their order, one policy, and when a ticket opened now would be due under it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.desk import selectors as desk
from core.sla import selectors, services
from core.sla.rules import ARRANGE, REPORTS
from portal.agent.promises import KINDS, openings, span
from portal.settings import sla_form as forms
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel import clock


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def sla(request: HttpRequest) -> HttpResponse:
    """The list; POST order=ids puts it in order, up= or down= moves one."""
    by, rows = actor_of(request), selectors.policies()
    if request.method == "POST":
        services.order_policies(order_of(request, [row.pk for row in rows if not row.is_default]), by=by)
        return redirect("settings:sla")
    lists = forms.lists_of(by)
    shown = [_row(row, number, lists) for number, row in enumerate(rows, start=1)]
    context = {"policies": shown, "most": services.MOST_POLICIES, "may_report": by.may(REPORTS)}
    return page(request, "sla", context)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def sla_policy_new(request: HttpRequest) -> HttpResponse:
    """An empty form; POST action=save|preview."""
    return _edit(request, None)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def sla_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy; POST action=save|preview|on|off|remove."""
    return _edit(request, selectors.policy(pk))


def _edit(request: HttpRequest, row: Any) -> HttpResponse:
    action = request.POST.get("action", "save")
    if request.method == "GET":
        return _page(request, row, forms.typed(row), preview_of=row)
    form = forms.sent(request)
    try:
        if row is not None and action in QUICK:
            return QUICK[action](request, row)
        values = forms.values(form, row)
        if action == "preview":
            return _page(request, row, form, preview_of=selectors.blank_policy(**values))
        seen = request.POST.get("version", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        row = services.save_policy(row, by=actor_of(request), seen=number, **values)
    except SAID_IN_FORM as refusal:
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. It holds for tickets that come under it from now on."))
    return redirect("settings:sla_policy", pk=row.pk)


def _switch(request: HttpRequest, row: Any) -> HttpResponse:
    row = services.save_policy(row, by=actor_of(request), is_active=request.POST["action"] == "on")
    said = _("“%(name)s” is on.") if row.is_active else _("“%(name)s” is off.")
    flash(request, said % {"name": row.name})
    return redirect("settings:sla")


def _remove(request: HttpRequest, row: Any) -> HttpResponse:
    services.delete_policy(row, by=actor_of(request))
    flash(
        request,
        _("“%(name)s” is removed. Tickets under it keep what they were promised.") % {"name": row.name},
    )
    return redirect("settings:sla")


OTHERS = gettext_lazy("Whatever no other policy fits")
QUICK = {"on": _switch, "off": _switch, "remove": _remove}


def order_of(request: HttpRequest, ids: list[int]) -> list[int]:
    """Ids in the order that was asked for, those of the form alone."""
    wanted = [
        int(each) for each in request.POST.get("order", "").split(",") if each.isdecimal() and len(each) < 10
    ]
    for way, step in (("up", -1), ("down", 1)):
        moved = request.POST.get(way, "")
        if moved.isdecimal() and len(moved) < 10 and int(moved) in ids:
            wanted, at = list(ids), ids.index(int(moved))
            wanted.insert(max(at + step, 0), wanted.pop(at))
    return wanted or ids


def _row(row: Any, number: int, lists: dict[str, dict[str, str]]) -> dict[str, Any]:
    calendar = next((one for one in desk.calendars() if one.pk == row.calendar_id), None)
    targets = [(KINDS[kind], span(minutes)) for kind, minutes in selectors.targets_of(row).items()]
    return {
        "id": row.pk,
        "number": number,
        "name": row.name,
        "is_on": row.is_active,
        "is_default": row.is_default,
        "when": forms.said(row.conditions, lists) or (OTHERS if row.is_default else _("Every ticket")),
        "targets": targets,
        "hours": calendar.name if calendar else "",
    }


def _page(
    request: HttpRequest, row: Any, form: Form, status: int = 200, preview_of: Any = None
) -> HttpResponse:
    lists = forms.lists_of(actor_of(request))
    is_plain = row is None or forms.plain(row.conditions) is not None
    context = {
        "page": "sla",
        "policy": row,
        "form": form,
        "lists": {name: options for name, options in lists.items() if options},
        "labels": forms.labels(),
        "written": "" if is_plain else forms.said(row.conditions, lists),
        "calendars": [
            ("", _("The queue's, or the default one")),
            *((str(one.pk), one.name) for one in desk.calendars()),
        ],
        "preview": _preview(preview_of) if preview_of is not None else None,
    }
    return page(request, "sla_policy", context, status)


def _preview(row: Any) -> dict[str, Any] | None:
    """When a ticket that is opened now would be due, and by which hours."""
    now = clock.now()
    if (found := selectors.preview(row, now)) is None:
        return None
    targets = selectors.targets_of(row)
    return {
        "name": row.name,
        "at": now,
        "calendar": found.calendar.name,
        "hours": openings(found.calendar),
        "lines": [
            {"name": KINDS[kind], "target": span(targets[kind]), "due": due}
            for kind, due in found.due.items()
        ],
    }
