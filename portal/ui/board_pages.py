"""Pages of the preview about other looks at a list: the board in every state worth looking at, and its limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

COLUMNS = (("new", "New", "new"), ("open", "Open", "open"), ("in_progress", "In progress", "open"), ("waiting", "Waiting on customer", "waiting"), ("on_hold", "On hold", "on_hold"), ("resolved", "Resolved", "resolved"), ("closed", "Closed", "closed"))
LANES = (("none", "Unassigned", "user-x"), ("1", "Dana Whitfield", ""), ("2", "Ben Okafor", ""))
NOTHING: Context = {"icon": "inbox", "title": "Nothing waits here", "text": "New mail to your addresses appears here by itself, most urgent first.", "action_url": "#", "action": "New ticket"}


def look(layout: str, **more: object) -> Context:
    """What _look.html takes."""
    known = (("list", "List", "panel-left"), ("table", "Table", "table"), ("board", "Board", "kanban"), ("calendar", "Calendar", "calendar-days"))
    return {"layout": layout, "query": "", "layouts": [{"key": key, "name": name, "icon": mark, "on": key == layout} for key, name, mark in known], "menus": [], "density": "comfortable"} | more


def cards(first: int, count: int) -> list[Context]:
    return [one | {"version": 3, "is_hurried": i % 3 == 0, "number": 42 + first + i, "label": f"T-{42 + first + i:04d}"} for i, one in enumerate(s.rows(first + count)[first:])]


def column(i: int) -> Context:
    key, name, kind = COLUMNS[i]
    limit = {1: 8, 2: 5, 3: 4}.get(i)
    standing = {1: 9, 2: 5, 3: 3}.get(i, 0)
    return {"key": key, "name": name, "kind": kind, "icon": "", "count": (3, 9, 5, 3, 1, 0, 0)[i], "limit": limit, "is_hard": i == 2, "standing": standing, "is_full": bool(limit) and standing >= (limit or 0), "is_over": bool(limit) and standing > (limit or 0), "is_done": i > 4}


def board(lanes: bool = False, empty: bool = False) -> Context:
    """`board` of _board.html."""
    across = LANES if lanes else (("", "", ""),)
    rows = []
    for at, (key, name, mark) in enumerate(across):
        sizes = (0,) * 7 if empty else (2, 1, 1, 0, 1, 0, 0) if lanes else (3, 9, 5, 3, 1, 0, 0)
        cells = [{"key": one[0], "cards": cards(at * 100 + i * 10, sizes[i]), "more_url": "/more/" if i == 1 and not lanes and not empty else None, "rest": 12 if lanes and i == 1 else 0, "rest_url": "#" if lanes and i == 1 else ""} for i, one in enumerate(COLUMNS)]
        rows.append({"key": key, "name": name, "icon": mark, "count": sum(sizes), "cells": cells})
    columns = [column(i) | ({"count": 0, "standing": 0, "is_full": False, "is_over": False} if empty else {}) for i in range(7)]
    return {"url": "#", "move_url": "/x/", "group": "status", "lanes": "assignee" if lanes else "", "columns": columns, "rows": rows, "may_move": True}


def listed(layout: str, total: int, **more: object) -> Context:
    """A whole page of the inbox in another layout."""
    menus = [{"name": "group", "label": "Columns", "value": "Status", "options": [{"value": "status", "name": "Status", "on": True}, {"value": "priority", "name": "Priority", "on": False}]}, {"name": "lanes", "label": "Lanes", "value": "No lanes", "options": [{"value": "", "name": "No lanes", "on": True}]}]
    context = s.shell() | {"view": s.view(total), "layout": layout, "look": look(layout, menus=menus if layout == "board" else []), "total": total, "may_pick": True, "may_delete": True, "empty_state": NOTHING}
    return context | more


def ask(**more: object) -> Context:
    """What _move_ask.html takes."""
    plain = {"ticket": {"label": "T-0042", "subject": s.SUBJECTS[0]}, "target": "On hold", "move_url": "/x/", "carried": [("number", "42")], "form": {"data": {}, "errors": {}}, "asks_moment": False, "soonest": "2026-11-21T09:00", "own_fields": [], "children": None, "with_children": ""}
    return plain | more


def calendar(span: str = "month", empty: bool = False) -> Context:
    """`calendar` of _calendar.html: November 2026, or a week of it."""
    first = date(2026, 10, 26) if span == "month" else date(2026, 11, 16)
    number = 42 if span == "month" else 7
    days = []
    for at in range(number):
        day = first + timedelta(days=at)
        many = 0 if empty else (0, 2, 0, 4, 1, 0, 0)[at % 7] if at != 24 else 4
        held = [{"id": 100 + at * 10 + i, "number": 100 + at * 10 + i, "label": f"T-{100 + at * 10 + i:04d}", "url": "#", "version": 3, "subject": s.SUBJECTS[(at + i) % 8], "who": s.PEOPLE[i % 8], "priority": s.PRIORITIES[(at + i) % 8], "kind": s.STATUSES[i % 4]["kind"], "status": s.STATUSES[i % 4]["name"], "time": f"{9 + i * 2:02d}:30", "late": at < 20, "assignee": None if (at + i) % 5 == 3 else s.AGENTS[i % 4], "face": s.FACE if (at + i) % 5 == 1 else ""} for i in range(many)]
        rest = 17 if at == 24 and not empty else 0
        days.append({"iso": f"{day:%Y-%m-%d}", "number": day.day, "name": f"{day:%A, %d %B %Y}", "short": f"{day:%a %d %b}", "is_today": day.day == 20 and day.month == 11, "is_other": span == "month" and day.month != 11, "is_past": at < 25, "takes": at > 24, "total": many + rest, "cards": held, "rest": rest, "rest_url": "#" if rest else ""})
    title = "November 2026" if span == "month" else "16 Nov – 22 Nov 2026"
    return {"url": "#", "move_url": "/x/", "title": title, "span": span, "dates": "snoozed", "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "days": days, "may_move": True, "empty": "Nothing is due in this time." if empty else "", "back_url": "#", "on_url": "#", "today_url": "#", "is_today": True}


def table(count: int) -> Context:
    """What _table.html takes, with own fields and every kind of column."""
    named = (("number", "Number", "narrow"), ("subject", "Subject", "wide"), ("customer", "Customer", "normal"), ("status", "Status", "normal"), ("priority", "Priority", "narrow"), ("assignee", "Assignee", "normal"), ("fields.order", "Störungsnummer", "narrow"), ("sentiment", "Sentiment", "normal"), ("due", "Due", "narrow"), ("updated", "Last message", "narrow"))
    columns = [{"name": name, "label": label, "width": width, "order": "newest" if name == "updated" else "due" if name == "due" else "", "sort": "descending" if name == "updated" else ""} for name, label, width in named]
    rows = [one | {"status": s.STATUSES[i % 4], "queue": "Support", "type": "Problem", "language": "German", "channel": "E-mail", "created_at": back(900 + i * 40), "own": {"fields.order": f"47{11 + i}" if i % 3 else ""}} for i, one in enumerate(s.rows(count))]
    offered = [{"name": name, "label": label, "width": width, "on": True} for name, label, width in named]
    offered += [{"name": "queue", "label": "Queue", "width": "normal", "on": False}, {"name": "channel", "label": "Channel", "width": "normal", "on": False}]
    chosen = look("table", columns=offered, widths=[("narrow", "Narrow"), ("normal", "Normal"), ("wide", "Wide")])
    return {"columns": columns, "rows": rows, "density": "comfortable", "more_url": "/more/" if count > 30 else None, "more_rows": False, "look": chosen}


def other_looks() -> Iterator[Page]:
    base = "portal/agent/"
    yield "board", f"{base}inbox.html", listed("board", 21, board=board())
    yield "board-lanes", f"{base}inbox.html", listed("board", 15, board=board(lanes=True))
    for span in ("month", "week"):
        yield f"calendar-{span}", f"{base}inbox.html", listed("calendar", 40, calendar=calendar(span))
    yield "calendar-0", f"{base}inbox.html", listed("calendar", 0, calendar=calendar(empty=True))
    for name, count in (("table", 50), ("table-3", 3), ("table-0", 0)):
        yield name, f"{base}inbox.html", listed("table", count, **table(count))
    yield "table-compact", f"{base}inbox.html", listed("table", 50, **table(50) | {"density": "compact"})
    yield "board-0", f"{base}inbox.html", listed("board", 0, board=board(empty=True))
    yield "fragments/move-hold", f"{base}_move_ask.html", ask(asks_moment=True)
    wrong = {"data": {"reason": "", "at": "2026-11-01T09:00"}, "errors": {"reason": ["Say what it waits for."], "at": ["Choose a moment to come, within a year."]}}
    yield "fragments/move-hold-wrong", f"{base}_move_ask.html", ask(asks_moment=True, form=wrong)
    own = [{"key": "order", "name": "fields.order", "kind": "text", "label": "Störungsnummer", "help": "", "required": "always", "value": "", "options": [], "few": True, "steers": False}]
    yield "fragments/move-fields", f"{base}_move_ask.html", ask(target="Resolved", own_fields=own, children={"count": 2, "labels": "T-0043, T-0047", "kept": 0})


def limits(shell: Context) -> Iterator[Page]:
    """The settings page of limits."""
    rows = [{"id": i, "kind": kind, "name": name, "held": (9, 5, 31, 2)[i]} for i, (_key, name, kind) in enumerate(COLUMNS[1:5])]
    data = {"limit-0": "8", "hard-0": "", "limit-1": "5", "hard-1": "1", "limit-2": "", "hard-2": "", "limit-3": "", "hard-3": "", "limit-in_progress": "3", "hard-in_progress": "1", "limit-blocked": "", "hard-blocked": ""}
    tasks = [{"id": "in_progress", "kind": "open", "name": "In progress", "held": 3}, {"id": "blocked", "kind": "on_hold", "name": "Blocked", "held": 0}]
    groups = [{"name": "Tickets", "rows": rows}, {"name": "Tasks", "rows": tasks}]
    yield "settings-board", "portal/settings/board.html", shell | {"groups": groups, "was": data, "form": {"data": data, "errors": {}}}
    yield "settings-board-wrong", "portal/settings/board.html", shell | {"groups": groups, "was": data, "form": {"data": data | {"limit-2": "many"}, "errors": {"limit-2": ["Between 1 and 10000."]}}}


