"""The end of a day: what was done, what goes on, what is in the way; begun from the day's work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.work.selectors import days as reading
from core.work.services import days
from core.work.timing import FIRST_DAY, SEE, TRACK
from portal.agent import shell
from portal.agent.parts import part
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs, show
from tenants.kernel import minutes
from tenants.kernel.actor import Actor
from tenants.switches import SUMMARIES

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.work.models import DailySummary

Context = dict[str, Any]
MOST_TEAM = 60


@needs(TRACK)
@part(SUMMARIES)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """/desk/time/day/?day=&person=: one's own day as a form, a colleague's as it was told; POST tells it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    me = accounts.myself(actor)
    today = reading.today_of(me)
    day = _day(request.GET.get("day", ""), today)
    if (person := request.GET.get("person", "")) not in ("", str(actor.id)):
        return _theirs(request, person, day)
    if request.method == "GET":
        return _mine(request, me, day, Form(_held(me, day)))
    form = Form.of(request, *reading.PARTS, "hours")
    try:
        _save(request, me, day, form)
    except SAID_IN_FORM as refusal:
        return _mine(request, me, day, form.refused(refusal, {"minutes": "hours"}), status_of(refusal))
    leads = ", ".join(one.name for one in reading.leads_of(me))
    sent = request.POST.get("do") == "send" and leads
    flash(request, _("Sent to %(names)s.") % {"names": leads} if sent else _("Saved."))
    return redirect(f"{reverse('agent:day')}?{urlencode({'day': day.isoformat()})}")


def _save(request: HttpRequest, me: User, day: date, form: Form) -> None:
    text = form["hours"].strip()
    length = minutes.read(text) if text else 0
    if length is None:
        raise days.BadHours
    actor: Actor = request.actor  # type: ignore[attr-defined]
    said: Context = {name: form[name] for name in reading.PARTS}
    days.save_summary(me, day, by=actor, minutes=length, is_sent=request.POST.get("do") == "send", **said)


def _held(me: User, day: date) -> Context:
    """What was said, or what the day was made of."""
    row = reading.summary_of(me, day)
    parts = {name: getattr(row, name) for name in reading.PARTS} if row else reading.begun(me, day)
    counted = row.minutes if row else parts.pop("minutes")
    return {"notes": "", **parts, "hours": minutes.hours(counted) if counted else ""}


def _mine(request: HttpRequest, me: User, day: date, form: Form, status: int = 200) -> HttpResponse:
    row = reading.summary_of(me, day)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "form": form,
        "leads": ", ".join(one.name for one in reading.leads_of(me)),
        "sent_at": row.sent_at if row else None,
        "saved_at": row.updated_at if row else None,
        "told": None,
        **_around(actor, day, reading.today_of(me)),
    }
    return show(request, "portal/agent/day.html", shell.around(request, "time") | context, status)


def _theirs(request: HttpRequest, person: str, day: date) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pk = int(person) if person.isdecimal() and len(person) < 18 else 0
    row = reading.summaries(actor).filter(person=pk, day=day).first()
    if row is None:
        raise reading.NoSuchSummary
    context = {
        "form": None,
        "told": _told(row),
        **_around(actor, day, reading.today_of(accounts.myself(actor))),
    }
    return show(request, "portal/agent/day.html", shell.around(request, "time") | context)


def _around(actor: Actor, day: date, today: date) -> Context:
    here = reverse("agent:day")
    after = day + timedelta(days=1)
    return {
        "day": day,
        "is_today": day == today,
        "before_url": f"{here}?{urlencode({'day': (day - timedelta(days=1)).isoformat()})}",
        "after_url": f"{here}?{urlencode({'day': after.isoformat()})}" if after <= today else "",
        "team": _team(actor, day),
    }


def _team(actor: Actor, day: date) -> list[Context]:
    """Days of colleagues that were sent, for who may see their time."""
    if not actor.may(SEE):
        return []
    rows = reading.summaries(actor).filter(day=day).exclude(person=actor.id).order_by("person__name")
    return [_told(row) for row in rows[:MOST_TEAM]]


def _told(row: DailySummary) -> Context:
    asked = urlencode({"person": str(row.person_id), "day": row.day.isoformat()})
    parts = [(title, getattr(row, name)) for name, title in titles()]
    return {
        "who": row.person.name,
        "url": f"{reverse('agent:day')}?{asked}",
        "hours": minutes.hours(row.minutes) if row.minutes else "",
        "is_blocked": bool(row.blockers),
        "sent_at": row.sent_at,
        "parts": [{"title": title, "text": text} for title, text in parts if text],
    }


def titles() -> list[tuple[str, str]]:
    words = (_("Done"), _("In progress"), _("In the way"), _("Notes"))
    return list(zip(reading.PARTS, words, strict=True))


def _day(text: str, today: date) -> date:
    try:
        return max(min(date.fromisoformat(text), today), FIRST_DAY)
    except ValueError:
        return today
