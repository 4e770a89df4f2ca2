"""Tasks as a board by status, and a card that was dropped on another column. Template: _task_board.html."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE
from core.work.selectors.board import CAP
from portal.agent import task_words
from portal.ui.happenings import happen
from portal.ui.views import needs, with_query
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

Context = dict[str, Any]


def context(request: HttpRequest, filters: work.TaskFilters) -> Context:
    """`board` of _task_board.html. ?rows= keeps as many cards of a column as were loaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day, loaded = task_words.today(request), request.GET.get("rows", "")
    size = max(int(loaded), CAP) if loaded.isdecimal() and len(loaded) < 6 else CAP
    found = work.board(actor, filters, day, size)
    columns = [
        {
            "key": key,
            "name": str(word),
            "kind": kind,
            "count": found.counts[key],
            "is_done": key == "cancelled",
            "cards": [task_words.row(one, day) for one in found.cards[key]],
            "rest": found.counts[key] - len(found.cards[key]),
            "rest_url": with_query(request, layout=None, status=key, state="all"),
        }
        for key, (word, kind) in task_words.STATUSES.items()
    ]
    return {
        "board": {
            "url": with_query(request, part="board", rows=None),
            "move_url": reverse("agent:task_move"),
            "columns": columns,
            "may_move": actor.may(CHANGE),
        }
    }


@needs(CHANGE)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """POST /desk/tasks/move/ with number, version, status. 204 and what happened; 412: it changed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = request.POST
    task, version = work.task_for(actor, given.get("number", ""), to=CHANGE), given.get("version", "")
    if not version.isdecimal() or len(version) > 9 or "status" not in given:
        raise Invalid
    try:
        fresh = services.change(task, by=actor, seen=int(version), status=given["status"])
    except services.StaleTask:
        return _overtaken(actor, task.number)
    told: Context = {"card-moved": {"number": fresh.number, "version": fresh.version}}
    return happen(HttpResponse(status=204), told)


def _overtaken(actor: Actor, number: int) -> HttpResponse:
    fresh = work.task_for(actor, number)
    text = _("%(task)s was changed meanwhile (it is %(status)s). Nothing was moved: look again.") % {
        "task": fresh.label,
        "status": task_words.status(fresh.status)["name"],
    }
    return happen(HttpResponse(status=412), {"toast": {"text": text, "level": "error"}, "board-stale": {}})
