"""Working time: calendars with their week, time zone and holidays, which service levels count by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.desk import selectors, services
from core.desk.holidays import MOST_BYTES
from core.desk.rules import ARRANGE
from core.desk.week import NotADay, read_day, write_day
from portal.agent.promises import openings
from portal.public.signup import time_zones
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.desk.models import Calendar

DAYS = [f"week-{number}" for number in range(7)]
FIELDS = ("name", "time_zone", "reply_hours", *DAYS)
HOLIDAY = ("date", "holiday", "is_yearly")
SPANS = re.compile(r"\s*[,;]\s*")
DASH = re.compile(r"\s*[-–—]\s*")
NINE_TO_FIVE = "09:00–17:00"


@needs(ARRANGE)
@require_http_methods(["GET"])
def hours(request: HttpRequest) -> HttpResponse:
    """The calendars, the default one first."""
    rows = selectors.calendars()
    queues = [(row.name, row.calendar_id) for row in selectors.queues()]
    shown = [_row(row, [name for name, pk in queues if pk == row.pk]) for row in rows]
    return page(request, "hours", {"calendars": shown, "most": services.MOST_CALENDARS})


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def hours_new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, None, _typed(None))
    return _save(request, None)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def hours_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One calendar; POST action=save|default|remove|holiday|holiday_remove|import."""
    row = selectors.calendar(pk)
    if request.method == "GET":
        return _page(request, row, _typed(row))
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return _save(request, row)
    try:
        return act(request, row)
    except SAID_IN_FORM as refusal:
        form = Form(_typed(row).data | Form.of(request, *HOLIDAY).data | {"file": ""})
        form.refused(refusal, {"name": "holiday", "__all__": "date"})
        return _page(request, row, form, status_of(refusal))


def _save(request: HttpRequest, row: Calendar | None) -> HttpResponse:
    form = Form.of(request, *FIELDS)
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    try:
        saved = services.save_calendar(row, by=actor_of(request), seen=number, **_values(form))
    except SAID_IN_FORM as refusal:
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. Clocks that run are told anew within a minute."))
    return redirect("settings:hours_of", pk=saved.pk)


def _default(request: HttpRequest, row: Calendar) -> HttpResponse:
    services.save_calendar(row, by=actor_of(request), is_default=True)
    flash(request, _("“%(name)s” is the default now.") % {"name": row.name})
    return redirect("settings:hours")


def _remove(request: HttpRequest, row: Calendar) -> HttpResponse:
    services.delete_calendar(row, by=actor_of(request))
    flash(request, _("“%(name)s” is removed. What followed it follows the default one.") % {"name": row.name})
    return redirect("settings:hours")


def _holiday(request: HttpRequest, row: Calendar) -> HttpResponse:
    form = Form.of(request, *HOLIDAY)
    services.add_holiday(
        row, by=actor_of(request), date=form["date"], name=form["holiday"], is_yearly=bool(form["is_yearly"])
    )
    return redirect("settings:hours_of", pk=row.pk)


def _holiday_remove(request: HttpRequest, row: Calendar) -> HttpResponse:
    asked = request.POST.get("holiday", "")
    for one in row.holidays.all():
        if str(one.pk) == asked:
            services.delete_holiday(one, by=actor_of(request))
    return redirect("settings:hours_of", pk=row.pk)


def _import(request: HttpRequest, row: Calendar) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > MOST_BYTES:
        raise Invalid(fields={"file": [_("Choose an iCalendar file (.ics) of at most 500 kB.")]})
    found = services.import_holidays(row, file.read(), by=actor_of(request))
    said = ngettext("%(num)d holiday is added.", "%(num)d holidays are added.", found.added) % {
        "num": found.added
    }
    if found.left_out:
        more = ngettext(
            "%(num)d was over or on the list already.",
            "%(num)d were over or on the list already.",
            found.left_out,
        )
        said = f"{said} {more % {'num': found.left_out}}"
    flash(request, said)
    return redirect("settings:hours_of", pk=row.pk)


ACTS = {
    "default": _default,
    "remove": _remove,
    "holiday": _holiday,
    "holiday_remove": _holiday_remove,
    "import": _import,
}


def _typed(row: Calendar | None) -> Form:
    """The form of a saved calendar, or of a new one: an office."""
    if row is None:
        default = next(iter(selectors.calendars()), None)
        days = {name: NINE_TO_FIVE if number < 5 else "" for number, name in enumerate(DAYS)}
        return Form(
            {"name": "", "time_zone": default.time_zone if default else "UTC", "reply_hours": "8"} | days
        )
    week = {
        name: ", ".join("–".join(pair) for pair in write_day(day))
        for name, day in zip(DAYS, row.week, strict=True)
    }
    return Form({"name": row.name, "time_zone": row.time_zone, "reply_hours": str(row.reply_hours)} | week)


def _values(form: Form) -> dict[str, Any]:
    """What services.save_calendar takes. Invalid with a sentence for each day that is none."""
    week, wrong = [], {}
    for name in DAYS:
        try:
            week.append(read_day(_pairs(form[name])))
        except NotADay as why:
            wrong[name] = [str(why)]
    if not form["reply_hours"].isdecimal() or len(form["reply_hours"]) > 3:
        wrong["reply_hours"] = [_("Between 1 and 400 hours.")]
    if wrong:
        raise Invalid(fields=wrong)
    number = int(form["reply_hours"])
    return {"name": form["name"], "time_zone": form["time_zone"], "reply_hours": number, "week": week}


def _pairs(text: str) -> list[tuple[str, str]]:
    """ "09:00-12:00, 13:00-17:00" as pairs. NotADay."""
    pairs = [DASH.split(part) for part in SPANS.split(text.strip()[:200]) if part]
    if any(len(pair) != 2 for pair in pairs):
        raise NotADay(_("Write hours as 09:00–12:00, 13:00–17:00, or leave the day empty."))
    return [(start, "00:00" if end == "24:00" else end) for start, end in pairs]


def _row(row: Calendar, queues: list[str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "is_default": row.is_default,
        "time_zone": row.time_zone.replace("_", " "),
        "hours": openings(row) or _("never open"),
        "holidays": len(row.holidays.all()),
        "queues": queues,
    }


def _page(request: HttpRequest, row: Calendar | None, form: Form, status: int = 200) -> HttpResponse:
    holidays = list(row.holidays.all()) if row else []
    context = {
        "page": "hours",
        "calendar": row,
        "form": form,
        "time_zones": time_zones(),
        "days": [(name, WEEKDAYS[number]) for number, name in enumerate(DAYS)],
        "holidays": [
            {"id": one.pk, "date": one.date, "name": one.name, "is_yearly": one.is_yearly} for one in holidays
        ],
    }
    return page(request, "calendar", context, status)
