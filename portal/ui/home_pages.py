"""Pages of the preview about homes: the agent's, the lead's, what stands behind a number, and who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

BASE = "portal/agent/"
NONE: Context = {"words": "", "tone": "", "icon": ""}
UP: Context = {"words": "+18 %", "tone": "good", "icon": "arrow-up"}
DOWN: Context = {"words": "−4 points", "tone": "bad", "icon": "arrow-down"}
SAME: Context = {"words": "as before", "tone": "", "icon": "minus"}


def card(name: str, value: Any, note: str = "", change: Context = NONE, **more: Any) -> Context:
    return {"name": name, "value": value, "note": note, "url": "#", "change": change, **more}


def homes() -> Iterator[Page]:
    for name, count in (("", 6), ("-0", 0), ("-3", 3)):
        yield f"desk/home{name or '/index'}", f"{BASE}home.html", _home(count)
    yield "home-light", f"{BASE}home.html", _home(6) | {"feedback": None}
    for name, count in (("/index", 30), ("-90", 90), ("-0", 0)):
        yield f"desk/overview{name}", f"{BASE}overview.html", _overview(count)
    rows = [
        {"label": f"T-004{i}", "subject": subject, "url": "#", "who": s.PEOPLE[i], "assignee": s.AGENTS[i % 4] or "",
         "status": s.STATUSES[i % 4], "at": back(i * 700)}
        for i, subject in enumerate(s.SUBJECTS)
    ]  # fmt: skip
    about: Context = {"title": "First reply: missed", "narrowed": ["22 Oct 2026 – 20 Nov 2026", "Support"]}
    about |= {"back_url": "#", "back": "All figures", "next_url": "#", "previous_url": None}
    for name, found in (("/index", rows), ("-0", [])):
        yield f"desk/overview/tickets{name}", f"{BASE}behind.html", s.shell(section="overview") | about | {
            "rows": found
        }
    yield from _activity()


def _home(count: int) -> Context:
    row = [
        {"number": 40 + i, "label": f"T-00{40 + i}", "url": "#", "subject": s.SUBJECTS[i], "who": s.PEOPLE[i],
         "priority": s.PRIORITIES[i], "late": i == 0, "due": None, "at": None}
        for i in range(count)
    ]  # fmt: skip
    due = [one | {"due": s.NOW + timedelta(minutes=40 * i - 25)} for i, one in enumerate(row)]
    since = [one | {"at": back(4000 - 600 * i)} for i, one in enumerate(row)]
    todo = [one | {"who": "", "label": f"TASK-000{i}", "task": {"due": s.NOW.date() + timedelta(days=i - 1), "is_late": i == 0, "is_today": i == 1, "is_done": False}} for i, one in enumerate(row)]
    lists = [
        {"key": "alerts", "title": "Promises running", "icon": "timer", "hint": "Yours, due soonest first", "rows": due,
         "empty": ("circle-check", "No clock is ticking", "Nothing of yours is due. Well kept.")},
        {"key": "pending", "title": "Waiting for your reply", "icon": "reply", "hint": "Who waits longest first",
         "rows": since, "empty": ("smile", "Everybody has an answer", "No customer of yours waits for a word.")},
        {"key": "tasks", "title": "My tasks", "icon": "circle-check", "hint": "Due soonest first", "rows": todo,
         "empty": ("circle-check", "Nothing to do", "Tasks that you are given wait here.")},
        {"key": "given", "title": "Recently yours", "icon": "user-plus", "hint": "Assigned in the last 7 days",
         "rows": since[:2], "empty": ("inbox", "Nothing new on your desk", "What is assigned to you shows here.")},
    ]  # fmt: skip
    taught = [
        {"url": "#", "label": f"T-005{i}", "subject": s.SUBJECTS[i], "field": field, "words": words, "at": back(900 * i)}
        for i, (field, words) in enumerate((("Category", "Other → Password or MFA"), ("Priority", "Low → High")))
    ]  # fmt: skip
    replies = [{"number": 31, "words": "sent as they were"}, {"number": 8, "words": "edited and sent"}]
    return s.shell(count, "home") | {
        "greeting": "Good morning",
        "name": "Dana",
        "lists": [one | {"url": "#", "more": count > 3} for one in lists],
        "cards": [
            card("On your desk", count and 27, "open, not put aside"),
            card("Solved", count and 41, "in 7 days", UP if count else NONE),
            card("Time to solve", "5 h 10 min" if count else "–", "half are quicker", SAME if count else NONE),
            card("Promises kept", "93 %" if count else "–", "in 7 days", DOWN if count else NONE),
        ],
        "feedback": {"rows": taught if count else [], "replies": replies if count else []},
        "next": {"url": "#", "label": "T-0040", "subject": s.SUBJECTS[4], "why": "due first"} if count else None,
    }


def _overview(count: int) -> Context:
    last = date(2026, 11, 20)
    first = last - timedelta(days=max(count, 7) - 1)
    span: Context = {"first": first, "last": last}
    before: Context = {"first": first - timedelta(days=count), "last": first - timedelta(days=1)}
    cell = {"number": 182, "url": "#"}
    names = ("First reply", "Next reply", "Resolution")
    agents = [
        {"name": name, "is_active": i == 0, "seen_at": back(60 * i) if i < 4 else None, "feed_url": "#", "open": {"number": 34 - 7 * i, "url": "#"},
         "needs_reply": {"number": 11 - 2 * i, "url": "#"}, "waiting": {"number": i, "url": "#"},
         "overdue": {"number": 3 if i == 1 else 0, "url": "#"}, "solved": cell, "burden": (20, 16, 7, 0, 3)[i], "capacity": 0 if i == 4 else 20}
        for i, name in enumerate(("Dana Whitfield", "Ben Okafor", "Jürgen Groß-Weißenfels von und zu Donaueschingen", "יעל כהן", "Lucía Ortega"))
    ]  # fmt: skip
    return s.shell(count, "overview") | {
        "asked": {"first": first.isoformat(), "last": last.isoformat(), "is_custom": count == 90, "days": 30, "queue": "", "team": "", "before": before, "window": span},
        "windows": [{"name": f"{days} days", "url": "#", "on": days == count} for days in (7, 30, 90)],
        "queues": [("", "All queues"), ("1", "Support"), ("2", "Billing")],
        "teams": [("", "All teams"), ("1", "North")],
        "now": [card("Open", count and 138, "2 of 5 colleagues at work"), card("Waiting for us", count and 41), card("Overdue", count and 3), card("Nobody holds", count and 12, oldest_at=back(3000) if count else None)],
        "cards": [card("New", 1204, "", UP | {"tone": ""}), card("Solved", 1181, "", UP), card("First reply", "38 min", "half are quicker", SAME), card("Resolution", "1 d 4 h", "half are quicker", DOWN), card("Promises kept", "93 %", "", DOWN)],
        "chart": _chart(13 if count == 90 else 30, count == 90),
        "days": [{"day": last - timedelta(days=i), "cells": [cell, cell | {"number": 0}]} for i in range(5)],
        "times": [{"name": name, "number": 10, "cells": [{"now": "38 min", "before": "41 min"}, {"now": "3 h 20 min", "before": "2 d 1 h"}]} for name in ("First reply", "Resolution")],
        "clocks": [{"name": name, "met": cell, "missed": {"number": i * 3, "url": "#"}, "share": 0.95, "percent": f"{95 - 7 * i} %", "change": (UP | {"words": "+2 points"}, NONE, DOWN)[i]} for i, name in enumerate(names)],
        "agents": agents if count else [],
        "is_empty": not count,
        "hands_out": count != 7,
    }  # fmt: skip


def _chart(count: int, by_week: bool) -> Context:
    step = 686 / count
    bars = []
    for i in range(count):
        for place, kind in enumerate(("opened", "solved")):
            height = 30 + (i * 37 + place * 53) % 110
            bars.append({"x": round(34 + step * (i + 0.5) + (place - 1) * 8, 1), "y": 180 - height, "width": 7, "height": height, "kind": kind, "title": f"{i + 1} Nov 2026: {height} {kind}"})  # fmt: skip
    labels = [{"x": round(34 + step * (i + 0.5)), "words": f"{i + 1} Nov 2026"} for i in range(0, count, -(-count // 6))]
    lines = [{"y": y, "words": words} for y, words in ((180, 0), (94, 80), (8, 160))]
    return {"width": 720, "height": 202, "foot": 196, "edge": 34, "bars": bars, "lines": lines, "labels": labels, "by_week": by_week}  # fmt: skip


def _activity() -> Iterator[Page]:
    def line(i: int, text: str) -> Context:
        return {"text": text, "at": back(3 * i), "number": 40 + i, "label": f"T-004{i}", "subject": s.SUBJECTS[i], "url": "#"}

    def group(pk: int, who: str, icon: str, words: str, lines: list[Context]) -> Context:
        return {"id": pk, "who": who, "icon": icon, "words": words, "at": back(5 * pk), "lines": lines, "count": len(lines), "more": f"{len(lines)} acts"}

    many = [line(i, "Ben Okafor set priority to High") for i in range(8)]
    groups = [
        group(1, "Ben Okafor", "pencil", "Ben Okafor changed 8 tickets", many),
        group(2, s.PEOPLE[2], "mail", "", [line(2, f"{s.PEOPLE[2]} wrote")]),
        group(3, "", "user", "", [line(3, "Deskhand gave the ticket to Dana Whitfield")]),
        group(4, "Dana Whitfield", "reply", "", [line(4, "Dana Whitfield replied")]),
        group(5, "", "archive", "", [{"text": "Deskhand archived 1240 tickets", "at": back(600), "number": None, "url": ""}]),
    ]
    kinds = [{"name": name, "on": i == 0, "url": "#"} for i, name in enumerate(("Everything", "Customers wrote", "Replies", "Notes", "Changes", "Assignments", "Merged, split, deleted", "Archived", "AI suggestions"))]
    common: Context = {"chosen": dict.fromkeys(("kind", "person", "queue", "days", "ticket"), ""), "kinds": kinds, "people": [("", "Everybody"), ("1", "Dana Whitfield")], "queues": [("", "All queues")], "spans": [("", "At any time"), ("7", "Last 7 days")], "live_url": "?part=lines", "is_newest": True, "is_narrowed": False, "is_cut": False, "older_url": "#"}  # fmt: skip
    shown = s.shell(section="activity") | common
    yield "desk/activity/index", f"{BASE}activity.html", shown | {"groups": groups}
    yield "desk/activity-0", f"{BASE}activity.html", shown | {"groups": [], "older_url": None}
    yield "desk/activity-cut", f"{BASE}activity.html", shown | {"groups": [], "is_cut": True, "is_narrowed": True}
    yield "desk/activity-none", f"{BASE}activity.html", shown | {"groups": [], "is_narrowed": True, "older_url": None}


def profile(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    """Oneself; with a picture that was none, and a name that is missing."""
    data = {"name": "Dana Whitfield", "time_zone": "", "language": "", "theme": "system", "start_page": "home"}
    common: Context = {"themes": [("system", "Like the system"), ("light", "Light"), ("dark", "Dark")], "email": "dana@acme.example"}
    common |= {"starts": [("home", "Home: what waits for you"), ("inbox", "The inbox")], "languages": [("", "The organization's"), ("de", "Deutsch")], "time_zones": [("", "The organization's: Europe/Berlin")]}  # fmt: skip
    yield "settings-profile", f"{base}profile.html", shell("profile") | common | {"form": {"data": data, "errors": {}}}
    wrong = {"avatar": ["This file is no picture that browsers show."], "name": ["Please fill this in."]}
    yield "settings-profile-wrong", f"{base}profile.html", shell("profile") | common | {"form": {"data": data | {"name": ""}, "errors": wrong}}  # fmt: skip
