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
from portal.agent.codes import status_row
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.settings.keys import key_of
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
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
    """POST action=save|default|hide|show|remove|up|down."""
    row = next((one for one in desk.statuses(hidden=True) if one.pk == pk), None)
    if row is None:
        raise NotFound
    action, by = request.POST.get("action", "save"), actor_of(request)
    try:
        if action == "remove":
            services.delete_status(row, by=by)
        elif action in ("up", "down"):
            _move(row, -1 if action == "up" else 1, by)
        else:
            plain = {
                "default": {"is_default": True},
                "hide": {"is_hidden": True},
                "show": {"is_hidden": False},
            }
            values = plain.get(action) or Form.of(request, *FIELDS).data
            services.save_status(row, by=by, **values)
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
    else:
        flash(request, _("Removed.") if action == "remove" else _("Saved."))
    return redirect("settings:statuses")


def _move(row: Any, by_one: int, by: Any) -> None:
    """One place among those of its category, which are numbered anew."""
    rows = [one for one in desk.statuses(hidden=True) if one.category == row.category]
    places = sorted(one.position for one in rows)
    at = rows.index(row)
    to = at + by_one
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    if len(set(places)) < len(places):
        places = list(range(places[0], places[0] + len(places)))
    for one, place in zip(rows, places, strict=True):
        services.save_status(one, by=by, position=place)


def _page(request: HttpRequest, form: Form, code: int = 200) -> HttpResponse:
    rows = desk.statuses(hidden=True)
    held = tickets.standing(row.pk for row in rows)
    groups = [
        {"name": name, "rows": [_row(row, held) for row in rows if row.category == key]}
        for key, name in (*CATEGORIES.items(), *SYSTEM.items())
    ]
    context = {
        "groups": groups,
        "form": form,
        "categories": list(CATEGORIES.items()),
        "clocks": list(CLOCKS.items()),
    }
    return page(request, "statuses", context, code)


def _row(row: Any, held: dict[int, int]) -> dict[str, Any]:
    names = ("label", "customer_label", "sla_mode", "is_default", "is_hidden", "key")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "kind": status_row(row)["kind"],
        "said": _(row.label),
        "customers": _(row.customer_label) if row.customer_label else "",
        "clock": CLOCKS[row.sla_mode],
        "held": held.get(row.pk, 0),
    }
