"""Lines of a task's record as people read them: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import selectors as accounts
from portal.agent.codes import PRIORITIES
from portal.agent.task_words import PRIORITY_WORDS, STATUSES

if TYPE_CHECKING:
    from core.audit.models import Record

Context = dict[str, Any]
SAID = {
    "task.opened": gettext_lazy("%(who)s opened it"),
    "task.commented": gettext_lazy("%(who)s commented"),
    "task.comment_edited": gettext_lazy("%(who)s put a comment otherwise"),
    "task.comment_deleted": gettext_lazy("%(who)s took a comment away"),
    "task.deleted": gettext_lazy("%(who)s put it into the bin"),
    "task.restored": gettext_lazy("%(who)s took it out of the bin"),
    "task.ticket_merged": gettext_lazy("It went along with its ticket when that was merged"),
}
CHANGED = {
    "title": gettext_lazy("the title"),
    "description": gettext_lazy("the description"),
    "team": gettext_lazy("the team"),
    "ticket": gettext_lazy("the ticket"),
    "project": gettext_lazy("the project"),
    "milestone": gettext_lazy("the milestone"),
    "estimate": gettext_lazy("the estimate"),
}


def lines(found: Iterable[Record]) -> list[Context]:
    """{text, at}, newest first. One query for names, where somebody was given the task."""
    rows = list(found)
    said = [row.after.get("assignee") for row in rows if isinstance(row.after, dict)]
    held = [pk for pk in said if pk]
    names = accounts.names_of(held) if held else {}
    return [{"text": _line(row, names), "at": row.at} for row in reversed(rows)]


def _line(row: Record, names: dict[int, str]) -> str:
    who = {"who": row.actor_name or _("Somebody")}
    if row.action != "task.changed":
        return str(SAID.get(row.action, "%(who)s")) % who
    after = row.after or {}
    told = [_told(name, value, names) for name, value in after.items()]
    return "{} {}".format(who["who"], ", ".join(told))


def _told(name: str, value: Any, names: dict[int, str]) -> str:
    if name == "status":
        return _("moved it to %(status)s") % {"status": STATUSES[value][0]}
    if name == "priority":
        return _("set the priority to %(priority)s") % {"priority": PRIORITY_WORDS[PRIORITIES[value]]}
    if name == "assignee":
        return _("gave it to %(name)s") % {"name": names.get(value, "?")} if value else _("gave it to nobody")
    if name == "due_on":
        return _("set it due on %(day)s") % {"day": value} if value else _("took the due day away")
    return _("changed %(what)s") % {"what": CHANGED.get(name, name)}
