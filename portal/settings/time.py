"""How time is kept: activities, when a timer asks, and whether people tell how their day was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk.rules import ARRANGE
from core.work.selectors import time as reading
from core.work.services import days
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants import switches

NAMES = ("activities", "idle_hours", "summary_hour", "version")
NO_NUMBER = 99  # what is no number at all is refused as this one is


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def time(request: HttpRequest) -> HttpResponse:
    """/settings/time/: POST activities (one a line), idle_hours, summary_hour, version."""
    rules = reading.rules()
    if request.method == "GET":
        held = {
            "activities": "\n".join(_(one["label"]) for one in rules.activities),
            "idle_hours": str(rules.idle_hours),
            "summary_hour": str(rules.summary_hour),
            "version": str(rules.version),
        }
        return _page(request, Form(held))
    form = Form.of(request, *NAMES)
    try:
        days.save_rules(
            by=actor_of(request),
            seen=int(form["version"]) if form["version"].isdecimal() and len(form["version"]) < 10 else None,
            activities=_named(form["activities"], rules.activities),
            idle_hours=_number(form["idle_hours"]),
            summary_hour=_number(form["summary_hour"]),
        )
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:time")


def _named(text: str, held: list[dict[str, str]]) -> list[str]:
    """A line each. What stood there in the reader's language is still the one it was."""
    ours = {_(one["label"]): one["label"] for one in held}
    return [ours.get(line.strip(), line) for line in text.splitlines()[:100]]


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 3 else NO_NUMBER


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    hours = [(str(hour), f"{hour:02}:00") for hour in range(24)]
    return page(
        request,
        "time",
        {"form": form, "hours": hours, "is_asked": switches.is_on(switches.SUMMARIES)},
        status,
    )
