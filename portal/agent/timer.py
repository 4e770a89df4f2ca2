"""The timer: in the head of every page, and beside what it is on, with what was counted there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.work.selectors import time as reading
from core.work.services import entries, timers
from core.work.timing import SEE, TRACK
from portal.agent import time_words
from portal.ui.happenings import happen
from portal.ui.once import once_for
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel import minutes
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound

BASE = "portal/agent/"
MOVED = "timer-changed"
Context = dict[str, Any]


@needs(TRACK)
@require_http_methods(["GET", "POST"])
def chip(request: HttpRequest) -> HttpResponse:
    """/desk/time/timer/: GET the chip; POST do=stop|now|asked|keep|back (entry) ends it, or lets it go on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        return _chip(request)
    said: Context = {}
    try:
        said = _done(request, actor, request.POST.get("do") or request.GET.get("do", ""))
    except timers.TimerRanLong as refusal:
        return _long(request, refusal)
    except (Conflict, NotFound) as refusal:
        said = {"text": refusal.message}
    if not is_htmx(request):
        return redirect("agent:time")
    return happen(_chip(request), {MOVED: {}, **({"toast": said} if said else {})})


def _done(request: HttpRequest, actor: Actor, do: str) -> Context:
    """What the toast says."""
    me = accounts.myself(actor)
    if do in ("stop", "now", "asked"):
        row = timers.stop(me, by=actor, until="" if do == "stop" else do)
        return {"text": _("%(length)s counted.") % {"length": minutes.hours(row.minutes)}} | _back(row.pk)
    if do == "keep":
        timers.confirm(me, by=actor)
        return {"text": _("The timer goes on.")}
    if do == "back" and (pk := request.POST.get("told", "")).isdecimal() and len(pk) < 18:
        timers.go_on(reading.entry_for(actor, int(pk)), by=actor)
        return {"text": _("The timer runs as before.")}
    raise Invalid


def _back(pk: int) -> Context:
    """Undoing of a stop, as toasts take it."""
    return {"undo": {"url": f"{reverse('agent:timer')}?do=back", "told": str(pk), "ticket": 0}}


@needs(TRACK)
@require_http_methods(["GET", "POST"])
def on(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """/desk/time/on/ticket|task/N/: GET what was spent there; POST do=start, or text such as "25m call"."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    thing = _thing(actor, kind, number)
    if request.method == "GET":
        return _on(request, kind, thing)
    me, given = accounts.myself(actor), {kind: thing}
    if request.POST.get("do") == "start":
        running, stopped = timers.start(me, by=actor, **given)
        response = _on(request, kind, thing)
        return happen(response, {MOVED: {}, "toast": _started(running, stopped)})
    length, note = time_words.typed(request.POST.get("text", ""))
    try:
        if length is None:
            raise entries.BadLength
        whole = length
        once_for(request, lambda: str(entries.log(me, whole, by=actor, note=note, **given).pk))
    except Invalid as refusal:
        return _on(request, kind, thing, error=refusal.message, text=request.POST.get("text", "")[:500])
    said = _("%(length)s counted.") % {"length": minutes.hours(whole)}
    return happen(_on(request, kind, thing, is_adding=True), {MOVED: {}, "toast": {"text": said}})


def _started(running: Any, stopped: Any) -> Context:
    if stopped is None:
        return {"text": _("The timer runs on %(label)s.") % {"label": _label(running)}}
    said = _("The timer runs on %(label)s. %(length)s counted on %(other)s.") % {
        "label": _label(running),
        "length": minutes.hours(stopped.minutes),
        "other": _label(stopped),
    }
    return {"text": said} | _back(stopped.pk)


def _label(row: Any) -> str:
    return str((row.ticket or row.task).label)


def _thing(actor: Actor, kind: str, number: int) -> Any:
    """The ticket or task, as those may see it who ask. Raises NotFound."""
    return reading.thing_for(actor, kind, number)


def _chip(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return fragment(request, f"{BASE}_timer.html", {"timer": time_words.timer(actor)})


def _long(request: HttpRequest, refusal: timers.TimerRanLong) -> HttpResponse:
    """It asks whether all of it counts, as a dialog."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = {
        "timer": time_words.timer(actor),
        "all": minutes.hours(refusal.data["all"]),
        "asked": minutes.hours(refusal.data["minutes"]),
    }
    if not is_htmx(request):
        return redirect("agent:time")
    response = fragment(request, f"{BASE}_timer_long.html", told)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialogs", "innerHTML"
    return response


def _on(request: HttpRequest, kind: str, thing: Any, **more: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    spent = reading.spent_on(actor, thing)
    mine = reading.running_of(actor.id)
    estimate = thing.estimated_minutes if kind == "ticket" else thing.estimate
    rows = reading.entries_on(actor, thing)
    context = {
        "time": {
            "kind": kind,
            "number": thing.number,
            "here": reverse("agent:time_on", args=[kind, thing.number]),
            "spent": spent.total,
            "spent_words": minutes.hours(spent.total),
            "estimate": estimate,
            "estimate_words": minutes.hours(estimate) if estimate else "",
            "is_over": bool(estimate and spent.total > estimate),
            "billable": minutes.hours(spent.billable) if spent.billable else "",
            "running": time_words.running(mine)
            if mine and (mine.kind, mine.thing) == (kind, thing.pk)
            else None,
            "rows": [time_words.entry(row, actor) for row in rows],
            "sees_all": actor.may(SEE),
            **more,
        }
    }
    return fragment(request, f"{BASE}_time_on.html", context)
