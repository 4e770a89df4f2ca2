"""Pages of the preview about time: a week, the team's, one line, and what stands beside a ticket and at home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

BASE = "portal/agent/"
FIRST = date(2026, 11, 16)
NOTES = ("Called the bank about the second charge", "", "A note that is really very long and is cut where there is no room for it any more", "مكالمة")


def timed() -> Iterator[Page]:
    yield from _days()
    yield "desk/time/index", f"{BASE}time.html", _week(4)
    yield "time-0", f"{BASE}time.html", _week(0)
    refused = {"data": {"item": "T-9", "text": "soon", "day": ""}, "errors": {"text": ["Give a length of time such as 25m, 1.5 or 1h 30m, 24 hours at most."]}}
    yield "time-refused", f"{BASE}time.html", _week(2) | {"form": refused}
    for name, team in (("", _team()), ("-0", [])):
        yield f"time-team{name}", f"{BASE}time.html", _week(0) | {"team": team, "is_mine": False, "whose": "all"}
    activities = [("support", "Support"), ("meeting", "Meeting")]
    entry = {"form": {"data": {"length": "1h 30m", "started_at": "2026-11-20T09:30", "note": NOTES[0], "activity": "meeting", "billable": True}, "errors": {}}, "entry": _row(0), "activities": activities}
    yield "time-entry", f"{BASE}time_entry.html", s.shell(current="") | entry
    yield "timer-long", f"{BASE}_timer_long.html", {"timer": _timer(True), "all": "6h 12m", "asked": "4h"}
    for name, asks in (("", False), ("-asks", True)):
        yield f"timer{name}", f"{BASE}time.html", _week(3) | {"timer": _timer(asks)}
    yield "desk/time/timer/index", f"{BASE}_timer.html", {"timer": _timer(False)}
    for name, number in (("", 3), ("-0", 0)):
        yield f"desk/time/today{name or '/index'}", f"{BASE}_time_today.html", {"total": "3h 05m" if number else "0m", "rows": [_row(i) for i in range(number)], "more": False, "timer": None, "is_asked": True, "is_evening": number > 0}
        people = [{"name": who, "today": "2h", "week": "31h 40m", "billable": "20h"} for who in s.AGENTS[:number] if who]
        yield f"desk/time/team{name or '/index'}", f"{BASE}_time_team.html", {"running": [_timer(i == 1) for i in range(number)], "people": people}
    for name, more in (("", {}), ("-over", {"spent": 190, "spent_words": "3h 10m", "is_over": True}), ("-0", {"spent": 0, "spent_words": "0m", "rows": [], "billable": "", "estimate": None})):
        yield f"desk/time/on/ticket/42{name or '/index'}", f"{BASE}_time_on.html", {"time": _on() | more}


def _days() -> Iterator[Page]:
    parts = [{"title": title, "text": text} for title, text in (("Done", "T-0042 Charged twice for November\nTASK-0007 Call the bank"), ("In the way", "Nobody at the bank answers"))]
    told = {"who": "Marek Nowak", "url": "#", "hours": "7h 30m", "is_blocked": True, "sent_at": back(30), "parts": parts}
    around: Context = {"day": FIRST, "is_today": True, "before_url": "#", "after_url": "", "team": [told, told | {"is_blocked": False}], "told": None}
    form = {"data": {"completed": "T-0042 Charged twice for November", "in_progress": "", "blockers": "", "notes": "", "hours": "7h 30m"}, "errors": {}}
    mine = s.shell(section="time") | around | {"form": form, "leads": "Lena Lead", "sent_at": None, "saved_at": None}
    yield "desk/time/day/index", f"{BASE}day.html", mine
    yield "day-sent", f"{BASE}day.html", mine | {"sent_at": back(20), "saved_at": back(20)}
    yield "day-refused", f"{BASE}day.html", mine | {"leads": "", "form": form | {"errors": {"hours": ["Give hours such as 7.5 or 7h 30m, 24 at most."]}}}
    yield "day-theirs", f"{BASE}day.html", mine | {"told": told}
    rules = {"activities": "Support\nDevelopment", "idle_hours": "4", "summary_hour": "17", "version": "1"}
    hours = [(str(hour), f"{hour:02}:00") for hour in range(24)]
    for name, errors in (("settings/time/index", {}), ("settings-time-refused", {"idle_hours": ["Give a number of hours from 1 to 24."]})):
        yield name, "portal/settings/time.html", s.shell(section="settings") | {"page": "time", "hours": hours, "is_asked": not errors, "form": {"data": rules, "errors": errors}}


def _week(rows: int) -> Context:
    days = [{"day": FIRST + timedelta(days=4 - i), "is_today": i == 0, "total": "3h 05m" if rows else "", "rows": [_row(i) for i in range(rows)] if i != 2 else []} for i in range(5)]
    urls = {"before": "#", "after": "#", "now": "#", "csv": "#", "here": "#"}
    people = [("1", "My time"), ("all", "Everybody"), ("2", "Marek Nowak")]
    week = {"first": FIRST, "last": FIRST + timedelta(days=6), "is_now": rows > 0}
    return s.shell(section="time") | {
        "form": {"data": {"item": "", "text": "", "day": ""}, "errors": {}}, "whose": 1, "is_mine": True, "people": people, "week": week, "total": "15h 25m" if rows else "0m",
        "billable": "12h" if rows else "0m", "days": days, "team": None, "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "urls": urls, "is_asked": True, "today": FIRST + timedelta(days=4),
    }  # fmt: skip


def _row(i: int) -> Context:
    return {
        "id": i, "who": "Dana Whitfield", "is_mine": i != 1, "on": f"T-00{42 + i}", "title": s.SUBJECTS[i % len(s.SUBJECTS)], "url": "#", "at": back(60 * i + 5), "is_running": i == 0, "length": ("25m", "1h 30m", "2h")[i % 3],
        "after_hours": "30m" if i == 2 else "", "billable": i % 2 == 0, "activity": "Support", "note": NOTES[i % 4], "edit_url": "#",
    }  # fmt: skip


def _timer(asks: bool) -> Context:
    return {
        "is_running": True, "id": 7, "who": "Dana Whitfield", "person": 1, "on": "T-0042", "title": s.SUBJECTS[0], "url": "#", "started_at": back(372 if asks else 42), "length": "6:12" if asks else "0:42",
        "asks": asks, "asked_at": back(132), "until_asked": "4h",
    }  # fmt: skip


def _team() -> list[Any]:
    cells = ["7h 10m", "8h", "6h 45m", "", "3h", "", ""]
    return [{"name": who, "url": "#", "cells": cells, "total": "24h 55m"} for who in s.PEOPLE[:5]]


def _on() -> Context:
    return {
        "kind": "ticket", "number": 42, "here": "/x/", "spent": 85, "spent_words": "1h 25m", "estimate": 120, "estimate_words": "2h", "is_over": False, "billable": "1h", "running": None,
        "rows": [_row(i) | {"is_running": False} for i in range(4)], "sees_all": True,
    }  # fmt: skip
