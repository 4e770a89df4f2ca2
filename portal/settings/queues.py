"""Queues: where tickets wait, and what becomes of one that a customer answers after it was closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors, services
from core.desk.rules import ARRANGE
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, flash, needs
from tenants.kernel.errors import NotFound

FIELDS = (
    "name",
    "description",
    "follow_up",
    "grace_days",
    "team",
    "calendar",
    "keeps_owner",
    "shares_drafts",
)
FOLLOW_UP = (
    ("grace", gettext_lazy("Reopens for some days, then a new ticket linked with it")),
    ("reopen", gettext_lazy("Reopens, however long it was solved")),
    ("new", gettext_lazy("Never reopens: always a new ticket linked with it")),
)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def queues(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    if request.method == "GET":
        return _page(
            request,
            Form({"grace_days": "7", "follow_up": "grace", "keeps_owner": "yes", "shares_drafts": "yes"}),
        )
    form = Form.of(request, *FIELDS)
    try:
        services.save_queue(None, by=actor_of(request), **_values(form))
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, _("“%(name)s” is added.") % {"name": form["name"]})
    return redirect("settings:queues")


@needs(ARRANGE)
@require_POST
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one, make it the default, or remove it while no ticket is in it."""
    row = selectors.queue(pk)
    action, by = request.POST.get("action", "save"), actor_of(request)
    try:
        if action == "remove":
            services.delete_queue(row, by=by)
        elif action == "default":
            services.save_queue(row, by=by, is_default=True)
        else:
            services.save_queue(row, by=by, **_values(Form.of(request, *FIELDS)))
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
    else:
        flash(request, _("Removed.") if action == "remove" else _("Saved."))
    return redirect("settings:queues")


def _values(form: Form) -> dict[str, Any]:
    """Raises NotFound for a team or calendar that is not there; the service says what else does not fit."""
    days, team, calendar = form["grace_days"].strip(), form["team"], form["calendar"]
    rows = {str(row.pk): row for row in selectors.teams()} if team else {}
    hours = {str(row.pk): row for row in selectors.calendars()} if calendar else {}
    if (team and team not in rows) or (calendar and calendar not in hours):
        raise NotFound
    return {
        "name": form["name"],
        "description": form["description"],
        "follow_up": form["follow_up"],
        "grace_days": int(days) if days.isdecimal() and len(days) < 4 else 7,
        "team": rows.get(team),
        "calendar": hours.get(calendar),
        "keeps_owner": form["keeps_owner"] == "yes",
        "shares_drafts": form["shares_drafts"] == "yes",
    }


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    calendars = [(row.pk, row.name) for row in selectors.calendars()]
    teams = choices((row.pk, row.name) for row in selectors.teams())
    context = {
        "queues": [_queue(row) for row in selectors.queues()],
        "follow_ups": choices(FOLLOW_UP),
        "teams": [("", _("No team")), *teams],
        "calendars": [("", _("The default hours")), *choices(calendars)],
        "form": form,
    }
    return page(request, "queues", context, status)


def _queue(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "description": row.description,
        "follow_up": row.follow_up,
        "told": dict(FOLLOW_UP).get(row.follow_up, ""),
        "grace_days": row.grace_days,
        "team": str(row.team_id or ""),
        "calendar": str(row.calendar_id or ""),
        "keeps_owner": row.keeps_owner,
        "shares_drafts": row.shares_drafts,
        "is_default": row.is_default,
    }
