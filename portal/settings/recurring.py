"""Tickets that come again and again: the list, one of them with its next dates, and what came of the last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.automation import selectors, services
from core.automation.dates import BadRule, Plan, clean, is_near
from core.automation.rules import ARRANGE
from core.desk import selectors as desk
from portal.agent import paths
from portal.public.signup import time_zones
from portal.settings import recurring_form as forms
from portal.settings import rule_form
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, status_of
from portal.ui.views import flash, fragment, is_htmx, needs
from tenants.kernel import clock
from tenants.kernel.errors import Refused

if TYPE_CHECKING:
    from core.automation.models import Occurrence, Recurrence

NEXT = 5


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def recurring(request: HttpRequest) -> HttpResponse:
    """The list; POST pause=id or go_on=id."""
    if request.method == "POST":
        on = "go_on" in request.POST
        pk = request.POST.get("go_on" if on else "pause", "")
        row = selectors.recurrence(int(pk) if pk.isdecimal() and len(pk) < 10 else 0)
        try:
            services.save_recurrence(row, by=actor_of(request), is_active=on)
        except (*SAID_IN_FORM, Refused) as refusal:
            flash(request, said(refusal), "warning")
        return redirect("settings:recurring")
    rows = list(selectors.recurrences())
    last = selectors.last_of(rows)
    return page(request, "recurring", {"rows": [_shown(row, last.get(row.pk)) for row in rows]})


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def recurrence_new(request: HttpRequest) -> HttpResponse:
    """An empty form; POST do=save, or any change of the form."""
    return _edit(request, None)


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def recurrence(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; POST do=save|remove, or any change of the form."""
    row = selectors.recurrence(pk)
    if request.POST.get("do") == "remove":
        services.delete_recurrence(row, by=actor_of(request))
        flash(request, _("“%(name)s” is removed. The tickets it opened stay.") % {"name": row.name})
        return redirect("settings:recurring")
    return _edit(request, row)


def _edit(request: HttpRequest, row: Recurrence | None) -> HttpResponse:
    if request.method == "GET":
        return _page(request, row, forms.typed(row))
    typed, do, by = forms.sent(request), request.POST.get("do", ""), actor_of(request)
    if do != "save":
        typed.deeds = rule_form.changed_deeds(typed.deeds, do)
        return _page(request, row, typed)
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    try:
        row = services.save_recurrence(row, by=by, seen=number, **forms.values(typed))
    except (*SAID_IN_FORM, Refused) as refusal:
        typed.form.refused(refusal, {"queue_id": "queue"})
        return _page(request, row, typed, status_of(refusal))
    flash(request, _("“%(name)s” is kept.") % {"name": row.name})
    return redirect("settings:recurring")


def _page(request: HttpRequest, row: Recurrence | None, typed: forms.Typed, code: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "one": {"id": row.pk, "name": row.name, "version": row.version} if row else None,
        "form": typed.form,
        "freqs": list(forms.FREQS.items()),
        "days": [(code, forms.weekday(code), code in typed.days) for code in forms.CODES],
        "weekdays": [(code, forms.weekday(code)) for code in forms.CODES],
        "nths": list(forms.NTHS.items()),
        "month_days": [*((str(one), str(one)) for one in range(1, 32)), (forms.LAST_DAY, _("last"))],
        "queues": [("", _("The usual one")), *((str(one.pk), one.name) for one in desk.queues())],
        "time_zones": time_zones(),
        "next": _next(typed),
        "deeds": [one | {"overwrite": None} for one in rule_form.deeds(typed.deeds)],
        "known_deeds": rule_form.known_deeds(),
        "most_deeds": rule_form.MOST_DEEDS,
        "came": [_came(one) for one in selectors.last_dates(row)] if row else [],
        "action": request.get_full_path(),
        "form_id": "recurring-form",
    }
    if is_htmx(request):
        return fragment(request, "portal/settings/_recurring_form.html", context, status=code)
    return page(request, "recurrence", context, code)


def _next(typed: forms.Typed) -> list[str]:
    """The next dates as the form stands, in its time zone; [] while it says nothing that can be kept."""
    values = forms.values(typed)
    zone, starts, at = values["time_zone"], values["starts_on"], values["at"]
    if not (starts and at and is_near(starts, clock.now().date()) and zone in available_timezones()):
        return []
    where = ZoneInfo(zone)
    try:
        plan = Plan(clean(values["rule"]), starts, at, where)
        return [_day(one, where) for one in plan.next(NEXT, clock.now())]
    except (BadRule, OverflowError):  # the latter at the end of the calendar
        return []


def _day(at: datetime, where: ZoneInfo) -> str:
    there = at.astimezone(where)
    return f"{forms.weekday(forms.CODES[there.weekday()])}, {there:%Y-%m-%d %H:%M}"


def _shown(row: Recurrence, last: Occurrence | None) -> dict[str, Any]:
    """One line of the list."""
    return {
        "id": row.pk,
        "name": row.name,
        "said": forms.said(row),
        "zone": row.time_zone,
        "subject": row.subject,
        "queue": row.queue.name if row.queue else "",
        "is_on": row.is_active,
        "next_at": row.next_at,
        "last": _came(last) if last else None,
    }


def _came(one: Occurrence) -> dict[str, Any]:
    return {
        "at": one.at,
        "planned_at": one.planned_at,
        "label": one.ticket.label if one.ticket else "",
        "url": paths.ticket(one.ticket.number) if one.ticket else "",
        "missed": one.missed,
        "why": one.why,
    }
