"""Which models are asked, in what order: the list, one endpoint, its test. Keys are never shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ai import rules, selectors, services
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, needs

TASKS = {
    "triage": gettext_lazy("Triage"),
    "draft": gettext_lazy("Suggested replies"),
    "summary": gettext_lazy("Summaries"),
    "translation": gettext_lazy("Translation"),
    "embedding": gettext_lazy("Search by meaning"),
}
FIELDS = ("name", "base_url", "region", *(f"model-{task}" for task in TASKS))


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_models(request: HttpRequest) -> HttpResponse:
    """The list; POST order=ids puts it in order, up= or down= moves one, on= or off= switches one."""
    by = actor_of(request)
    rows = selectors.providers(by)
    if request.method == "GET":
        shown = [_row(row, number) for number, row in enumerate(rows, start=1)]
        own = sum(not row.is_platform for row in rows)
        context = {"page": "ai", "rows": shown, "is_full": own >= services.MOST_PROVIDERS}
        return page(request, "ai_models", context)
    for name, is_on in (("on", True), ("off", False)):
        if public_id := request.POST.get(name):
            row = services.switch_provider(selectors.provider(by, public_id), is_on, by=by)
            said = _("“%(name)s” is asked again.") if is_on else _("“%(name)s” is not asked any more.")
            flash(request, said % {"name": row.name})
            return redirect("settings:ai_models")
    services.order_providers(_order(request, [row.public_id for row in rows]), by=by)
    return redirect("settings:ai_models")


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_model_new(request: HttpRequest) -> HttpResponse:
    """An empty form; what is saved is tested at once."""
    if request.method == "GET":
        return _page(request, None, Form(dict.fromkeys(FIELDS, "")))
    return _save(request, None)


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_model(request: HttpRequest, public_id: str) -> HttpResponse:
    """One endpoint; POST action=save|test|remove."""
    by, action = actor_of(request), request.POST.get("action", "save")
    row = selectors.provider(by, public_id)
    if request.method == "GET":
        return _page(request, row, Form(_typed(row)))
    if action == "test":
        services.ask_test(row, by=by)
        return redirect("settings:ai_model", public_id=row.public_id)
    if action == "remove":
        services.remove_provider(row, by=by)
        flash(request, _("“%(name)s” is removed, and its key with it.") % {"name": row.name})
        return redirect("settings:ai_models")
    return _save(request, row)


@needs(rules.POLICY)
@never_cache
@require_GET
def ai_model_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it is doing, alone: asked for while a test is under way."""
    row = selectors.provider(actor_of(request), public_id)
    return fragment(request, "portal/settings/_ai_model_state.html", {"item": _state(row)})


def _save(request: HttpRequest, row: Any) -> HttpResponse:
    form, by = Form.of(request, *FIELDS, "key"), actor_of(request)
    tasks = {task: form[f"model-{task}"] for task in TASKS}
    values = {
        "name": form["name"],
        "base_url": form["base_url"],
        "region": form["region"],
        "key": form["key"],
    }
    form.data["key"] = ""
    try:
        row = services.save_provider(row, values | {"tasks": tasks}, by=by)
    except SAID_IN_FORM as refusal:
        return _page(request, row, form.refused(refusal, {"tasks": "model-triage"}), status_of(refusal))
    flash(request, _("Saved. It is being tested."))
    return redirect("settings:ai_model", public_id=row.public_id)


def _order(request: HttpRequest, ids: list[str]) -> list[str]:
    for way, step in (("up", -1), ("down", 1)):
        moved = request.POST.get(way, "")
        if moved in ids:
            at = ids.index(moved)
            ids.insert(max(at + step, 0), ids.pop(at))
            return ids
    return [one for one in request.POST.get("order", "").split(",") if one] or ids


def _row(row: Any, number: int) -> dict[str, Any]:
    asked = selectors.models_of(row)
    models = [(str(TASKS[task]), asked[task]) for task in TASKS if task in asked]
    return _state(row) | {
        "number": number,
        "is_on": row.is_on,
        "host": row.base_url,
        "region": row.region,
        "models": models,
    }


def _state(row: Any) -> dict[str, Any]:
    """What the chip and the lines under it say."""
    return {
        "id": row.public_id,
        "name": row.name,
        "is_platform": row.is_platform,
        "is_trying": row.asked_at is not None,
        "condition": selectors.condition(row),
        "failures": row.failures,
        "last_error": row.last_error,
        "last_error_at": row.last_error_at,
        "last_success_at": row.last_success_at,
        "tested": row.tested,
    }


def _typed(row: Any) -> dict[str, Any]:
    models = {f"model-{task}": row.tasks.get(task, "") for task in TASKS}
    return {"name": row.name, "base_url": row.base_url, "region": row.region, **models}


def _page(request: HttpRequest, row: Any, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "page": "ai",
        "item": _state(row) if row else None,
        "has_key": bool(row and row.secret),
        "models": _models(row),
        "tasks": [(f"model-{task}", label) for task, label in TASKS.items()],
        "form": form,
    }
    return page(request, "ai_model", context, status)


def _models(row: Any) -> list[tuple[str, str]]:
    """For the platform's endpoint, which is only shown."""
    asked = selectors.models_of(row) if row and row.is_platform else {}
    return [(str(label), asked[task]) for task, label in TASKS.items() if task in asked]
