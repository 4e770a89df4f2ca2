"""Many tasks of the list at once: done in one go, undone for a week. Template: _bulk.html, as of tickets.

Chosen are tasks by their numbers (?tickets=1,2, as pick.js says it) or all that the list shows (all=1 and
its query).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts import selectors as accounts
from core.work import selectors as work
from core.work.rules import CHANGE, DELETE
from core.work.services import bulk as services
from portal.agent import lists, paths, shell, task_form, task_words
from portal.agent.bulk import numbers_in
from portal.agent.columns import NOBODY
from portal.ui.happenings import happen
from portal.ui.times import day as spelled
from portal.ui.views import fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, Refusal

if TYPE_CHECKING:
    from core.work.models import TaskBulk

BASE = "portal/agent/"
FIELDS = (*services.FIELDS, *services.ALONE)
KEYS = ("assignee", "project")
Context = dict[str, Any]


@needs(CHANGE, DELETE)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """POST /desk/tasks/bulk/: those chosen, key, and FIELDS. The card; to who has no script its page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = {**request.GET.dict(), **request.POST.dict()}
    try:
        what = {name: _read(name, given[name]) for name in FIELDS if given.get(name, "") != ""}
        row = services.start(what, by=actor, key=given.get("key", ""), **_chosen(request, given))
    except Refusal as refusal:
        if not is_htmx(request):
            raise
        toast = {"text": refusal.message, "level": "error"}
        return happen(HttpResponse(status=refusal.status), {"toast": toast})
    return _card(request, row, "bulk-begun")


@needs(CHANGE, DELETE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/tasks/bulk/PK/: GET its page; to htmx its card. POST action=undo."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = work.bulk_change(actor, pk)
    if request.method == "POST":
        if request.POST.get("action") != "undo":
            raise Invalid
        return _card(request, services.undo(row, by=actor), "bulk-moved")
    if is_htmx(request):
        return _card(request, row, "")
    context = {"bulk": told(row), "rows": [_missed(one) for one in row.missed], "of_tasks": True}
    return show(request, f"{BASE}bulk_change.html", shell.around(request, "tasks") | context)


@needs(CHANGE)
@require_GET
def choices(request: HttpRequest, field: str) -> HttpResponse:
    """GET /desk/tasks/bulk/choices/FIELD/: what a menu above the list offers."""
    if field not in services.FIELDS:
        raise NotFound
    offered = [
        {"value": value, "name": words, "kind": kind, "icon": icon, "on": False}
        for value, words, kind, icon in _offered(request, field)
    ]
    context = {"field": field, "choices": offered, "post_url": reverse("agent:task_bulk"), "target": "#bulk"}
    return fragment(request, f"{BASE}_task_choices.html", context | {"is_bulk": True})


def told(row: TaskBulk) -> Context:
    """As _bulk.html and bulk_change.html take it."""
    done, missed = len(row.done), len(row.missed)
    words = ngettext("%(n)d task changed.", "%(n)d tasks changed.", done)
    if row.undone_at:
        words = ngettext("%(n)d task is as before.", "%(n)d tasks are as before.", done)
    return {
        "url": reverse("agent:task_bulk_change", args=[row.pk]),
        "what": _what(row.what),
        "state": "undone" if row.undone_at else "done",
        "is_at_work": False,
        "total": done + missed,
        "settled": done + missed,
        "said": words % {"n": done},
        "missed": missed,
        "may_undo": work.undo_until(row) is not None,
        "at": row.created_at,
    }


def _missed(one: Context) -> Context:
    number = one["number"]
    named = {"label": f"TASK-{number:04d}", "url": paths.task(number), "subject": one["title"]}
    return named | {"why": one["why"]}


def _card(request: HttpRequest, row: TaskBulk, event: str) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(reverse("agent:task_bulk_change", args=[row.pk]))
    response = fragment(request, f"{BASE}_bulk.html", {"bulk": told(row)})
    return happen(response, {event: {}, "tasks-changed": {}}) if event else response


def _chosen(request: HttpRequest, given: dict[str, str]) -> dict[str, Any]:
    """As services.start takes it. A list is read as its page reads it."""
    if given.get("all") != "1":
        return {"numbers": numbers_in(given.get("tickets", ""))}
    query = lists.sent(given.get("query", "").lstrip("?"))
    return {"filters": task_words.filters_of(query), "day": task_words.today(request)}


def _read(name: str, text: str) -> Any:
    """As services.start takes it. Raises Invalid."""
    if name in services.ALONE:
        return True
    if text == NOBODY and name in (*KEYS, "due_on"):
        return None
    if name == "due_on":
        return task_form.day(text)
    if name in KEYS:
        if not text.isdecimal() or len(text) > 17:
            raise Invalid
        return int(text)
    return text


def _offered(request: HttpRequest, field: str) -> list[tuple[str, str, str, str]]:
    """(value, words, dot of a status, icon)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if field == "status":
        return [(key, str(word), kind, "") for key, (word, kind) in task_words.STATUSES.items()]
    if field == "priority":
        return [(key, words, "", f"prio-{key}") for key, words in task_words.priorities()]
    if field == "assignee":
        people = sorted(work.doers(), key=lambda one: (one.pk != actor.id, one.name.casefold()))
        return [(NOBODY, _("Nobody"), "", "user-x"), *((str(one.pk), one.name, "", "") for one in people)]
    if field == "project":
        rows = [(str(one.pk), one.name, "", "folder") for one in work.projects(actor)[:200]]
        return [(NOBODY, _("No project"), "", "minus"), *rows]
    return [(value, words, "", "calendar-days") for value, words in _days(task_words.today(request))]


def _days(today: date) -> list[tuple[str, str]]:
    monday = today + timedelta(days=7 - today.weekday())
    named = ((today, _("Today")), (today + timedelta(days=1), _("Tomorrow")), (monday, _("Next Monday")))
    return [*((day.isoformat(), words) for day, words in named), (NOBODY, _("Without a day"))]


def _what(what: Context) -> str:
    """ "Status: Done · Priority: High"."""
    return " · ".join(_one(name, value) for name, value in what.items())


def _one(name: str, value: Any) -> str:
    if name == "delete":
        return _("Into the bin")
    if name == services.IN_BIN:
        return _("Out of the bin")
    if name == "status":
        return f"{_('Status')}: {task_words.status(value)['name']}"
    if name == "priority":
        return f"{_('Priority')}: {task_words.PRIORITY_WORDS[value]}"
    if name == "due_on":
        return f"{_('Due')}: {spelled(date.fromisoformat(value)) if value else _('none')}"
    names = accounts.names_of if name == "assignee" else work.project_names
    label, nobody = (_("Who"), _("Nobody")) if name == "assignee" else (_("Project"), _("none"))
    return f"{label}: {names([value]).get(value, _('gone meanwhile')) if value else nobody}"
