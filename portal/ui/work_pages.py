"""Pages of the preview about tasks and projects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

DAY = date(2026, 11, 20)
STATUSES = (("todo", "To do", "new"), ("in_progress", "In progress", "open"), ("blocked", "Blocked", "on_hold"), ("done", "Done", "resolved"), ("cancelled", "Cancelled", "closed"))
TITLES = ("Call the bank about the refund", "Ask IT for the firewall exception", "Die Rechnungsvorlage für das neue Jahr anpassen und allen Kolleginnen zeigen", "新しいマニュアルを書く", "לבדוק את הקובץ", "A title that is as long as the field takes and says in great detail what is to be done, by whom, why, and what happened the last time somebody tried to do it without asking first, so that two hundred characters are reached", "Book a room", "Write the guide")
PROJECT = {"name": "Onboard Northwind's second site", "url": "#"}


def task(i: int = 0, status: int | None = None, **more: object) -> Context:
    key, name, kind = STATUSES[i % 5 if status is None else status]
    is_done = key in ("done", "cancelled")
    due = None if i % 4 == 3 else DAY + timedelta(days=i - 2)
    plain = {"id": i, "number": 42 + i, "label": f"TASK-{42 + i:04d}", "url": "#", "title": TITLES[i % 8], "status": {"key": key, "name": name, "kind": kind}, "is_done": is_done, "priority": s.PRIORITIES[i % 8], "assignee": None if i % 5 == 4 else s.AGENTS[i % 4], "face": s.FACE if i % 5 == 1 else "", "ticket": {"label": "T-0042", "subject": s.SUBJECTS[0], "url": "#"} if i % 2 else None, "project": PROJECT if i % 3 == 0 else None, "due": due, "is_late": bool(due and not is_done and due < DAY), "is_today": bool(due == DAY and not is_done), "changed_at": back(30 * i + 2), "comments": i % 3, "version": 3}
    return plain | more


def listed(count: int, **more: object) -> Context:
    tabs = [{"name": name, "url": "#", "on": i == 0} for i, name in enumerate(("Mine", "All", "Nobody's", "Opened by me"))]
    columns = [{"key": key, "name": name, "url": "#", "on": key == "due"} for key, name in (("title", "Task"), ("priority", "Priority"), ("due", "Due"), ("updated", "Changed"))]
    menus = [("state", "State", [("", "Open"), ("finished", "Finished"), ("all", "Open and finished")], ""), ("priority", "Priority", [("", "Any priority"), ("urgent", "Urgent")], ""), ("project", "Project", [("", "Any project"), ("1", PROJECT["name"])], "1")]
    context = {"rows": [task(i) for i in range(count)], "may_change": True, "here": "?", "columns": columns, "is_narrowed": False, "who": "me", "layout": "list", "may_pick": True, "may_delete": True, "is_bin": False, "total": count, "next_url": "#" if count > 30 else None, "previous_url": None, "tabs": tabs, "menus": menus, "kept": [("who", "me")], "asked_q": "", "form": {"data": {"title": ""}, "errors": {}}}
    return s.shell(section="tasks") | context | more


LANES = (("1", "Dana Whitfield", ""), ("2", "שרה לוי", ""), ("none", "Unassigned", "user-x"))


def board(count: int, lanes: bool = False) -> Context:
    """What _board.html takes for tasks: two columns have limits, one of them is over its own."""
    limits = {"in_progress": (3, True), "blocked": (10, False)}
    heads = []
    for key, name, kind in STATUSES:
        limit, is_hard = limits.get(key, (None, False))
        full = {"is_full": bool(limit) and count >= (limit or 0), "is_over": bool(limit) and count > (limit or 0)}
        heads.append({"key": key, "name": name, "kind": kind, "icon": "", "count": count, "limit": limit, "is_hard": is_hard, "standing": count, "is_done": key == "cancelled"} | full)
    rows = []
    for place, (key, name, mark) in enumerate(LANES if lanes else (("", "", ""),)):
        number = min(count, 3 if lanes else 25)
        cells = [{"key": head["key"], "cards": [task((place * number + i) * 5 + at, at) for i in range(number)], "more_url": None, "rest": max(count - 25, 0), "rest_url": "#" if count > 25 else ""} for at, head in enumerate(heads)]
        rows.append({"key": key, "name": name, "icon": mark, "count": number * 5, "cells": cells})
    empty = {"icon": "kanban", "title": "No tasks here", "text": "What there is to do stands here as cards, which you drag from column to column.", "action_url": "#", "action": "New task"}
    options = [("", "No lanes"), ("assignee", "Assignee"), ("priority", "Priority"), ("project", "Project")]
    laid = {"of_tasks": True, "url": "#", "move_url": "/x/", "group": "status", "lanes": "assignee" if lanes else "", "columns": heads, "rows": rows, "may_move": True}
    return {"board": laid, "total": count * 5, "empty_state": empty, "lanes": {"url": "#", "value": "assignee" if lanes else "", "options": options}}


def one(i: int = 0, **more: object) -> Context:
    """Everything of _task.html."""
    row = task(i) | {"description": "Ask for the *second* charge.\n\n- statement\n- receipt", "html": None, "creator": s.AGENTS[0], "milestone": None, "team": None, "estimate": "1h 30m", "created_at": back(900), "completed_at": back(3) if i % 5 > 2 else None}
    data = {"title": row["title"], "description": row["description"], "status": row["status"]["key"], "priority": "high", "assignee": "1", "team": "", "project": "1", "milestone": "", "ticket": "T-0042", "due_on": "2026-11-19", "estimate": "1h 30m"}
    said = [{"id": n, "author": s.AGENTS[n % 4], "face": s.FACE if n == 1 else "", "text": s.PREVIEWS[n], "html": None, "at": back(50 - n), "edited_at": back(2) if n == 1 else None, "is_mine": n == 2} for n in range(3)]
    people = [("", "Nobody"), *((str(n + 1), name) for n, name in enumerate(s.AGENTS))]
    plain = {"task": row, "form": {"data": data, "errors": {}}, "is_editing": False, "comment_form": {"data": {"text": ""}, "errors": {}}, "comments": said, "history": [{"text": "Dana Whitfield moved it to In progress", "at": back(9)}, {"text": "Ben Okafor opened it", "at": back(900)}], "error": "", "may_change": True, "may_delete": True, "statuses": [(key, name) for key, name, _kind in STATUSES], "priorities": [("urgent", "Urgent"), ("high", "High")], "people": people, "teams": [("", "None")], "projects": [("", "None"), ("1", PROJECT["name"])], "milestones": [("", "None"), ("1", "Data imported")]}
    return s.shell(section="tasks") | plain | more


def project(i: int = 0, **more: object) -> Context:
    names = (PROJECT["name"], "株式会社サンプルの移行", "Ein Vorhaben mit einem sehr langen Namen, der in keine Zeile passt und trotzdem gelesen werden will")
    states = (("Active", "chip-brand"), ("On hold", "chip-warn"), ("Completed", "chip-good"), ("Planning", "chip-line"))
    state, chip = states[i % 4]
    return {"id": i, "name": names[i % 3], "url": "#", "status": state, "chip": chip, "team": "Support" if i % 2 else "", "start": DAY - timedelta(days=14), "end": DAY + timedelta(days=24), "progress": (25, 0, 100)[i % 3], "tasks": 5, "done": 1, "milestones": 3, "reached": 1, "description": "140 dispatchers move to boards.", "html": None} | more


def projects_listed(count: int, **more: object) -> Context:
    tabs = [{"name": name, "url": "#", "on": i == 0} for i, name in enumerate(("Open", "Finished", "All"))]
    context = {"rows": [project(i) for i in range(count)], "tabs": tabs, "asked_q": "", "form": {"data": {"name": ""}, "errors": {}}, "may_change": True, "layout": "projects", "next_url": None, "previous_url": None}
    return s.shell(section="tasks") | context | more


def whole(count: int, **more: object) -> Context:
    """Everything of project.html."""
    stones = [{"id": i, "name": ("Contract signed", "Data imported", "Everybody trained")[i % 3], "due": DAY + timedelta(days=9 * i - 9), "is_done": i == 0, "is_late": False, "is_today": i == 1, "tasks": i, "done": 0} for i in range(min(count, 3))]
    bars = [{"kind": "project", "name": PROJECT["name"], "url": "", "is_done": False, "start": DAY, "end": DAY + timedelta(days=24), "x": 0, "width": 100}, {"kind": "milestone", "name": "Data imported", "url": "", "is_done": True, "start": DAY, "end": DAY, "x": 30, "width": 2}]
    bars += [{"kind": "task", "name": TITLES[i % 8], "url": "#", "is_done": i == 1, "start": DAY, "end": DAY + timedelta(days=i), "x": 8 * i % 80, "width": 12} for i in range(min(count, 12))]
    marks = [{"x": x, "name": f"{n} Nov 2026"} for x, n in ((0, 17), (25, 20), (50, 23), (75, 26))]
    tickets = [{"number": 42 + i, "label": f"T-{42 + i:04d}", "subject": s.SUBJECTS[i % 8], "url": "#", "status": s.STATUSES[i % 4], "is_finished": i % 4 == 3} for i in range(min(count, 4))]
    typed = {"name": PROJECT["name"], "description": "", "status": "active", "team": "", "start_on": "2026-11-06", "end_on": "2026-12-14"}
    forms = {"save": {"data": typed, "errors": {}}, "task": {"data": {"title": ""}, "errors": {}}, "put": {"data": {"ticket": ""}, "errors": {}}, "milestone": {"data": {"name": "", "due_on": ""}, "errors": {}}}
    groups = [{"id": None, "name": "", "rows": [task(i) for i in range(count)]}, {"id": 1, "name": "Data imported", "rows": [task(100, 0)]}] if count else []
    context = {"project": project(), "milestones": stones, "groups": groups, "tickets": tickets, "timeline": {"rows": bars, "marks": marks, "today": 42} if count else None, "forms": forms, "statuses": [("active", "Active")], "teams": [("", "None")], "all_url": "#", "may_change": True, "may_delete": True}
    return s.shell(section="tasks") | context | more


def beside(count: int, **more: object) -> Context:
    """`tasks` of _ticket_tasks.html."""
    rows = [task(i, ticket=None) for i in range(count)]
    return {"rows": rows, "done": sum(one["is_done"] for one in rows), "project": {"id": 1, **PROJECT} if count else None, "may_change": True} | more


def work() -> Iterator[Page]:
    base = "portal/agent/"
    for name, count in (("", 50), ("-3", 3), ("-0", 0)):
        yield f"tasks{name}", f"{base}tasks.html", listed(count)
        yield f"tasks-board{name}", f"{base}tasks.html", listed(count, layout="board", **board(count))
        yield f"projects{name}", f"{base}projects.html", projects_listed(min(count, 12))
        yield f"project{name}", f"{base}project.html", whole(count)
    yield "tasks-board-lanes", f"{base}tasks.html", listed(3, layout="board", **board(3, lanes=True))
    yield "tasks-bin", f"{base}tasks.html", listed(3, rows=[task(i, url="") for i in range(3)], is_bin=True)
    yield "tasks-bin-0", f"{base}tasks.html", listed(0, is_bin=True)
    yield "tasks-none", f"{base}tasks.html", listed(0, is_narrowed=True)
    yield "tasks-light", f"{base}tasks.html", listed(3, may_change=False)
    yield "tasks-wrong", f"{base}tasks.html", listed(3, form={"data": {"title": " "}, "errors": {"title": ["Say what there is to do."]}})
    yield "task", f"{base}task.html", one()
    yield "task-done", f"{base}task.html", one(3, comments=[], history=[])
    yield "task-light", f"{base}task.html", one(1, may_change=False, may_delete=False)
    wrong = one()["form"] | {"errors": {"title": ["Say what there is to do."], "due_on": ["Write a day as in 2026-12-24."], "ticket": ["There is no such ticket, or you may not see it."], "description": ["A description has at most 20,000 characters."]}}
    yield "task-wrong", f"{base}task.html", one(5, form=wrong, is_editing=True, error="Somebody was faster. This is how it stands now.", comment_form={"data": {"text": ""}, "errors": {"text": ["Write something first."]}})
    data = dict.fromkeys(("title", "description", "assignee", "team", "project", "milestone", "ticket", "due_on", "estimate"), "") | {"priority": "medium", "status": "todo"}
    choices = {name: one()[name] for name in ("people", "teams", "projects", "priorities")}
    yield "task-new", f"{base}task_new.html", s.shell(section="tasks") | choices | {"form": {"data": data, "errors": {}}}
    yield "task-new-wrong", f"{base}task_new.html", s.shell(section="tasks") | choices | {"form": {"data": data | {"estimate": "soon"}, "errors": {"title": ["Say what there is to do."], "estimate": ["Write minutes as in 90, 1h 30m or 1:30."]}}}
    yield "project-wrong", f"{base}project.html", whole(3, forms=whole(3)["forms"] | {"put": {"data": {"ticket": "x"}, "errors": {"ticket": ["There is no such ticket, or you may not see it."]}}, "save": {"data": whole(3)["forms"]["save"]["data"], "errors": {"end_on": ["A project ends on the day it starts, or later."]}}})
    yield "project-light", f"{base}project.html", whole(3, may_change=False, may_delete=False)
    yield "projects-none", f"{base}projects.html", projects_listed(0, asked_q="x")
    yield "ticket-tasks", f"{base}ticket.html", s.ticket_page(3, tasks=beside(4))
    yield "ticket-tasks-0", f"{base}ticket.html", s.ticket_page(3, tasks=beside(0))
    yield "fragments/ticket-tasks-wrong", f"{base}_ticket_tasks.html", {"ticket": s.ticket(), "tasks": beside(2), "task_error": "Say what there is to do.", "task_focus": True}
    yield "fragments/ticket-project", f"{base}_ticket_tasks.html", {"ticket": s.ticket(), "tasks": beside(2), "projects": [("", "None"), ("1", PROJECT["name"])]}


