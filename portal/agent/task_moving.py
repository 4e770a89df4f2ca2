"""A card of the task board that is dropped on another column or lane, the undoing of that, and the lanes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.desk import services as desk
from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE, VIEW
from portal.agent import lists, paths, task_board, task_words
from portal.agent.codes import PRIORITIES
from portal.agent.columns import NOBODY
from portal.ui.happenings import happen
from portal.ui.views import needs
from tenants import secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.work.models import Task

LIFE = timedelta(hours=1)  # a page that is left open longer has seen other changes
Context = dict[str, Any]
KEYS: dict[str, Callable[[Task], str]] = {  # what a card may be moved to, as columns and lanes are called
    "status": lambda task: task.status,
    "priority": lambda task: PRIORITIES[task.priority],
    "assignee": lambda task: str(task.assignee_id or NOBODY),
    "project": lambda task: str(task.project_id or NOBODY),
}


@needs(CHANGE)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """POST /desk/tasks/move/ with number, version, and status, priority, assignee, project with was_ of each.

    204 and what happened; 409: the column is full, or the colleague cannot take it; 412: it changed.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.POST
    task, told = (
        work.task_for(actor, given.get("number", ""), to=CHANGE),
        [one for one in KEYS if one in given],
    )
    if not told:
        raise Invalid
    before = services.stand(task)
    values = work.named(actor, {name: _read(name, given[name]) for name in told})
    try:
        fresh = services.change(task, by=actor, seen=_seen(request, task, told), **values)
    except services.StaleTask:
        return _overtaken(actor, task.number)
    except (services.TaskColumnFull, services.CannotDo) as refusal:
        toast = {"toast": {"text": refusal.message, "level": "error"}}
        return happen(HttpResponse(status=409), toast)
    moved: Context = {"card-moved": {"number": fresh.number, "version": fresh.version}}
    if changed := services.difference(before, services.stand(fresh)):
        moved["toast"] = _toast(fresh, changed, told)
    return happen(HttpResponse(status=204), moved)


@needs(CHANGE)
@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tasks/N/back/: told, as the toast has it. BadLink, Invalid."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = secrets.unsign("task-undo", request.POST.get("told", ""), LIFE)
    task = work.task_for(actor, number, to=CHANGE)
    if told["task"] != task.pk:
        raise Invalid
    since = services.give_back(task, told["moved"], by=actor)
    said = _("Changed again since, and left alone.") if since else _("It is as before.")
    return happen(HttpResponse(status=204), {"toast": {"text": said}, "board-stale": {}, "tasks-changed": {}})


@needs(VIEW)
@require_POST
def lanes(request: HttpRequest) -> HttpResponse:
    """POST /desk/tasks/lanes/: lanes, which this person keeps, and query, the board as it is."""
    desk.remember_look(task_board.LOOK, by=request.actor, lanes=request.POST.get("lanes", ""))  # type: ignore[attr-defined]
    query = lists.sent(request.POST.get("query", "").lstrip("?"))
    return HttpResponseRedirect(f"{paths.TASKS}?{query.urlencode()}")


def _read(name: str, key: str) -> Any:
    """As work.named takes it. Raises Invalid."""
    if name == "priority" and key not in PRIORITIES.values():
        raise Invalid
    if name not in ("assignee", "project"):
        return key
    if key == NOBODY:
        return None
    if not key.isdecimal() or len(key) > 12:
        raise Invalid
    return int(key)


def _seen(request: HttpRequest, task: Task, told: list[str]) -> int:
    """The version of the card; of the row, where what is moved still stands as the card had it."""
    if all(request.POST.get(f"was_{name}") == KEYS[name](task) for name in told):
        return task.version
    text = request.POST.get("version", "")
    if not text.isdecimal() or len(text) > 9:
        raise Invalid
    return int(text)


def _toast(fresh: Task, moved: Context, told: list[str]) -> Context:
    signed = secrets.sign("task-undo", {"task": fresh.pk, "moved": moved})
    text = f"{fresh.label}: {', '.join(_words(fresh, name) for name in told)}"
    return {"text": text, "undo": {"url": reverse("agent:task_back", args=[fresh.number]), "told": signed}}


def _words(task: Task, name: str) -> str:
    if name == "status":
        return str(task_words.status(task.status)["name"])
    if name == "priority":
        return str(task_words.PRIORITY_WORDS[PRIORITIES[task.priority]])
    if name == "assignee":
        return task.assignee.name if task.assignee else _("Nobody")
    return task.project.name if task.project else _("No project")


def _overtaken(actor: Actor, number: int) -> HttpResponse:
    fresh = work.task_for(actor, number)
    text = _("%(task)s was changed meanwhile (it is %(status)s). Nothing was moved: look again.") % {
        "task": fresh.label,
        "status": task_words.status(fresh.status)["name"],
    }
    return happen(HttpResponse(status=412), {"toast": {"text": text, "level": "error"}, "board-stale": {}})
