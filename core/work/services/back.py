"""Second thoughts about a change of tasks: how one stood before and after it, and putting that back.

Only what still is as the change left it goes back; what somebody changed since is their word and stays.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.work.models import Milestone, Project, Task
from core.work.services.fields import plain
from core.work.services.rows import locked
from core.work.services.tasks import change
from tenants.kernel.actor import Actor

TAKEN_BACK = ("status", "priority", "assignee", "project", "milestone", "due_on")
Values = dict[str, Any]


def stand(task: Task) -> Values:
    """How the task stands, as plain JSON."""
    return {name: plain(task, name) for name in TAKEN_BACK}


def difference(before: Values, after: Values) -> Values | None:
    """What `give_back` goes by: {"before", "after"}; None where nothing changed. Both as `stand` tells."""
    names = [name for name in TAKEN_BACK if before[name] != after[name]]
    sides = {"before": before, "after": after}
    return {side: {name: held[name] for name in names} for side, held in sides.items()} if names else None


@transaction.atomic
def give_back(task: Task, told: Values, *, by: Actor) -> list[str]:
    """Put back what is as the change left it. Returns the names of what somebody changed since.

    told: as `difference` tells. A project or colleague that is gone stays away. Raises NoSuchTask, CannotDo.
    """
    row = locked(task.pk)
    now = stand(row)
    ours = [name for name, value in told["after"].items() if now[name] == value]
    values = {name: _row(name, told["before"][name]) for name in ours}
    if values:
        change(row, by=by, is_back=True, **values)
    return [name for name in told["after"] if name not in ours]


def _row(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ROWS:
        return ROWS[name].objects.filter(pk=value).first()
    return date.fromisoformat(value) if name == "due_on" else value


ROWS: dict[str, Any] = {"assignee": User, "project": Project, "milestone": Milestone}
