"""A list as a calendar: a month, a week or a day, by when tickets are due, come back, or came.

Days are those of the reader's own time zone. A card may be put on another day only where the day is one that
people set: when a ticket that is put aside comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.desk.looks import DATES, SPANS, Look
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE
from core.tickets.selectors.calendar import BY
from portal.agent import faces, lists, moments, paths
from portal.agent.codes import PRIORITIES, status
from portal.agent.rows import COLUMNS
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.tickets.models import Ticket

MOST = {"month": 4, "week": 30, "day": 300}  # tickets of one day that are shown
WEEK = timedelta(days=7)
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
Context = dict[str, Any]


def context(request: HttpRequest, listing: lists.Listing, seen: Look) -> Context:
    """`calendar` of _calendar.html, with "total" for the head of the list. One query."""
    actor, zone = request.actor, moments.zone(request)  # type: ignore[attr-defined]
    today = clock.now().astimezone(zone).date()
    asked, at = request.GET.get("span", ""), _day(request.GET.get("at", ""), today)
    span = asked if asked in SPANS else seen.span
    days = _days(at, span)
    between = _moment(days[0], zone), _moment(days[-1] + timedelta(days=1), zone)
    columns = (*COLUMNS, "version", "status")
    found = tickets.by_day(actor, listing.filters, seen.dates, between, zone, MOST[span], columns)
    may_move = seen.dates == "snoozed" and actor.may(CHANGE)
    shown = [
        _shown(day, at, today, found.get(day), listing, span, seen.dates, zone, may_move) for day in days
    ]
    return {
        "total": sum(total for _rows, total in found.values()),
        "calendar": {
            "url": listing.url(part="calendar", at=at.isoformat(), span=span),
            "move_url": reverse("agent:calendar_move"),
            "title": _title(days, at, span),
            "span": span,
            "dates": seen.dates,
            "weekdays": [str(WEEKDAYS_ABBR[number]) for number in range(7)] if span != "day" else [],
            "days": shown,
            "may_move": may_move,
            "empty": EMPTY[seen.dates]() if not found else "",
            **_ways(listing, at, today, span),
        },
    }


def _days(at: date, span: str) -> list[date]:
    """All that are shown: whole weeks from Monday on."""
    if span == "day":
        return [at]
    first = at if span == "week" else at.replace(day=1)
    start = first - timedelta(days=first.weekday())
    if span == "week":
        return [start + timedelta(days=number) for number in range(7)]
    following = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
    weeks = -(-(following - start).days // 7)
    return [start + timedelta(days=number) for number in range(7 * weeks)]


def _ways(listing: lists.Listing, at: date, today: date, span: str) -> Context:
    """Addresses: back, on, today, and the other spans."""
    if span == "month":
        back = (at.replace(day=1) - timedelta(days=1)).replace(day=1)
        on = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
    else:
        length = WEEK if span == "week" else timedelta(days=1)
        back, on = at - length, at + length

    def url(day: date) -> str:
        return listing.url(at=day.isoformat(), span=span)

    return {"back_url": url(back), "on_url": url(on), "today_url": url(today), "is_today": today == at}


def _shown(
    day: date,
    at: date,
    today: date,
    held: tuple[list[Ticket], int] | None,
    listing: lists.Listing,
    span: str,
    dates: str,
    zone: ZoneInfo,
    may_move: bool,
) -> Context:
    rows, total = held or ([], 0)
    rest = total - len(rows)
    wider = "day" if span == "week" or rest > MOST["week"] else "week"
    return {
        "iso": day.isoformat(),
        "number": day.day,
        "name": date_format(day, "l, j F Y"),
        "short": date_format(day, "D j M"),
        "is_today": day == today,
        "is_other": span == "month" and day.month != at.month,
        "is_past": day < today,
        "takes": may_move and day >= today,
        "total": total,
        "cards": [_card(row, dates, zone) for row in rows],
        "rest": rest,
        "rest_url": listing.url(at=day.isoformat(), span=wider) if rest and span != "day" else "",
    }


def _card(row: Ticket, dates: str, zone: ZoneInfo) -> Context:
    moment = getattr(row, BY[dates])
    known = status(row)
    return {
        "id": row.pk,
        "number": row.number,
        "label": row.label,
        "url": "" if row.is_veiled else paths.ticket(row.number),
        "version": row.version,
        "subject": row.subject,
        "who": row.contact.name or row.contact.email,
        "priority": PRIORITIES[row.priority],
        "kind": known["kind"],
        "status": known["name"],
        "time": f"{moment.astimezone(zone):%H:%M}",
        "late": dates == "due" and not row.is_finished and moment < clock.now(),
        "assignee": row.assignee.name if row.assignee else None,
        "face": faces.url(row.assignee_id),
    }


def _title(days: Iterable[date], at: date, span: str) -> str:
    if span == "month":
        return date_format(at, "F Y")
    if span == "day":
        return date_format(at, "l, j F Y")
    first, *_between, last = days
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"


def _day(text: str, today: date) -> date:
    try:
        return min(max(date.fromisoformat(text[:10]), EARLIEST), LATEST)
    except ValueError:
        return today


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def choices(seen: Look) -> list[Context]:
    """The menus above the calendar."""
    dates = {"due": _("Due"), "snoozed": _("Back from snooze"), "created": _("Opened")}
    spans = {"month": _("Month"), "week": _("Week"), "day": _("Day")}
    return [
        _menu("dates", _("By"), [(one, dates[one]) for one in DATES], seen.dates),
        _menu("span", _("Span"), [(one, spans[one]) for one in SPANS], seen.span),
    ]


def _menu(name: str, label: str, options: list[tuple[str, str]], now: str) -> Context:
    shown = [{"value": value, "name": words, "on": value == now} for value, words in options]
    return {"name": name, "label": label, "value": dict(options).get(now, ""), "options": shown}


EMPTY = {
    "due": lambda: _("Nothing is due in this time."),
    "snoozed": lambda: _("Nothing comes back in this time."),
    "created": lambda: _("Nothing was opened in this time that is still in this list."),
}
