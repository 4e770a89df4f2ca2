"""Beginning a replay: what is tried, over how many tickets, for how much, and what that would cost."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ai import rules, selectors, services
from ai.selectors import trials
from core.desk import selectors as desk
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.money import money
from portal.ui.views import flash, fragment, needs
from tenants.kernel.errors import NotFound

MILLION = 1_000_000
NEW = range(1, 4)  # empty lines for categories that are not there yet
KINDS = ("model", "guidance", "categories")
FIELDS = ("provider", "model", "guidance", "size", "cap")


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_replay_new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one kind; POST begins it. Guidance can be used at once: action=use."""
    if kind not in KINDS:
        raise NotFound
    by = actor_of(request)
    if request.method == "GET":
        return _page(request, kind, _first(request, kind), {})
    form, edits = Form.of(request, *FIELDS), _edits(request)
    try:
        if kind == "guidance" and request.POST.get("action") == "use":
            services.set_guidance(form["guidance"], by=by)
            flash(request, _("Saved. Models read with it from the next message on."))
            return redirect("settings:ai_replays")
        wanted = _wanted(form, edits)
        row = services.begin_replay(kind, wanted, size=_number(form["size"]), cap=_cap(form["cap"]), by=by)
    except SAID_IN_FORM as refusal:
        return _page(request, kind, form.refused(refusal), edits, status_of(refusal))
    return redirect("settings:ai_replay", public_id=row.public_id)


@needs(rules.POLICY)
@never_cache
@require_POST
def ai_replay_estimate(request: HttpRequest, kind: str) -> HttpResponse:
    """What it would cost as the form stands, alone. Nothing is begun."""
    form = Form.of(request, *FIELDS)
    try:
        found = trials.estimated(kind, _wanted(form, _edits(request)), _number(form["size"]))
        context: dict[str, Any] = {"estimate": _estimate(found), "refusal": ""}
    except SAID_IN_FORM as refusal:
        told = [str(one) for many in (refusal.data.get("fields") or {}).values() for one in many]
        context = {"estimate": None, "refusal": " ".join(told) or refusal.message}
    return fragment(request, "portal/settings/_ai_replay_estimate.html", context)


def _first(request: HttpRequest, kind: str) -> Form:
    data = {
        "provider": request.GET.get("provider", "")[:24],
        "model": "",
        "size": str(trials.TICKETS),
        "cap": "1",
    }
    return Form(data | {"guidance": selectors.model_settings().guidance if kind == "guidance" else ""})


def _page(
    request: HttpRequest, kind: str, form: Form, edits: dict[str, dict[str, Any]], status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": "ai",
        "kind": kind,
        "form": form,
        "currency": settings.AI_CURRENCY,
        "most": trials.MOST_TICKETS,
        "solved": trials.solved().order_by()[: trials.MOST_TICKETS].count(),
        "live": trials.live(),
    }
    if kind == "model":
        context["providers"] = [*_providers(request), ("local", _("Built-in engine (to compare only)"))]
    if kind == "categories":
        context |= _tree(edits)
    return page(request, "ai_replay_new", context, status)


def _providers(request: HttpRequest) -> list[tuple[str, str]]:
    """Each endpoint with what it is asked for triage now."""
    rows = selectors.providers(actor_of(request))
    return [(row.public_id, f"{row.name} · {_now(row)}") for row in rows]


def _now(row: Any) -> str:
    model = selectors.models_of(row).get("triage")
    if not model:
        return _("not asked for triage")
    return _("asks %(model)s") % {"model": model} if row.is_on else _("switched off")


def _tree(edits: dict[str, dict[str, Any]]) -> dict[str, Any]:
    options = desk.category_options()
    groups = [(one.key, one.name) for one in options if not one.is_leaf]
    names = dict(groups)
    rows = [
        {"key": one.key, "name": one.name, "description": one.description, "remove": False}
        | edits.get(one.key, {})
        | {"was": one.name, "parent": names.get(one.parent or "", ""), "stays": one.key == "other"}
        for one in options
        if one.is_leaf
    ]
    new = [
        {"number": n, "name": "", "description": "", "parent": ""} | edits.get(f"new-{n}", {}) for n in NEW
    ]
    return {"categories": rows, "new": new, "groups": [("", _("No group")), *groups]}


def _edits(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """{key or new-N: what was typed}; a category whose fields did not come is left alone."""
    sent, found = request.POST, dict[str, dict[str, Any]]()
    for one in desk.category_options():
        if f"name-{one.key}" in sent:
            typed = {
                name: sent.get(f"{name}-{one.key}", "").replace("\r\n", "\n")
                for name in ("name", "description")
            }
            found[one.key] = {"key": one.key, **typed, "remove": bool(sent.get(f"remove-{one.key}"))}
    for n in NEW:
        typed = {name: sent.get(f"new-{name}-{n}", "") for name in ("name", "description", "parent")}
        if any(typed[name].strip() for name in ("name", "description")):
            found[f"new-{n}"] = typed
    return found


def _wanted(form: Form, edits: dict[str, dict[str, Any]]) -> dict[str, Any]:
    plain = {name: form[name] for name in ("provider", "model", "guidance")}
    return plain | {"guidance": form["guidance"].replace("\r\n", "\n"), "categories": list(edits.values())}


def _number(text: str) -> int:
    """0, which is refused, for what is no number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _cap(text: str) -> int:
    """In millionths; 0, which is refused, for what is no amount."""
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return 0
    return int(amount * MILLION) if amount.is_finite() and 0 < amount < 10**6 else 0


def _estimate(found: Any) -> dict[str, Any]:
    return {
        "tickets": found.tickets,
        "calls": found.calls,
        "cost": money(found.cost),
        "most": money(found.most),
        "is_priced": found.is_priced,
    }
