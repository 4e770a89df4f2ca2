"""One line of time in a dialog: put otherwise, or taken away. Everybody their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.work.selectors import time as reading
from core.work.services import entries
from core.work.timing import TRACK
from portal.agent import time_words
from portal.agent.dialogs import asked
from portal.ui import surroundings
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.happenings import happen
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel import minutes
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.work.models_time import TimeEntry

FIELD = "%Y-%m-%dT%H:%M"  # what a field of type datetime-local takes
NAMES = ("length", "started_at", "note", "activity")


@needs(TRACK)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/time/ID/: GET the dialog; POST length, started_at, note, activity, billable, or do=remove."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = reading.entry_for(actor, pk)
    if row.person_id != actor.id:
        raise entries.NotYourTime
    zone = ZoneInfo(surroundings.zone_of(request))
    if request.method == "GET":
        return _shown(request, row, Form(_held(row, zone)))
    form = Form.of(request, *NAMES)
    form.data["billable"] = request.POST.get("billable") == "1"
    try:
        said = _done(request, row, form, zone)
    except SAID_IN_FORM as refusal:
        places = {"time.length_invalid": "length", "time.moment_invalid": "started_at"}
        place = places.get(refusal.code, "__all__")
        return _shown(request, row, form.refused(refusal, {"__all__": place}), status_of(refusal))
    if not is_htmx(request):
        return redirect("agent:time")
    response = fragment(request, "portal/agent/_dialog_gone.html")
    return happen(response, {"timer-changed": {}, "toast": {"text": said}})


def _done(request: HttpRequest, row: TimeEntry, form: Form, zone: ZoneInfo) -> str:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.POST.get("do") == "remove":
        entries.delete(row, by=actor)
        return _("Taken away.")
    length, at = minutes.read(form["length"]), _moment(form["started_at"], zone)
    if length is None:
        raise entries.BadLength
    if at is None:
        raise entries.BadMoment
    values: dict[str, Any] = {"note": form["note"], "activity": form["activity"] or None}
    if (length, form["started_at"]) != (row.minutes, _field(row, zone)):
        values |= {
            "minutes": length,
            "started_at": at if form["started_at"] != _field(row, zone) else row.started_at,
        }
    entries.change(row, by=actor, billable=bool(form.data["billable"]), **values)
    return _("Saved.")


def _held(row: TimeEntry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "length": minutes.hours(row.minutes),
        "started_at": _field(row, zone),
        "note": row.note,
        "activity": row.activity,
        "billable": row.billable,
    }


def _field(row: TimeEntry, zone: ZoneInfo) -> str:
    return row.started_at.astimezone(zone).strftime(FIELD)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _shown(request: HttpRequest, row: TimeEntry, form: Form, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    options = time_words.activities()
    if row.activity not in dict(options):
        options.append((row.activity, time_words.activity(row.activity)))
    context = {"form": form, "entry": time_words.entry(row, actor), "activities": options}
    return asked(request, "time_entry", context, status)
