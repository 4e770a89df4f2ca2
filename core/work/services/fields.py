"""What may be set of a task: checked before it is kept, and plain for the record."""

from __future__ import annotations

from typing import Any

from core.desk.models import Priority
from core.work.choices import LONGEST_TITLE, MOST_MINUTES, TaskStatus
from core.work.models import Task
from core.work.rules import FIRST_DAY, LAST_DAY, LONGEST_TEXT
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

CHANGEABLE = (
    "title", "description", "status", "priority", "assignee", "team", "ticket", "project", "milestone",
    "due_on", "estimate",
)  # fmt: skip


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """Storable and within bounds. Raises Invalid with one sentence per field."""
    wrong: dict[str, list[str]] = {}
    if "title" in values:
        values["title"] = one_line(storable(values["title"]), LONGEST_TITLE)
        if not values["title"]:
            wrong["title"] = ["Say what there is to do."]
    if "description" in values:
        values["description"] = storable(values["description"]).replace("\r\n", "\n").strip()
        if len(values["description"]) > LONGEST_TEXT:
            wrong["description"] = [f"A description has at most {LONGEST_TEXT:,} characters."]
    if values.get("status", TaskStatus.TODO) not in TaskStatus.values:
        wrong["status"] = ["A task is todo, in_progress, blocked, done or cancelled."]
    if values.get("priority", Priority.MEDIUM) not in Priority.values:
        wrong["priority"] = ["Priority is Low, Medium, High or Urgent."]
    if not 0 <= (values.get("estimate") or 0) <= MOST_MINUTES:
        wrong["estimate"] = ["That is more than a year."]
    wrong |= beyond(values, "due_on")
    if wrong:
        raise Invalid(fields=wrong)
    return values


def beyond(values: dict[str, Any], *names: str) -> dict[str, list[str]]:
    """What is said of days that nobody plans for."""
    found = {name: values[name] for name in names if values.get(name)}
    said = f"Give a day from {FIRST_DAY.year} to {LAST_DAY.year}."
    return {name: [said] for name, day in found.items() if not FIRST_DAY <= day <= LAST_DAY}


def plain(task: Task, name: str) -> object:
    """For audit lines and events: ids of rows, days as text; of a description only that there is one."""
    if name in ("assignee", "team", "ticket", "project", "milestone"):
        return getattr(task, f"{name}_id")
    value = getattr(task, name)
    if name == "description":
        return bool(value)
    if name == "due_on":
        return value.isoformat() if value else None
    return value
