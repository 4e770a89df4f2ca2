"""The list of tasks: one's own, all, those of a project; its filters stand in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE, DELETE, VIEW
from portal.agent import paths, shell, task_board, task_words
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once_for
from portal.ui.views import flash, fragment, is_htmx, needs, page_of, show, with_query
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused

BASE = "portal/agent/"
PAGE = 50
Context = dict[str, Any]


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/tasks/?who=me|all|none|created and ASKED; to htmx _tasks.html. POST title opens a task."""
    return _opened(request) if request.method == "POST" else _listed(request)


@needs(CHANGE)
@require_POST
def tick(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tasks/N/tick/ with action done or undone. Lists of tasks look again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task = work.task_for(actor, number, to=CHANGE)
    services.change(task, by=actor, status="done" if request.POST.get("action") == "done" else "todo")
    if not is_htmx(request):
        return HttpResponseRedirect(paths.TASKS)
    return HttpResponse(status=204, headers={"HX-Trigger": "tasks-changed"})


def filters(request: HttpRequest) -> work.TaskFilters:
    """What the address asks for. Raises BadFilter."""
    return task_words.filters_of(request.GET)


def _listed(request: HttpRequest, form: Form | None = None, code: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    asked, day = filters(request), task_words.today(request)
    if request.GET.get("part") == "board":
        return fragment(request, f"{BASE}_board_in.html", task_board.context(request, asked))
    if request.GET.get("layout") == "board":
        context = task_board.context(request, asked) | {"layout": "board", "may_change": actor.may(CHANGE)}
        context |= {"tabs": _tabs(request), "here": with_query(request), **_choices(actor, request)}
        return show(request, f"{BASE}tasks.html", shell.around(request, "tasks") | context)
    rows = work.listed(actor, asked, day)
    found, neighbours = page_of(request, rows, PAGE)
    may_delete, is_bin = actor.may(DELETE), asked.state == work.BIN
    context = {
        "rows": [task_words.row(one, day) for one in found],
        "may_change": actor.may(CHANGE),
        "may_delete": may_delete,
        "may_pick": may_delete if is_bin else actor.may(CHANGE),
        "is_bin": is_bin,
        "total": rows.count() if neighbours["next_url"] or neighbours["previous_url"] else len(found),
        "here": with_query(request),
        "columns": _columns(request, asked.order),
        "is_narrowed": any(
            request.GET.get(name) for name in task_words.ASKED if name not in ("order", "state")
        ),
        "who": _who(request),
        "layout": "list",
        **neighbours,
    }
    if is_htmx(request) and form is None:
        return fragment(request, f"{BASE}_tasks.html", context)
    context |= {"tabs": _tabs(request), "form": form or Form({"title": ""}), **_choices(actor, request)}
    return show(request, f"{BASE}tasks.html", shell.around(request, "tasks") | context, code)


def _opened(request: HttpRequest) -> HttpResponse:
    """A task for oneself, where the list is of one's own; in the project that the list is of."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may(CHANGE):
        raise Refused(permission=CHANGE)
    form, project = Form.of(request, "title"), request.GET.get("project", "")
    said: Context = {"assignee": actor.id if _who(request) == "me" else None}
    said["project"] = int(project) if project.isdecimal() and len(project) < 18 else None

    def begin() -> str:
        task = services.open_task(form["title"], by=actor, **work.named(actor, said))
        flash(request, _("%(task)s is on the list.") % {"task": task.label})
        return task.label

    try:
        once_for(request, begin)
    except SAID_IN_FORM as refusal:
        return _listed(request, form.refused(refusal), status_of(refusal))
    return HttpResponseRedirect(paths.TASKS + with_query(request, page=None).removesuffix("?"))


def _who(request: HttpRequest) -> str:
    who = request.GET.get("who", "")
    return who if who in task_words.WHO else "me"


def _tabs(request: HttpRequest) -> list[Context]:
    words = (("me", _("Mine")), ("all", _("All")), ("none", _("Nobody's")), ("created", _("Opened by me")))
    now = _who(request)
    is_bin = request.GET.get("state") == work.BIN  # everybody's; a tab leads out of it
    more = {"page": None} | ({"state": None} if is_bin else {})
    return [
        {"name": name, "url": with_query(request, who=key, **more), "on": key == now and not is_bin}
        for key, name in words
    ]


def _columns(request: HttpRequest, order: str) -> list[Context]:
    """Heads of the table that sort: {key, name, url, on}."""
    words = (("title", _("Task")), ("priority", _("Priority")), ("due", _("Due")), ("updated", _("Changed")))
    return [
        {"key": key, "name": name, "url": with_query(request, order=key, page=None), "on": key == order}
        for key, name in words
    ]


def _choices(actor: Actor, request: HttpRequest) -> Context:
    """The menus above the list, each (name, label, options, what is chosen)."""
    projects = [(str(row.pk), row.name) for row in work.projects(actor, state="all")[:200]]
    states = [("", _("Open")), ("finished", _("Finished")), ("all", _("Open and finished"))]
    if actor.may(DELETE):
        states.append((work.BIN, _("In the bin")))
    dues = [
        ("", _("Any day")),
        ("late", _("Overdue")),
        ("today", _("Today")),
        ("week", _("In 7 days")),
        ("none", _("Without a day")),
    ]
    menus = [
        ("state", _("State"), states),
        ("status", _("Status"), [("", _("Any status")), *task_words.statuses()]),
        ("priority", _("Priority"), [("", _("Any priority")), *task_words.priorities()]),
        ("due", _("Due"), dues),
        ("project", _("Project"), [("", _("Any project")), *projects]),
    ]
    if request.GET.get("layout") == "board":  # its columns are the statuses
        menus = menus[2:]
    told = [(name, label, options, request.GET.get(name, "")) for name, label, options in menus]
    kept = [
        (name, request.GET[name]) for name in ("who", "assignee", "order", "layout") if request.GET.get(name)
    ]
    return {"menus": told, "kept": kept, "query": "", "asked_q": request.GET.get("q", "")}
