"""Pages of the preview about promises: policies, one policy, how they were kept, and the dialog that tells why."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

TARGETS = [("First reply", "1 h"), ("Next reply", "4 h"), ("Resolution", "8 h")]


def clocks() -> list[Context]:
    """One clock in each state that is shown."""
    usual: Context = {"policy": "High", "calendar": "Office hours", "hours": "Mon–Fri 09:00–17:00", "percent": 40, "lines": lines()}
    return [
        usual | {"id": 1, "kind": "first", "name": "First reply", "state": "breached", "icon": "clock-alert", "words": "Missed", "tone": "late", "target": "1 h", "percent": 100, "due_at": back(72), "left": "1 h 12 min late"},
        usual | {"id": 2, "kind": "next", "name": "Next reply", "state": "running", "icon": "timer", "words": "Running", "tone": "soon", "target": "4 h", "percent": 86, "due_at": s.NOW + timedelta(minutes=33), "left": "33 min left"},
        usual | {"id": 4, "kind": "day", "name": "Due date", "state": "", "icon": "calendar-days", "words": "Set by hand", "tone": "", "percent": None, "due_at": s.NOW + timedelta(days=2), "left": ""},
        usual | {"id": 3, "kind": "resolution", "name": "Resolution", "state": "paused", "icon": "pause", "words": "Paused", "tone": "", "target": "8 h", "due_at": None, "left": "4 h 48 min left"},
    ]


def lines() -> list[Context]:
    told = [(4500, "play", "Opened: the clock starts"), (300, "pause", "Paused: Waiting on customer"), (170, "play", "Goes on: Open"), (120, "arrow-right", "Another policy: Medium → High"), (90, "bell", "75 % of the time gone: the assignee was told")]
    return [{"at": back(ago), "icon": icon, "text": text} for ago, icon, text in told]


def beside() -> Iterator[Page]:
    """The dialog, over a ticket."""
    about = {"number": 42, "label": "T-0042"}
    yield "tickets/42/why/index", "portal/agent/_why_due.html", {"ticket": about, "clocks": [one for one in clocks() if one["kind"] != "day"]}
    yield "why-none", "portal/agent/_why_due.html", {"ticket": about, "clocks": []}
    met = clocks()[0] | {"state": "met", "icon": "circle-check", "words": "Met", "tone": "good", "due_at": None, "left": "took 24 min", "percent": 40}
    yield "ticket-clocks", "portal/agent/ticket.html", s.ticket_page(3, clocks=[met, *clocks()[1:]])


def promises(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    row: Context = {"number": 1, "is_on": True, "is_default": False, "targets": TARGETS, "hours": "", "when": "Priority is Urgent"}
    rows = [
        row | {"id": 1, "name": "Urgent", "hours": "Around the clock"},
        row | {"id": 2, "name": "Key customers with a name that is rather long for a policy", "number": 2, "when": "Company is Nordlicht GmbH or Groß & Söhne and Channel is E-mail or Phone"},
        row | {"id": 3, "name": "Medium", "number": 3, "is_on": False, "when": "Priority is Medium", "targets": TARGETS[:1]},
        row | {"id": 4, "name": "Low", "number": 4, "is_default": True, "when": "every ticket"},
    ]
    yield "settings-sla", f"{base}sla.html", shell("sla") | {"policies": rows, "most": 50, "may_report": True}
    lists = {"priority": {"urgent": "Urgent", "high": "High", "medium": "Medium", "low": "Low"}, "queue": {"1": "Support", "2": "Billing", "3": "Technical"}, "tags": {"vip": "vip", "churn-risk": "churn-risk"}, "company": {"1": "Nordlicht GmbH"}}
    data = {"name": "Urgent", "first_reply": "30 min", "next_reply": "1 h", "resolution": "4 h", "calendar": "", "warn_assignee": "75", "warn_lead": "90", "is_active": True, "is_default": False, "replace": False, "asked": {"priority": ["urgent"]}}
    preview = {"name": "Urgent", "at": s.NOW, "calendar": "Office hours", "hours": "Mon–Fri 09:00–17:00", "lines": [{"name": name, "target": target, "due": s.NOW + timedelta(hours=17 * (i + 1))} for i, (name, target) in enumerate(TARGETS)]}
    common: Context = {"lists": lists, "labels": {"priority": "Priority", "queue": "Queue", "tags": "Tags", "company": "Company"}, "written": "", "calendars": [("", "The queue's, or the default one"), ("1", "Office hours")], "preview": preview}
    policy = {"name": "Urgent", "version": 3, "is_default": False}
    wrong = {"data": data | {"first_reply": "soon"}, "errors": {"first_reply": ["Write it as 30 min, 4 h or 1 h 30 min, or leave it empty."]}}
    yield "settings-sla-policy", f"{base}sla_policy.html", shell("sla") | common | {"policy": policy, "form": {"data": data, "errors": {}}}
    yield "settings-sla-policy-wrong", f"{base}sla_policy.html", shell("sla") | common | {"policy": None, "form": wrong, "preview": None}
    yield "settings-sla-policy-default", f"{base}sla_policy.html", shell("sla") | common | {"policy": policy | {"is_default": True, "name": "Low"}, "form": {"data": data, "errors": {}}}
    yield "settings-sla-policy-written", f"{base}sla_policy.html", shell("sla") | common | {"policy": policy, "form": {"data": data, "errors": {}}, "written": "Priority is Urgent and (Queue is not Billing or Language is de)"}
    yield from kept(base, shell)
    yield from hours(base, shell)


def kept(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    cell = {"met": 182, "breached": 9, "total": 191, "share": 95, "took": "38 min", "url": "#", "met_url": "#", "breached_url": "#"}
    names = [name for name, _target in TARGETS]
    facts = [cell | {"name": name, "share": 95 - 7 * i} for i, name in enumerate(names)]
    policies = [cell | {"name": name, "kind": kind, "breached": i * 3} for i, name in enumerate(("Urgent", "High", "Medium", "Low")) for kind in names]
    weeks = [{"day": f"{16 - 7 * (i % 2)} Nov 2026", "cells": [cell, None if i == 3 else cell, cell | {"breached": 0, "share": 100}]} for i in range(5)]
    windows = [{"name": f"{number} weeks", "url": "#", "on": number == 12} for number in (4, 12, 26, 52)]
    report: Context = {"windows": windows, "facts": facts, "policies": policies, "weeks": weeks, "may_arrange": True}
    yield "settings-sla-report", f"{base}sla_report.html", shell("sla_report") | report
    yield "settings-sla-report-0", f"{base}sla_report.html", shell("sla_report") | report | {"weeks": [], "policies": []}
    found = [{"label": f"T-004{i}", "subject": subject, "url": "#", "who": s.PEOPLE[i], "assignee": s.AGENTS[i % 4] or "", "at": back(i * 700)} for i, subject in enumerate(s.SUBJECTS[:6])]
    for name, some in (("", found), ("-0", [])):
        yield f"settings-sla-report-tickets{name}", f"{base}sla_report_tickets.html", shell("sla_report") | {"title": "First reply: Missed", "rows": some, "back_url": "#", "next_url": None, "previous_url": None}


def hours(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    row: Context = {"id": 1, "name": "Office hours", "is_default": True, "time_zone": "Europe/Berlin", "hours": "Mon–Thu 09:00–12:00, 13:00–17:00, Fri 09:00–14:00", "holidays": 11, "queues": []}
    rows = [row, row | {"id": 2, "name": "Around the clock", "is_default": False, "hours": "Mon–Sun 00:00–24:00", "holidays": 0, "queues": ["Technical", "Support"]}]
    yield "settings-hours", f"{base}hours.html", shell("hours") | {"calendars": rows, "most": 20}
    days = [(f"week-{i}", name) for i, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))]
    data = {"name": "Office hours", "time_zone": "Europe/Berlin", "reply_hours": "8"} | {name: "09:00–12:00, 13:00–17:00" if i < 5 else "" for i, (name, _words) in enumerate(days)}
    feasts = [{"id": i, "date": (s.NOW + timedelta(days=30 * i)).date(), "name": name, "is_yearly": i == 1} for i, name in enumerate(("Repentance Day", "Christmas Day", "ראש השנה"))]
    common: Context = {"time_zones": [("Europe/Berlin", "Europe/Berlin")], "days": days}
    yield "settings-calendar", f"{base}calendar.html", shell("hours") | common | {"calendar": {"name": "Office hours", "version": 2}, "form": {"data": data, "errors": {}}, "holidays": feasts}
    wrong = {"data": data | {"week-0": "9 to 5"}, "errors": {"week-0": ["Write hours as 09:00–12:00, 13:00–17:00, or leave the day empty."], "file": ["This is no iCalendar file (.ics) of at most 500 kB."]}}
    yield "settings-calendar-wrong", f"{base}calendar.html", shell("hours") | common | {"calendar": {"name": "Office hours", "version": 2}, "form": wrong, "holidays": []}
