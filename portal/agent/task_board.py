"""Tasks as a board by status, with limits and lanes as the board of tickets has. Template: _board.html."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.desk import looks
from core.work import selectors as work
from core.work.rules import CHANGE
from core.work.selectors.board import CAP
from portal.agent import columns, shell, task_words
from portal.agent.board_laid import NO_LANE, Laid, lanes_held
from portal.agent.columns import NOBODY, Column
from portal.ui.views import with_query
from tenants.kernel.actor import Actor

LOOK = "work:tasks"  # the list by which the look of the board is kept
Context = dict[str, Any]


def lanes_of(request: HttpRequest) -> str:
    """What this person's lanes stand for; "" for none."""
    return looks.look(shell.workspace(request), LOOK).lanes


def context(request: HttpRequest, filters: work.TaskFilters) -> Context:
    """`board` of _board.html. ?rows= keeps as many cards of a column as were loaded."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    loaded, lanes = request.GET.get("rows", ""), lanes_of(request)
    size = max(int(loaded), CAP) if loaded.isdecimal() and len(loaded) < 6 else CAP
    found = work.board(actor, filters, task_words.today(request), size, lanes)
    shown, laid = _columns(), _laid(request, found, lanes)
    in_it = work.standing(work.limits())
    may_add = actor.may(CHANGE)
    return {
        "total": sum(found.counts.values()),
        "empty_state": _empty(may_add),
        "board": {
            "of_tasks": True,
            "url": with_query(request, part="board", rows=None),
            "move_url": reverse("agent:task_move"),
            "group": "status",
            "lanes": lanes,
            "columns": [laid.head(column, in_it) for column in shown],
            "rows": [laid.row(lane, shown) for lane in _lanes(found, lanes, actor.id)],
            "may_move": may_add,
        },
        "lanes": _choices(lanes),
    }


def _columns() -> list[Column]:
    limits = work.limits()
    return [
        Column(
            key,
            str(word),
            key,
            kind,
            limit=limits[key].wip_limit if key in limits else None,
            is_hard=key in limits and limits[key].wip_is_hard,
            is_done=key == "cancelled",
        )
        for key, (word, kind) in task_words.STATUSES.items()
    ]


def _laid(request: HttpRequest, found: work.TaskBoard, lanes: str) -> Laid:
    day = task_words.today(request)
    return Laid(
        counts=found.counts,
        cards={
            status: [(work.lane_of(one, lanes), task_words.row(one, day)) for one in rows]
            for status, rows in found.cards.items()
        },
        has_lanes=bool(lanes),
        more=lambda column: None,
        rest=lambda column, lane: with_query(
            request, **_narrowed(lanes, column, lane, request.GET.get("who") == "created")
        ),
    )


def _narrowed(lanes: str, column: Column, lane: Column, is_own: bool) -> dict[str, str | None]:
    """The rest of a cell as a list. is_own: of what this person opened alone."""
    asked: dict[str, str | None] = {"layout": None, "status": column.key, "state": "all"}
    if lanes == "assignee" and is_own:
        return asked | {"assignee": "none" if lane.key == NOBODY else lane.key}
    if lanes == "assignee":
        who = {"who": "none"} if lane.key == NOBODY else {"who": "all", "assignee": lane.key}
        return asked | who
    return asked | ({lanes: lane.key} if lanes else {})


def _lanes(found: work.TaskBoard, lanes: str, me: int | None) -> list[Column]:
    if not lanes:
        return [NO_LANE]
    held = {lane for _status, lane in found.counts}
    if lanes == "project":
        names = work.project_names(held - {None})
        every = [Column(str(pk), name, pk, icon="folder") for pk, name in names.items()]
        return lanes_held([*every, Column(NOBODY, _("No project"), None, icon="minus")], held)
    people = accounts.names_of(held - {None}) if lanes == "assignee" else {}
    return lanes_held(columns.of(lanes, held, people, me), held)


def _choices(now: str) -> Context:
    """The menu above the board: what the lanes stand for."""
    words = {"": _("No lanes"), "assignee": _("Assignee"), "priority": _("Priority"), "project": _("Project")}
    options = [(key, words[key]) for key in looks.TASK_LANES]
    return {"url": reverse("agent:task_lanes"), "value": now, "options": options}


def _empty(may_add: bool) -> Context:
    return {
        "icon": "kanban",
        "title": _("No tasks here"),
        "text": _("What there is to do stands here as cards, which you drag from column to column."),
        "action_url": reverse("agent:task_new") if may_add else "",
        "action": _("New task"),
    }
