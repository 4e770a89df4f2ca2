"""Statuses: what people and customers call the states of a ticket, in categories that stay as they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors as desk
from core.desk import services
from core.desk.rules import ARRANGE
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE, MOST_CHANGED
from core.tickets.services import bulk
from portal.agent.codes import status_row
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.settings.keys import key_of
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel import ids
from tenants.kernel.errors import NotFound

FIELDS = ("label", "customer_label", "sla_mode")
CATEGORIES = {
    "new": gettext_lazy("New"),
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Waiting on customer"),
    "on_hold": gettext_lazy("On hold"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
}
SYSTEM = {"merged": gettext_lazy("Merged"), "spam": gettext_lazy("Spam")}  # nobody adds to these
CLOCKS = {
    "run": gettext_lazy("Promises run"),
    "pause": gettext_lazy("Promises are paused"),
    "stop": gettext_lazy("Promises stop"),
}


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def statuses(request: HttpRequest) -> HttpResponse:
    """The list by category; POST label, customer_label, category, sla_mode adds one."""
    if request.method == "GET":
        return _page(request, Form({"category": "open", "sla_mode": "run"}))
    form, rows = Form.of(request, *FIELDS, "category"), desk.statuses(hidden=True)
    if form["category"] not in CATEGORIES:
        form.data["category"] = "open"
    values: dict[str, Any] = {name: form[name] for name in (*FIELDS, "category")}
    values |= {
        "key": key_of(form["label"], {row.key for row in rows}),
        "position": max((row.position for row in rows), default=0) + 1,
    }
    try:
        services.save_status(None, by=actor_of(request), **values)
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal, {"key": "label"}), status_of(refusal))
    flash(request, _("“%(name)s” is added.") % {"name": form["label"]})
    return redirect("settings:statuses")


@needs(ARRANGE)
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """POST action=save|default|hide|show|remove|up|down; empty: its tickets get the status `to`."""
    row = next((one for one in desk.statuses(hidden=True) if one.pk == pk), None)
    if row is None:
        raise NotFound
    action, by = request.POST.get("action", "save"), actor_of(request)
    try:
        if action == "remove":
            services.delete_status(row, by=by)
        elif action in ("up", "down"):
            services.move_status(row, -1 if action == "up" else 1, by=by)
        elif action == "empty":
            return _emptied(request, row)
        else:
            plain = {
                "default": {"is_default": True},
                "hide": {"is_hidden": True},
                "show": {"is_hidden": False},
            }
            values = plain.get(action) or _changed(request)
            services.save_status(row, by=by, **values)
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
    else:
        flash(request, _("Removed.") if action == "remove" else _("Saved."))
    return redirect("settings:statuses")


def _emptied(request: HttpRequest, row: Any) -> HttpResponse:
    """Workers give its tickets another status, one transaction each; the page of that says how far it is."""
    by, wanted = actor_of(request), request.POST.get("to")
    to = next((one for one in _targets(row) if one.key == wanted), None)
    if to is None:
        raise NotFound
    numbers, are_more = tickets.standing_in(by, row.pk, MOST_CHANGED)
    begun = bulk.start({"status": to.key}, by=by, numbers=numbers, key=request.POST.get("key", ""))
    if are_more:
        words = _("These are the first %(number)d of them. Move the others once it is done.")
        flash(request, words % {"number": len(numbers)})
    return redirect("agent:bulk_change", begun.pk)


def _targets(row: Any) -> list[Any]:
    """What its tickets may become; on hold asks of each what it waits for."""
    kinds = CATEGORIES.keys() - {"on_hold"}
    return [one for one in desk.statuses() if one.pk != row.pk and one.category in kinds]


def _may_end(row: Any) -> bool:
    """What the desk itself writes is never without tickets for long."""
    return not row.is_default and row.category in CATEGORIES


def _changed(request: HttpRequest) -> dict[str, Any]:
    """What was typed over: what a colleague changed since the page was drawn stays as they left it."""
    given = request.POST
    return {name: given[name] for name in FIELDS if name in given and given[name] != given.get(f"was-{name}")}


def _page(request: HttpRequest, form: Form, code: int = 200) -> HttpResponse:
    rows = desk.statuses(hidden=True)
    held = tickets.standing(row.pk for row in rows)
    may_move = actor_of(request).may(CHANGE)
    groups = [
        {"name": name, "rows": [_row(row, held, may_move) for row in rows if row.category == key]}
        for key, name in (*CATEGORIES.items(), *SYSTEM.items())
    ]
    context = {
        "groups": groups,
        "form": form,
        "categories": list(CATEGORIES.items()),
        "clocks": list(CLOCKS.items()),
        "key": ids.public_id(),
    }
    return page(request, "statuses", context, code)


def _row(row: Any, held: dict[int, int], may_move: bool) -> dict[str, Any]:
    names = ("label", "customer_label", "sla_mode", "is_default", "is_hidden", "key")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "kind": status_row(row)["kind"],
        "said": _(row.label),
        "customers": _(row.customer_label) if row.customer_label else "",
        "clock": CLOCKS[row.sla_mode],
        "held": held.get(row.pk, 0),
        "targets": [(one.key, _(one.label)) for one in _targets(row)] if may_move and _may_end(row) else [],
    }
