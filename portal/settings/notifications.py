"""One's own notifications: what one hears of and where, quiet time, and who stands in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.notifications import selectors, services
from core.notifications.rules import APP, CHANNELS, EVENTS, VIEW, usual_with
from core.tickets import selectors as tickets
from portal.settings import browsers
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel import clock
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.notifications.models import Preference

Context = dict[str, Any]
NAMES = {
    "assigned": gettext_lazy("Somebody gets a ticket"),
    "responsible": gettext_lazy("Somebody is made responsible for a ticket"),
    "mention": gettext_lazy("Somebody is named in a note or a comment"),
    "new": gettext_lazy("A new request"),
    "reply": gettext_lazy("A customer or a third party writes"),
    "note": gettext_lazy("A colleague leaves a note"),
    "warning": gettext_lazy("A promise runs short"),
    "breach": gettext_lazy("A promise is broken"),
    "back": gettext_lazy("A ticket that was put aside is back"),
    "called": gettext_lazy("A rule or a macro calls somebody"),
    "approval": gettext_lazy("Your approval is asked for, or one you asked for is decided"),
    "bounced": gettext_lazy("A reply could not be delivered"),
    "time": gettext_lazy("Your timer has run for long, or a daily summary is due or there"),
    "task": gettext_lazy("Somebody gets a task"),
    "task_due": gettext_lazy("A task is due, or overdue"),
    "system": gettext_lazy("Trouble with mailboxes or sending"),
}
SCOPES = {
    "mine": gettext_lazy("in my tickets"),
    "responsible": gettext_lazy("in tickets I am responsible for"),
    "team": gettext_lazy("unassigned, in queues of my teams"),
    "lead": gettext_lazy("in queues of teams I lead"),
    "watched": gettext_lazy("in tickets I follow"),
    "mentioned": gettext_lazy("it is me"),
    "all": gettext_lazy("in any ticket"),
}
OWN = {
    "assigned:mine": gettext_lazy("it is me"),
    "task:mine": gettext_lazy("it is me"),
    "time:mine": gettext_lazy("it is me"),
    "task_due:mine": gettext_lazy("it is mine"),
    "system:mine": gettext_lazy("as an owner"),
}
HOUR = timedelta(hours=1)
SNOOZES = {"1h": HOUR, "4h": 4 * HOUR, "24h": 24 * HOUR, "7d": 7 * 24 * HOUR}
TIMES = ("quiet_from", "quiet_until")
DAYS = ("away_from", "away_until")


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Sections, each saved by itself: matrix (of ?queue=), mail, quiet, snooze, away."""
    if request.method == "GET":
        return _page(request, Form())
    section = SECTIONS.get(request.POST.get("section", ""))
    if section is None:
        raise Invalid
    form = Form.of(request, *TIMES, *DAYS, "substitute")
    try:
        user = accounts.myself(actor_of(request))
        services.save_preferences(user, by=actor_of(request), **section(request, user))
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved."))
    queue = _queue(request)
    return redirect(reverse("settings:notifications") + (f"?queue={queue}" if queue else ""))


def _matrix(request: HttpRequest, user: User) -> Context:
    ticked = {channel: set(request.POST.getlist(channel)) for channel in CHANNELS}
    ticked[APP] = ticked[APP].union(*ticked.values())
    cells = {
        cell: [channel for channel in CHANNELS if cell in ticked[channel]]
        for cell in (f"{event}:{scope}" for event, scopes in EVENTS.items() for scope in scopes)
    }
    if queue := _queue(request):
        return {"queues": {queue: None if request.POST.get("action") == "usual" else cells}}
    return {"cells": cells}


def _mail(request: HttpRequest, user: User) -> Context:
    return {"digest": request.POST.get("digest") == "1"}


def _quiet(request: HttpRequest, user: User) -> Context:
    times = {name: _time(request, name) for name in TIMES}
    return times | {"quiet_mail": request.POST.get("quiet_mail") == "1"}


def _snooze(request: HttpRequest, user: User) -> Context:
    span = SNOOZES.get(request.POST.get("for", ""))
    return {"snoozed_until": clock.now() + span if span else None}


def _away(request: HttpRequest, user: User) -> Context:
    days = {name: _day(request, name) for name in DAYS}
    chosen = request.POST.get("substitute", "")
    deputy = accounts.person(actor_of(request), int(chosen)) if _is_id(chosen) else None
    return days | {"substitute": deputy}


SECTIONS = {"matrix": _matrix, "mail": _mail, "quiet": _quiet, "snooze": _snooze, "away": _away}


def _time(request: HttpRequest, name: str) -> time | None:
    text = request.POST.get(name, "").strip()
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(fields={name: [_("Give a time such as 20:00.")]}) from None


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(fields={name: [_("Give a date such as 2026-01-31.")]}) from None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _queue(request: HttpRequest) -> int | None:
    """The queue whose differences are looked at; None for everywhere."""
    text = request.POST.get("queue", "") or request.GET.get("queue", "")
    number = int(text) if _is_id(text) else None
    return number if any(row.pk == number for row in desk.queues()) else None


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    me = accounts.myself(actor_of(request))
    row, queue, zone = selectors.preference(me), _queue(request), selectors.zone_of(me)
    if not form.data:
        form = Form(_typed(row))
    context = {
        "form": form,
        "groups": _groups(row, queue),
        "queue": queue,
        "tabs": _tabs(row, queue),
        "is_own": str(queue) in row.queues,
        "digest": row.digest,
        "quiet_mail": row.quiet_mail,
        "zone": str(zone).replace("_", " "),
        "snoozed_until": _later(row.snoozed_until, zone),
        "snoozes": [
            ("1h", _("1 hour")),
            ("4h", _("4 hours")),
            ("24h", _("1 day")),
            ("7d", _("1 week")),
        ],
        "colleagues": [("", _("Nobody"))]
        + [(str(one.pk), one.name) for one in tickets.colleagues() if one.pk != me.pk],
    } | browsers.section(row)
    return page(request, "notifications", context, status)


def _typed(row: Preference) -> Context:
    times = {name: value.isoformat("minutes") if (value := getattr(row, name)) else "" for name in TIMES}
    days = {name: value.isoformat() if (value := getattr(row, name)) else "" for name in DAYS}
    return times | days | {"substitute": str(row.substitute_id or "")}


def _groups(row: Preference, queue: int | None) -> list[Context]:
    cells = usual_with({**row.cells, **row.queues.get(str(queue), {})})
    return [
        {
            "name": NAMES[event],
            "rows": [
                {
                    "cell": f"{event}:{scope}",
                    "name": OWN.get(f"{event}:{scope}", SCOPES[scope]),
                }
                | {channel: channel in cells[f"{event}:{scope}"] for channel in CHANNELS}
                for scope in scopes
            ],
        }
        for event, scopes in EVENTS.items()
        if queue is None or event != "system"
    ]


def _tabs(row: Preference, queue: int | None) -> list[Context]:
    here = reverse("settings:notifications")
    everywhere = {"name": _("Everywhere"), "url": here, "on": queue is None, "has": False}
    return [everywhere] + [
        {
            "name": one.name,
            "url": f"{here}?queue={one.pk}",
            "on": one.pk == queue,
            "has": str(one.pk) in row.queues,
        }
        for one in desk.queues()
    ]


def _later(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at and at > clock.now() else None
