"""Small parts of other pages that load by themselves: one's own day at home, the team's in the overview."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.accounts import selectors as accounts
from core.work.selectors import days
from core.work.selectors import time as reading
from core.work.timing import SEE, TRACK
from portal.agent import time_words
from portal.ui import surroundings
from portal.ui.views import fragment, needs
from tenants.kernel import clock, minutes
from tenants.kernel.actor import Actor

BASE = "portal/agent/"
SHOWN = 5


@needs(TRACK)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """GET /desk/time/today/: what one has counted today, and the timer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    zone = ZoneInfo(surroundings.zone_of(request))
    today = clock.now().astimezone(zone).date()
    rows = reading.between(reading.visible(actor).filter(person=actor.id), today, today, zone)
    found = list(rows.select_related(*reading.WITH).order_by("-started_at", "-pk"))
    counted = sum(time_words.length(row.started_at) if row.is_running else row.minutes for row in found)
    context = {
        "total": minutes.hours(counted),
        "rows": [time_words.entry(row, actor) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "timer": time_words.timer(actor),
        "is_evening": days.is_asked() and clock.now().astimezone(zone).hour >= reading.rules().summary_hour,
        "is_asked": days.is_asked(),
    }
    return fragment(request, f"{BASE}_time_today.html", context)


@needs(SEE)
@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """GET /desk/time/team/: timers that run, and the minutes of the last seven days by colleague."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    zone = ZoneInfo(surroundings.zone_of(request))
    today = clock.now().astimezone(zone).date()
    rows = reading.between(reading.visible(actor), today - timedelta(days=6), today, zone)
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in reading.by_day(rows, zone):
        day, person = one.key
        total = totals[person]
        total[0] += one.minutes if day == today else 0
        total[1] += one.minutes
        total[2] += one.billable
    names = accounts.names_of(totals) if totals else {}
    people = [
        {
            "name": names.get(pk, ""),
            "today": _hours(day),
            "week": _hours(week),
            "billable": _hours(billed),
            "sort": week,
        }
        for pk, (day, week, billed) in totals.items()
    ]
    context = {
        "running": [time_words.running(row) for row in reading.all_running(actor)],
        "people": sorted(people, key=lambda one: (-int(str(one["sort"])), str(one["name"]))),
    }
    return fragment(request, f"{BASE}_time_team.html", context)


def _hours(count: int) -> str:
    return minutes.hours(count) if count else "–"
