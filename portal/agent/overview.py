"""The home of who leads: what is on whose desk, what came and went, and which promises were kept.

Figures come from sums per day; each number opens the tickets it was counted from.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.desk import selectors as desk
from core.reports import selectors as reports
from core.reports.rules import REPORTS
from core.work.timing import SEE
from portal.agent import faces, overview_asked, overview_chart, paths, shell
from portal.agent.change_words import card, counted, percent, shared, took
from portal.agent.overview_asked import Asked
from portal.agent.promises import KINDS
from portal.ui.views import needs, show

Context = dict[str, Any]
BASE = "portal/agent/"


@needs(REPORTS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/overview/?days=|first=&last=&queue=&team=. Six statements of its own."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = overview_asked.read(request.GET)
    found = reports.figures(actor, asked.window, queue=asked.queue, team=asked.team)
    load = reports.workload(actor, queue=asked.queue, team=asked.team)
    solved = reports.solved_by(actor, asked.window, queue=asked.queue, team=asked.team)
    context = {
        "asked": asked.form(),
        "windows": asked.windows(),
        "queues": [("", _("All queues")), *((str(row.pk), row.name) for row in desk.queues())],
        "teams": [("", _("All teams")), *((str(row.pk), row.name) for row in desk.teams())],
        "now": _now(load, asked),
        "cards": _cards(found, asked),
        "chart": overview_chart.of(found),
        "days": _days(found, asked),
        "times": _times(found),
        "clocks": _clocks(found, asked),
        "agents": [_agent(one, solved.get(one.agent, 0), asked) for one in load.agents],
        "hands_out": any(one.capacity is not None for one in load.agents),
        "may_see_time": actor.may(SEE),
        "is_empty": not any((found.now["opened"], found.now["solved"], found.before["opened"])),
    }
    return show(request, f"{BASE}overview.html", shell.around(request, "overview") | context)


def _now(load: reports.Workload, asked: Asked) -> list[Context]:
    """What is true right now."""
    total, nobody, lane = load.total, load.nobody, asked.lane
    active = _("%(active)s of %(all)s colleagues at work") % {"active": load.active, "all": len(load.agents)}
    return [
        card(_("Open"), total["open"], active, paths.listing(**lane)),
        card(_("Waiting for us"), total["needs_reply"], "", paths.listing(awaits_reply="1", **lane)),
        card(_("Overdue"), total["overdue"], "", paths.listing(due="late", **lane)),
        card(_("Nobody holds"), nobody.open, "", paths.listing(assignee="none", **lane))
        | {"oldest_at": nobody.oldest_at},
    ]


def _cards(found: reports.Figures, asked: Asked) -> list[Context]:
    now, before = found.now, found.before
    cards = [
        card(name, now[key], "", asked.behind(key), counted(now[key], before[key], good=good))
        for key, name, good in (("opened", _("New"), ""), ("solved", _("Solved"), "up"))
    ]
    for what, name in (("reply", _("First reply")), ("solve", _("Resolution"))):
        change = counted(now.took(what), before.took(what), good="down")
        cards.append(card(name, took(now.took(what)), _("half are quicker"), "", change))
    change = shared(now.all_kept, before.all_kept)
    return [*cards, card(_("Promises kept"), percent(now.all_kept), "", "", change)]


def _days(found: reports.Figures, asked: Asked) -> list[Context]:
    """The table beside the chart: days on which something happened, the newest first."""
    return [
        {
            "day": day,
            "cells": [
                {"number": sums[key], "url": asked.of_day(day).behind(key)} for key in ("opened", "solved")
            ],
        }
        for day, sums in sorted(found.days.items(), reverse=True)
    ]


def _times(found: reports.Figures) -> list[Context]:
    """Half of them, and nine of ten, were done within; now and before."""
    names = (("reply", _("First reply")), ("solve", _("Resolution")))
    return [
        {
            "name": name,
            "number": found.now["replied" if what == "reply" else "solved"],
            "cells": [
                {"now": took(found.now.took(what, share)), "before": took(found.before.took(what, share))}
                for share in (0.5, 0.9)
            ],
        }
        for what, name in names
    ]


def _clocks(found: reports.Figures, asked: Asked) -> list[Context]:
    return [
        {
            "name": name,
            "met": {"number": found.now[f"{key}_met"], "url": asked.behind(f"{key}_met")},
            "missed": {"number": found.now[f"{key}_missed"], "url": asked.behind(f"{key}_missed")},
            "share": found.now.kept(key),
            "percent": percent(found.now.kept(key)),
            "change": shared(found.now.kept(key), found.before.kept(key)),
        }
        for key, name in KINDS.items()
    ]


def _agent(one: reports.Load, solved: int, asked: Asked) -> Context:
    lane: Context = {"assignee": one.agent, **asked.lane}
    cells = {
        "open": (one.open, paths.listing(**lane)),
        "needs_reply": (one.needs_reply, paths.listing(awaits_reply="1", **lane)),
        "waiting": (one.waiting, paths.listing(status="waiting", **lane)),
        "overdue": (one.overdue, paths.listing(due="late", **lane)),
        "solved": (solved, asked.behind("solved", agent=one.agent)),
    }
    return {
        "name": one.name,
        "face": faces.url(one.agent),
        "is_active": one.is_active,
        "seen_at": one.seen_at,
        "burden": one.burden,
        "capacity": one.capacity,
        **{key: {"number": number, "url": url} for key, (number, url) in cells.items()},
        "feed_url": f"{paths.ACTIVITY}?person={one.agent}",
    }
