"""Channels of the team in Slack, Teams and their like: named, tried, switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors as desk
from core.notifications import selectors, services, words
from core.notifications.rules import ARRANGE, HOOKED
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

if TYPE_CHECKING:
    from core.notifications.models import Hook, HookCall

FIELDS = ("name", "format", "queue", "url", "secret", "template")
USUAL = ["new", "breach"]
SHOWN = 10  # deliveries to a program


@needs(ARRANGE)
@sensitive_post_parameters("url", "secret")
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """GET shows all; POST names a new one."""
    if request.method == "GET":
        return _page(request)
    form = _typed(request)
    try:
        services.save_hook(None, by=actor_of(request), **_values(form))
    except SAID_IN_FORM as refusal:
        return _page(request, {0: form.refused(refusal)}, status_of(refusal))
    flash(request, _("The channel is kept. Try it, to be sure."))
    return redirect("settings:channels")


@needs(ARRANGE)
@sensitive_post_parameters("url", "secret")
@require_POST
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """POST action=save|try|remove, or again=id of what a program was sent."""
    by, action = actor_of(request), request.POST.get("action")
    row = selectors.hook(by, pk)
    if again := request.POST.get("again", ""):
        number = int(again) if again.isascii() and again.isdecimal() and len(again) < 16 else 0
        services.redeliver(selectors.call_of(row, number), by=by)
        flash(
            request,
            _("Sent once more. What came of it stands here in a moment; load the page again."),
            "info",
        )
    elif action == "try":
        services.try_hook(row, by=by)
        flash(request, _("Sent. What came of it stands here in a moment; load the page again."), "info")
    elif action == "remove":
        services.delete_hook(row, by=by)
        flash(request, _("The channel is gone."), "info")
    else:
        form = _typed(request)
        try:
            services.save_hook(row, by=by, **_values(form))
        except SAID_IN_FORM as refusal:
            return _page(request, {pk: form.refused(refusal)}, status_of(refusal))
        flash(request, _("Saved."))
    return redirect("settings:channels")


def _typed(request: HttpRequest) -> Form:
    form = Form.of(request, *FIELDS)
    form.data |= {"events": request.POST.getlist("events"), "is_active": request.POST.get("is_active") == "1"}
    return form


def _values(form: Form) -> dict[str, Any]:
    chosen = form["queue"]
    is_queue = chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
    return {
        "name": form["name"],
        "form": form["format"],
        "url": form["url"],
        "secret": form["secret"],
        "template": form["template"],
        "queue": desk.queue(int(chosen)) if is_queue else None,
        "events": form.data["events"],
        "is_active": form.data["is_active"],
    }


def _page(request: HttpRequest, typed: dict[int, Form] | None = None, status: int = 200) -> HttpResponse:
    typed = typed or {}
    blank = Form(
        {"name": "", "format": "slack", "queue": "", "url": "", "secret": "", "template": ""}
        | {"events": USUAL, "is_active": True}
    )
    rows = list(selectors.hooks(actor_of(request)))
    calls = selectors.latest_calls([row for row in rows if row.format == row.Format.JSON], SHOWN)
    context = {
        "channels": [_row(row, typed.get(row.pk), calls.get(row.pk, [])) for row in rows],
        "new": typed.get(0) or blank,
        "formats": [
            ("slack", _("Slack, Mattermost, Rocket.Chat")),
            ("teams", "Microsoft Teams"),
            ("json", _("A program of yours: signed JSON")),
        ],
        "queues": [("", _("All queues")), *((str(row.pk), row.name) for row in desk.queues())],
        "events": [(kind, str(words.NAMES[kind])) for kind in HOOKED],
    }
    return page(request, "channels", context, status)


def _call(one: HookCall) -> dict[str, Any]:
    return {
        "id": one.pk,
        "at": one.ended_at or one.run_at,
        "is_open": one.ended_at is None,
        "is_taken": one.is_taken,
        "said": one.said,
        "attempts": one.attempts,
        "body": one.body[:2_000],
    }


def _row(row: Hook, form: Form | None, calls: list[HookCall]) -> dict[str, Any]:
    queue = str(row.queue_id or "")
    kept = {"name": row.name, "format": row.format, "queue": queue, "url": "", "events": row.events}
    kept |= {"secret": "", "template": row.template}
    return {
        "id": row.pk,
        "name": row.name,
        "host": row.host,
        "queue": row.queue.name if row.queue else None,
        "is_active": row.is_active,
        "last_error": row.last_error,
        "last_ok_at": row.last_ok_at,
        "calls": [_call(one) for one in calls],
        "form": form or Form(kept | {"is_active": row.is_active}),
        "open": form is not None,
    }
