"""The organization's own fields of tickets: their order, one field with its options and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk import selectors, services
from core.desk.rules import ARRANGE
from core.tickets.selectors.own_fields import held_counts
from portal.settings import field_form as forms
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from portal.ui.words import language_name
from tenants.kernel.errors import Conflict

if TYPE_CHECKING:
    from core.desk.models import Field


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest) -> HttpResponse:
    """The list; POST order=keys puts it in order, up= or down= moves one."""
    rows = selectors.fields(hidden=True)
    if request.method == "POST":
        services.order_fields(_order(request, [row.key for row in rows]), by=actor_of(request))
        return redirect("settings:fields")
    counts = held_counts() if rows else {}
    words = {value: words for _group, pairs in forms.things(None) for value, words in pairs} if rows else {}
    shown = [_row(row, counts.get(row.key, 0), words, number) for number, row in enumerate(rows, start=1)]
    return page(request, "fields", {"fields": shown, "most": services.FIELD_LIMIT})


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def field_new(request: HttpRequest) -> HttpResponse:
    """An empty form; the saved field is shown, for its options and rules."""
    return _edit(request, None)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, key: str) -> HttpResponse:
    """One field; POST action=save|hide|show|remove."""
    return _edit(request, selectors.field(key))


def _edit(request: HttpRequest, row: Field | None) -> HttpResponse:
    by, action = actor_of(request), request.POST.get("action", "save")
    if request.method == "GET":
        return _page(request, row, forms.typed(row))
    if row is not None and action in QUICK:
        return QUICK[action](request, row)
    form = forms.sent(request)
    version = form["version"]
    seen = int(version) if row and version.isdecimal() and len(version) < 10 else None
    try:
        saved = services.save_field(row, by=by, seen=seen, **forms.values(form, row))
    except SAID_IN_FORM as refusal:
        names = {} if row else {"key": "key"}
        return _page(request, row, form.refused(refusal, names), status_of(refusal))
    flash(request, _("“%(name)s” is saved.") % {"name": saved.label})
    return redirect("settings:field", key=saved.key)


def _hide(request: HttpRequest, row: Field) -> HttpResponse:
    saved = services.save_field(row, by=actor_of(request), is_hidden=not row.is_hidden)
    hidden, back = _("“%(name)s” is hidden; tickets keep what they hold."), _("“%(name)s” is back.")
    said = hidden if saved.is_hidden else back
    flash(request, said % {"name": saved.label})
    return redirect("settings:fields")


def _remove(request: HttpRequest, row: Field) -> HttpResponse:
    try:
        services.delete_field(row, by=actor_of(request))
    except Conflict as refusal:
        flash(request, refusal.message, "error")
    else:
        flash(request, _("“%(name)s” is removed.") % {"name": row.label})
    return redirect("settings:fields")


QUICK = {"hide": _hide, "remove": _remove}


def _order(request: HttpRequest, keys: list[str]) -> list[str]:
    wanted = request.POST.get("order", "").split(",")
    for way, step in (("up", -1), ("down", 1)):
        if (moved := request.POST.get(way, "")) in keys:
            wanted, at = list(keys), keys.index(moved)
            wanted.insert(max(at + step, 0), wanted.pop(at))
    return [key for key in wanted if key in keys] or keys


def _row(row: Field, tickets: int, words: dict[str, str], number: int) -> dict[str, Any]:
    return {
        "key": row.key,
        "number": number,
        "label": row.label,
        "kind": forms.KINDS[row.kind],
        "options": len(row.options),
        "rules": [forms.told(rule, words) for rule in row.rules],
        "is_hidden": row.is_hidden,
        "customer_asks": row.customer_asks,
        "customer_sees": row.customer_sees,
        "tickets": tickets,
    }


def _page(request: HttpRequest, row: Field | None, form: Form, status: int = 200) -> HttpResponse:
    things = forms.things(row)
    known = {value for _group, pairs in things for value, _words in pairs}
    named = [one["thing"] for rule in form.data["rules"] for one in rule["rows"] if one["thing"]]
    context = {
        "page": "fields",
        "row": row,
        "tickets": held_counts().get(row.key, 0) if row else 0,
        "form": form,
        "kinds": list(forms.KINDS.items()),
        "effects": [("", _("No rule")), *forms.EFFECTS.items()],
        "times": list(forms.TIMES.items()),
        "things": things,
        "others": sorted(set(named) - known),
        "languages": [(code, language_name(code)) for code in forms.others()],
    }
    return page(request, "field", context, status)
