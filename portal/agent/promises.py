"""What a ticket is promised, in words: its clocks, and why each is due when it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.desk import selectors as desk
from core.desk.week import said
from core.sla import selectors as sla
from core.sla.rules import VIEW
from core.tickets import selectors as tickets
from portal.ui.views import fragment, needs
from tenants.kernel.clock import now

if TYPE_CHECKING:
    from core.desk.models import Calendar
    from core.sla.selectors import Shown
    from core.tickets.models import Ticket

Context = dict[str, Any]
KINDS = {
    "first": gettext_lazy("First reply"),
    "next": gettext_lazy("Next reply"),
    "resolution": gettext_lazy("Resolution"),
}
STATES = {
    "running": ("timer", gettext_lazy("Running")),
    "paused": ("pause", gettext_lazy("Paused")),
    "met": ("circle-check", gettext_lazy("Met")),
    "breached": ("clock-alert", gettext_lazy("Missed")),
    "cancelled": ("ban", gettext_lazy("Not counted")),
}
HURRY = 75  # percent of the time that is gone: from here on a clock is coloured


@needs(VIEW)
@require_GET
def why(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/why/: the dialog that tells how each clock came to its due time."""
    row = tickets.ticket_for(request.actor, number)  # type: ignore[attr-defined]
    shown = sla.clocks_of(row)
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "clocks": [{**clock(one), "lines": _lines(one), "hours": hours_of(one.calendar)} for one in shown],
    }
    return fragment(request, "portal/agent/_why_due.html", context)


def of(row: Ticket) -> list[Context]:
    """`clocks` of _clocks.html: those that still say something, each once, and what people set. One query."""
    found = sla.clocks_of(row)
    by_hand = next((one.by_hand for one in found), None)
    shown = [clock(one) for one in found if one.clock.state != "cancelled"]
    return shown + ([_day_set(by_hand)] if by_hand and not row.is_finished else [])


def _day_set(at: datetime) -> Context:
    """What somebody set, beside the clocks: it has no target of which a share could be gone."""
    is_late = at <= now()
    words = _("Missed") if is_late else _("Set by hand")
    return {"kind": "day", "name": _("Due date"), "icon": "calendar-days", "words": words, "left": "",
            "tone": "late" if is_late else "", "percent": None, "due_at": at}  # fmt: skip


def clock(one: Shown) -> Context:
    """One clock in words. tone: "", soon, late, good."""
    icon, words = STATES[one.clock.state]
    return {
        "id": one.clock.pk,
        "kind": one.clock.kind,
        "name": KINDS[one.clock.kind],
        "state": one.clock.state,
        "icon": icon,
        "words": words,
        "tone": _tone(one),
        "target": span(one.clock.target),
        "policy": one.policy,
        "calendar": one.calendar,
        "percent": one.percent,
        "due_at": None if one.is_over else one.clock.due_at,
        "left": _left(one),
    }


def span(minutes: float) -> str:
    """ "45 min", "4 h", "1 h 30 min": business time."""
    hours, rest = divmod(round(minutes), 60)
    parts = [_("%d h") % hours] if hours else []
    return " ".join([*parts, *([_("%d min") % rest] if rest or not hours else [])])


def hours_of(calendar: str) -> str:
    """The openings of a calendar in a few words: "Mon-Fri 09:00-17:00"; its name where it is gone."""
    row = next((one for one in desk.calendars() if one.name == calendar), None)
    return openings(row) if row else calendar


def openings(row: Calendar) -> str:
    """Days that are alike are named together."""
    runs: list[tuple[int, int, list[list[int]]]] = []
    for day, spans in enumerate(row.week):
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    parts = [f"{_days(first, last)} {_spans(spans)}" for first, last, spans in runs if spans]
    return ", ".join(parts)


def _days(first: int, last: int) -> str:
    names = [str(WEEKDAYS_ABBR[day]) for day in (first, last)]
    return names[0] if first == last else "–".join(names)


def _spans(spans: Sequence[Sequence[int]]) -> str:
    return ", ".join(f"{said(start)}–{said(end).replace('00:00', '24:00')}" for start, end in spans)


def _tone(one: Shown) -> str:
    if one.clock.state == "breached":
        return "late"
    if one.clock.state == "met":
        return "good"
    return "soon" if one.clock.state == "running" and one.percent >= HURRY else ""


def _left(one: Shown) -> str:
    if one.is_over:
        return _("took %(time)s") % {"time": span(one.clock.worked)} if one.clock.worked is not None else ""
    if one.left is None:
        return ""
    if one.left < 0:
        return _("%(time)s late") % {"time": span(-one.left)}
    if one.left == 0:  # whole minutes
        return _("due now") if one.clock.due_at and one.clock.due_at <= now() else _("under a minute left")
    return _("%(time)s left") % {"time": span(one.left)}


def _lines(one: Shown) -> list[Context]:
    """Each step as a line: when, what, why."""
    found = []
    for step in one.clock.events:
        icon, tell = STEPS.get(step["what"], ("info", lambda why: why))
        text = tell(str(step["why"]))
        if text:
            found.append({"at": datetime.fromisoformat(step["at"]), "icon": icon, "text": text})
    return found


def _started(why: str) -> str:
    return _("Opened: the clock starts") if why == "opened" else _("The customer wrote: the clock starts")


def _stopped(why: str) -> str:
    return (
        _("Answered: the clock stops")
        if why.startswith("answered")
        else _("Stops: %(status)s") % _status(why)
    )


def _cancelled(why: str) -> str:
    if why == "not_owed":
        return _("Not owed any more")
    return _("Not counted: %(status)s") % _status(why)


def _warned(why: str) -> str:
    percent, _colon, to = why.partition(":")
    who = _("the assignee") if to == "assignee" else _("the lead")
    return _("%(percent)s %% of the time gone: %(who)s was told") % {"percent": percent, "who": who}


def _status(why: str) -> dict[str, str]:
    key = why.removeprefix("status:")
    row = next((one for one in desk.statuses(hidden=True) if one.key == key), None)
    return {"status": _(row.label) if row else key}


STEPS: dict[str, tuple[str, Callable[[str], str]]] = {
    "started": ("play", _started),
    "paused": ("pause", lambda why: _("Paused: %(status)s") % _status(why)),
    "resumed": ("play", lambda why: _("Goes on: %(status)s") % _status(why)),
    "stopped": ("check", _stopped),
    "reopened": (
        "rotate-ccw",
        lambda why: _("Reopened, goes on with the time left: %(status)s") % _status(why),
    ),
    "cancelled": ("ban", _cancelled),
    "policy": (
        "arrow-right",
        lambda why: _("Another policy: %(names)s") % {"names": why.replace(" > ", " → ")},
    ),
    "merged": ("git-merge", lambda why: _("%(label)s was merged in; the sooner due holds") % {"label": why}),
    "unmerged": ("split", lambda why: _("%(label)s was taken out again") % {"label": why}),
    "warned": ("bell", _warned),
    "breached": ("clock-alert", lambda why: _("The time is over")),
}
