"""How promises were kept: by week, clock and policy, each number with its tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.sla import selectors
from core.sla.rules import ARRANGE, REPORTS
from portal.agent import paths
from portal.agent.promises import KINDS, span
from portal.settings.frame import actor_of, page
from portal.ui.times import day
from portal.ui.views import needs, page_of

WEEKS = (4, 12, 26, 52)
PAGE = 50
STATES = ("met", "breached")


@needs(REPORTS)
@require_GET
def sla_report(request: HttpRequest) -> HttpResponse:
    """GET /settings/sla/report/?weeks=. One statement of its own."""
    weeks = _number(request.GET.get("weeks", ""))
    weeks = weeks if weeks in WEEKS else WEEKS[1]
    rows = selectors.compliance(actor_of(request), weeks)
    context = {
        "windows": [_window(number, number == weeks) for number in WEEKS],
        "facts": [_fact(kind, [row for row in rows if row.kind == kind], weeks) for kind in KINDS],
        "policies": _by_policy(rows, weeks),
        "weeks": _by_week(rows),
        "may_arrange": actor_of(request).may(ARRANGE),
    }
    return page(request, "sla_report", context)


@needs(REPORTS)
@require_GET
def sla_report_tickets(request: HttpRequest) -> HttpResponse:
    """GET /settings/sla/report/tickets/?kind=&policy=&week=&state=&weeks=: the tickets behind one number."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found = selectors.tickets_behind(
        actor_of(request),
        weeks=_number(request.GET.get("weeks", "")) or max(WEEKS),
        week=_day(request.GET.get("week", "")),
        kind=kind if kind in KINDS else "",
        policy=_number(request.GET.get("policy", "")),
        state=state if state in STATES else "",
    )
    rows, pages = page_of(request, found, PAGE)
    words = {"met": _("Kept"), "breached": _("Missed")}
    title = ": ".join(filter(None, (str(KINDS.get(kind, "")), words.get(state, "")))) or _("Promises")
    shown = [
        {"label": row.label, "subject": row.subject, "url": paths.ticket(row.number), "who": str(row.contact),
         "assignee": row.assignee.name if row.assignee else "", "at": row.last_message_at}
        for row in rows
    ]  # fmt: skip
    context = {
        "page": "sla_report",
        "title": title,
        "rows": shown,
        "back_url": reverse("settings:sla_report"),
    }
    return page(request, "sla_report_tickets", context | pages)


def _fact(kind: str, rows: Sequence[selectors.Row], weeks: int) -> dict[str, Any]:
    """One clock over all weeks and policies."""
    return {"name": KINDS[kind], **_counted(rows), **_urls(weeks, kind=kind)}


def _by_policy(rows: Sequence[selectors.Row], weeks: int) -> list[dict[str, Any]]:
    names = {row.pk: row.name for row in selectors.policies()}
    place = {pk: number for number, pk in enumerate(names)}
    keys = sorted(
        {(row.policy or 0, row.kind) for row in rows},
        key=lambda key: (place.get(key[0], 99), list(KINDS).index(key[1])),
    )
    return [
        {
            "name": names.get(policy, _("Removed policy")),
            "kind": KINDS[kind],
            **_counted([row for row in rows if (row.policy or 0, row.kind) == (policy, kind)]),
            **_urls(weeks, kind=kind, policy=str(policy)),
        }
        for policy, kind in keys
    ]


def _by_week(rows: Sequence[selectors.Row]) -> list[dict[str, Any]]:
    """Of each week its clocks, the newest week first."""
    weeks = sorted({row.week for row in rows}, reverse=True)
    return [
        {
            "day": day(week),
            "cells": [
                {**_counted(found), **_urls(0, kind=kind, week=week.isoformat())}
                if (found := [row for row in rows if (row.week, row.kind) == (week, kind)])
                else None
                for kind in KINDS
            ],
        }
        for week in weeks
    ]


def _counted(rows: Sequence[selectors.Row]) -> dict[str, Any]:
    met, breached = (sum(getattr(row, name) for row in rows) for name in STATES)
    total = met + breached
    took = sum(float(row.worked) * (row.met + row.breached) for row in rows if row.worked is not None)
    weighed = sum(row.met + row.breached for row in rows if row.worked is not None)
    return {
        "met": met,
        "breached": breached,
        "total": total,
        "share": round(100 * met / total) if total else None,
        "took": span(took / weighed) if weighed else "–",
    }


def _urls(weeks: int, **asked: str) -> dict[str, str]:
    base = reverse("settings:sla_report_tickets")
    if weeks:
        asked["weeks"] = str(weeks)
    links = {f"{state}_url": f"{base}?{urlencode(asked | {'state': state})}" for state in STATES}
    return links | {"url": f"{base}?{urlencode(asked)}"}


def _window(weeks: int, on: bool) -> dict[str, Any]:
    return {"name": _("%d weeks") % weeks, "url": f"{reverse('settings:sla_report')}?weeks={weeks}", "on": on}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2200 else None
