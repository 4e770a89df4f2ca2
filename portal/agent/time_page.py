"""The page of time: a week by its days, one's own or the team's, with what was written down; and as CSV."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts import selectors as accounts
from core.work.selectors import time as reading
from core.work.services import entries
from core.work.timing import FIRST_DAY, LAST_DAY, SEE, TRACK
from portal.agent import shell, time_words
from portal.ui import surroundings
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once_for
from portal.ui.views import flash, needs, show
from tenants import switches
from tenants.kernel import clock, minutes
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.work.models_time import TimeEntry

Context = dict[str, Any]
Sums = dict[tuple[date, int], tuple[int, int]]  # (day, id of the person): minutes, to bill
BASE = "portal/agent/"
ALL = "all"
MOST_ROWS = 1_000  # of a week on the page; sums and the file have all
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one


@needs(TRACK)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """/desk/time/?week=DAY&person=ID|all: GET the week; POST item, text, day writes time down for oneself."""
    form = Form({"item": "", "text": "", "day": ""})
    if request.method == "GET":
        return _shown(request, form)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = Form.of(request, "item", "text", "day")
    try:
        _log(request, actor, form)
    except NotFound:
        form.errors["item"] = [_("There is no such ticket or task. Write T-0042 or TASK-0007.")]
        return _shown(request, form, 422)
    except SAID_IN_FORM as refusal:
        return _shown(request, form.refused(refusal, {"__all__": "text"}), status_of(refusal))
    flash(request, _("Written down."))
    query = {name: request.GET[name] for name in ("week", "person") if request.GET.get(name)}
    return HttpResponse(status=303, headers={"Location": f"{reverse('agent:time')}?{urlencode(query)}"})


@needs(TRACK)
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """/desk/time/csv/?week=&person=: the lines of that week."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    zone, first = _zone(request), _week(request)
    rows = _rows(actor, _whose(request, actor), first, zone)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="time-{first.isoformat()}.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow(["day", "start", "person", "item", "title", "minutes", "billable", "activity", "note"])
    for row in rows:
        at, told = row.started_at.astimezone(zone), time_words.entry(row, actor)
        line = [at.date().isoformat(), f"{at:%H:%M}", told["who"], told["on"], told["title"], row.minutes]
        sheet.writerow(
            [_plain(one) for one in (*line, "yes" if row.billable else "no", told["activity"], row.note)]
        )
    return response


def _log(request: HttpRequest, actor: Actor, form: Form) -> None:
    length, note = time_words.typed(form["text"])
    if length is None:
        raise entries.BadLength
    thing = reading.item_named(actor, form["item"])
    started_at = None
    day, today = _day(form["day"]), clock.now().astimezone(_zone(request)).date()
    if day and day != today:
        started_at = reading.day_start(day, _zone(request)) + timedelta(hours=9)  # nobody said when
    me = accounts.myself(actor)
    said: Context = {"started_at": started_at, "note": note, **thing}
    once_for(request, lambda: str(entries.log(me, length, by=actor, **said).pk))


def _shown(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    zone, first, whose = _zone(request), _week(request), _whose(request, actor)
    today = clock.now().astimezone(zone).date()
    rows = _rows(actor, whose, first, zone)
    sums = _sums(rows, zone)
    shown = [] if whose is None else list(rows[: MOST_ROWS + 1])
    context = {
        "form": form,
        "whose": ALL if whose is None else whose,
        "is_mine": whose == actor.id,
        "people": _people(actor),
        "week": {
            "first": first,
            "last": first + timedelta(days=6),
            "is_now": first <= today < first + timedelta(days=7),
        },
        "total": minutes.hours(sum(length for length, _billed in sums.values())),
        "billable": minutes.hours(sum(billed for _length, billed in sums.values())),
        "days": [] if whose is None else _days(shown[:MOST_ROWS], sums, first, today, zone, actor),
        "most": MOST_ROWS if len(shown) > MOST_ROWS else None,
        "team": _team(sums, first) if whose is None else None,
        "weekdays": [str(WEEKDAYS_ABBR[number]) for number in range(7)],
        "urls": _urls(request, first, whose, actor),
        "today": today,
        "is_asked": switches.is_on(switches.SUMMARIES),
    }
    return show(request, f"{BASE}time.html", shell.around(request, "time") | context, status)


def _sums(rows: QuerySet[TimeEntry], zone: ZoneInfo) -> Sums:
    """Of all there is, timers that run until now."""
    found: dict[tuple[date, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    found |= {one.key: (one.minutes, one.billable) for one in reading.by_day(rows, zone)}
    for row in rows.filter(ended_at=None):
        key, length = (row.started_at.astimezone(zone).date(), row.person_id), _minutes(row)
        counted, billed = found[key]
        found[key] = counted + length, billed + (length if row.billable else 0)
    return found


def _days(
    rows: list[TimeEntry], sums: Sums, first: date, today: date, zone: ZoneInfo, actor: Actor
) -> list[Context]:
    """Seven of them of one person, the newest first; days to come are left out of this week."""
    totals = {day: length for (day, _person), (length, _billed) in sums.items()}
    lines = defaultdict(list)
    for row in rows:
        lines[row.started_at.astimezone(zone).date()].append(row)
    days = [first + timedelta(days=number) for number in range(7)]
    return [
        {
            "day": day,
            "is_today": day == today,
            "total": minutes.hours(totals[day]) if day in totals else "",
            "rows": [time_words.entry(row, actor) for row in lines[day]],
        }
        for day in reversed(days)
        if day <= today or day in totals
    ]


def _team(sums: Sums, first: date) -> list[Context]:
    """A line for each colleague: minutes of each day, and in all."""
    cells: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for (day, person), (length, _billed) in sums.items():
        cells[person][day] += length
    names = accounts.names_of(cells) if cells else {}
    days = [first + timedelta(days=number) for number in range(7)]
    found: list[Context] = [
        {
            "name": names.get(person, ""),
            "url": f"{reverse('agent:time')}?{urlencode({'week': first.isoformat(), 'person': str(person)})}",
            "cells": [minutes.hours(each[day]) if each.get(day) else "" for day in days],
            "minutes": sum(each.values()),
            "total": minutes.hours(sum(each.values())),
        }
        for person, each in cells.items()
    ]
    return sorted(found, key=lambda one: -one["minutes"])


def _urls(request: HttpRequest, first: date, whose: int | None, actor: Actor) -> Context:
    person: dict[str, int | str] = {} if whose == actor.id else {"person": ALL if whose is None else whose}

    def week(day: date) -> str:
        return f"{reverse('agent:time')}?{urlencode({'week': day.isoformat(), **person})}"

    return {
        "before": week(first - timedelta(days=7)),
        "after": week(first + timedelta(days=7)),
        "now": f"{reverse('agent:time')}?{urlencode(person)}" if person else reverse("agent:time"),
        "csv": f"{reverse('agent:time_csv')}?{urlencode({'week': first.isoformat(), **person})}",
        "here": week(first),
    }


def _people(actor: Actor) -> list[tuple[str, str]]:
    """Whose time may be looked at; nothing for who sees their own alone."""
    if not actor.may(SEE):
        return []
    rows = accounts.people(actor).filter(is_active=True).values_list("pk", "name")
    others = [(str(pk), name) for pk, name in rows if pk != actor.id]
    return [(str(actor.id), _("My time")), (ALL, _("Everybody")), *others]


def _rows(actor: Actor, whose: int | None, first: date, zone: ZoneInfo) -> QuerySet[TimeEntry]:
    rows = reading.between(reading.visible(actor), first, first + timedelta(days=6), zone)
    rows = rows.filter(person=whose) if whose is not None else rows
    return rows.select_related(*reading.WITH).order_by("-started_at", "-pk")


def _whose(request: HttpRequest, actor: Actor) -> int | None:
    """Id of the person; None for everybody. Raises Refused."""
    asked = request.GET.get("person", "")
    if asked in ("", str(actor.id)):
        return actor.id
    if not actor.may(SEE):
        raise Refused(permission=SEE)
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def _week(request: HttpRequest) -> date:
    return time_words.monday(request.GET.get("week", ""), clock.now().astimezone(_zone(request)).date())


def _zone(request: HttpRequest) -> ZoneInfo:
    return ZoneInfo(surroundings.zone_of(request))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return min(max(day, FIRST_DAY), LAST_DAY)


def _minutes(row: TimeEntry) -> int:
    return time_words.length(row.started_at) if row.is_running else row.minutes


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
