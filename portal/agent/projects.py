"""Projects: the list, and one with its milestones, tasks, tickets and timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from core.desk import selectors as desk
from core.tickets import rich
from core.tickets import selectors as tickets
from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE, DELETE, VIEW
from portal.agent import paths, project_timeline, shell, task_form, task_words
from portal.agent.codes import status as ticket_status
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once_for
from portal.ui.views import flash, needs, page_of, show, with_query
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound, Refused

if TYPE_CHECKING:
    from core.work.models import Milestone, Project, Task

BASE = "portal/agent/"
PAGE = 50
MOST_TASKS = 300  # on one page; the rest stands in the list of tasks
WITH_FIELDS = ("save", "task", "milestone", "put")  # acts that can say beside a field what was refused
FIELDS = ("name", "description", "status", "team", "start_on", "end_on")
Context = dict[str, Any]


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/projects/?state=open|over|all&q=. POST name opens one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _listed(request)
    _check(actor, CHANGE)
    form = Form.of(request, "name")
    try:
        address = once_for(request, lambda: paths.project(services.open_project(form["name"], by=actor).pk))
    except SAID_IN_FORM as refusal:
        return _listed(request, form.refused(refusal), status_of(refusal))
    return HttpResponseRedirect(address)


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """/desk/projects/PK/: GET shows it. POST action: save FIELDS; task title; milestone name, due_on;
    reach, unreach or drop milestone; put or take ticket; delete.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = work.project_for(actor, pk)
    if request.method != "POST":
        return _shown(request, row)
    action = request.POST.get("action", "")
    if action not in ACTS:
        raise Invalid
    need, names, act = ACTS[action]
    _check(actor, need)
    form = Form.of(request, *names)
    try:
        said = once_for(request, lambda: act(actor, row, form))
    except (*SAID_IN_FORM, NotFound) as refusal:
        if action not in WITH_FIELDS:
            flash(request, refusal.message, "error")
            return HttpResponseRedirect(paths.project(pk))
        form.refused(refusal, {"title": "title", "__all__": names[0] if names else "__all__"})
        return _shown(request, work.project_for(actor, pk), action, form, status_of(refusal))
    if said:
        flash(request, said)
    return HttpResponseRedirect(paths.PROJECTS if action == "delete" else paths.project(pk))


def _save(actor: Actor, row: Project, form: Form) -> str:
    days: Context = {name: task_form.day(form[name]) for name in ("start_on", "end_on")}
    team = int(form["team"]) if form["team"].isdecimal() and len(form["team"]) < 18 else None
    values: Context = {name: form[name] for name in ("name", "description", "status")}
    seen = int(form["version"]) if form["version"].isdecimal() and len(form["version"]) < 10 else None
    services.change_project(row, by=actor, seen=seen, **values, **days, **work.named(actor, {"team": team}))
    return _("Saved.")


def _task(actor: Actor, row: Project, form: Form) -> str:
    stone = int(form["milestone"]) if form["milestone"].isdecimal() and len(form["milestone"]) < 18 else None
    placed = work.named(actor, {"milestone": stone})
    task = services.open_task(form["title"], by=actor, project=row, **placed)
    return _("%(task)s is on the list.") % {"task": task.label}


def _milestone(actor: Actor, row: Project, form: Form) -> str:
    services.add_milestone(row, form["name"], by=actor, due_on=task_form.day(form["due_on"]))
    return ""


def _reach(actor: Actor, row: Project, form: Form) -> str:
    services.change_milestone(_stone(row, form), by=actor, is_done=True)
    return ""


def _unreach(actor: Actor, row: Project, form: Form) -> str:
    services.change_milestone(_stone(row, form), by=actor, is_done=False)
    return ""


def _drop(actor: Actor, row: Project, form: Form) -> str:
    services.delete_milestone(_stone(row, form), by=actor)
    return _("The milestone is gone; its tasks stay in the project.")


def _put(actor: Actor, row: Project, form: Form) -> str:
    services.put_ticket(row, tickets.ticket_for(actor, form["ticket"].strip(), beside=()), by=actor)
    return ""


def _take(actor: Actor, row: Project, form: Form) -> str:
    services.take_out(tickets.ticket_for(actor, form["ticket"].strip(), beside=()), by=actor, of=row)
    return ""


def _delete(actor: Actor, row: Project, form: Form) -> str:
    services.delete_project(row, by=actor)
    return _("%(project)s was deleted. Its tasks and tickets stay.") % {"project": row.name}


def _stone(row: Project, form: Form) -> Milestone:
    key = form["milestone"]
    return work.milestone_for(row, int(key) if key.isdecimal() and len(key) < 18 else 0)


ACTS: dict[str, tuple[str, tuple[str, ...], Callable[[Actor, Project, Form], str]]] = {
    "save": (CHANGE, (*FIELDS, "version"), _save),
    "task": (CHANGE, ("title", "milestone"), _task),
    "milestone": (CHANGE, ("name", "due_on"), _milestone),
    "reach": (CHANGE, ("milestone",), _reach),
    "unreach": (CHANGE, ("milestone",), _unreach),
    "drop": (CHANGE, ("milestone",), _drop),
    "put": (CHANGE, ("ticket",), _put),
    "take": (CHANGE, ("ticket",), _take),
    "delete": (DELETE, (), _delete),
}


def _check(actor: Actor, need: str) -> None:
    if not actor.may(need):
        raise Refused(permission=need)


def _listed(request: HttpRequest, form: Form | None = None, code: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = request.GET.get("state", "") or "open"
    query = request.GET.get("q", "")[:100]
    found, neighbours = page_of(request, work.projects(actor, state=state, q=query), PAGE)
    words = (("open", _("Open")), ("over", _("Finished")), ("all", _("All")))
    context = {
        "rows": [project(row) for row in found],
        "tabs": [
            {"name": name, "url": with_query(request, state=key, page=None), "on": key == state}
            for key, name in words
        ],
        "asked_q": query,
        "form": form or Form({"name": ""}),
        "may_change": actor.may(CHANGE),
        "layout": "projects",
        **neighbours,
    }
    return show(request, f"{BASE}projects.html", shell.around(request, "tasks") | context, code)


def project(row: Any) -> Context:
    """A line of the list; the row has its counts."""
    word, chip = task_words.PROJECT_STATUSES[row.status]
    return {
        "id": row.pk,
        "name": row.name,
        "url": paths.project(row.pk),
        "status": str(word),
        "chip": chip,
        "team": row.team.name if row.team else "",
        "start": row.start_on,
        "end": row.end_on,
        "progress": work.progress(row),
        "tasks": row.task_count,
        "done": row.done_count,
        "milestones": row.milestone_count,
        "reached": row.reached_count,
    }


def _shown(
    request: HttpRequest, row: Project, action: str = "", form: Form | None = None, code: int = 200
) -> HttpResponse:
    """action, form: what was refused, as it was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day = task_words.today(request)
    tasks = list(
        work.tasks_in(actor, row).order_by("is_finished", "due_on", "-priority", "number")[:MOST_TASKS]
    )
    stones = list(work.milestones_of(row))
    forms = {"save": Form(_typed(row)), "task": Form({"title": ""}), "put": Form({"ticket": ""})}
    forms["milestone"] = Form({"name": "", "due_on": ""})
    if form:
        forms[action] = form
    context = {
        "project": project(row) | {"description": row.description, "html": _html(row.description)},
        "milestones": [_milestone_row(one, day) for one in stones],
        "groups": _groups(tasks, stones, day),
        "tickets": [
            task_words.ticket(one)
            | {"number": one.number, "status": ticket_status(one), "is_finished": one.is_finished}
            for one in work.tickets_in(actor, row)
        ],
        "timeline": project_timeline.of(row, tasks, stones, day),
        "forms": forms,
        "statuses": task_words.project_statuses(),
        "teams": [("", _("None")), *((str(one.pk), one.name) for one in desk.teams())],
        "all_url": f"{paths.TASKS}?who=all&state=all&project={row.pk}",
        "may_change": actor.may(CHANGE),
        "may_delete": actor.may(DELETE),
    }
    return show(request, f"{BASE}project.html", shell.around(request, "tasks") | context, code)


def _html(text: str) -> Markup | None:
    return Markup(rich.render(text)) or None  # noqa: S704 - sanitised by rich


def _typed(row: Project) -> Context:
    return {
        "version": str(row.version),
        "name": row.name,
        "description": row.description,
        "status": row.status,
        "team": str(row.team_id or ""),
        "start_on": row.start_on.isoformat() if row.start_on else "",
        "end_on": row.end_on.isoformat() if row.end_on else "",
    }


def _milestone_row(row: Any, day: Any) -> Context:
    is_done = row.completed_at is not None
    return {
        "id": row.pk,
        "name": row.name,
        "due": row.due_on,
        "is_done": is_done,
        "is_late": bool(not is_done and row.due_on and row.due_on < day),
        "is_today": not is_done and row.due_on == day,
        "tasks": row.task_count,
        "done": row.done_count,
    }


def _groups(tasks: list[Task], stones: list[Milestone], day: Any) -> list[Context]:
    """Tasks under their milestones, those without one first."""
    names = [(None, ""), *((one.pk, one.name) for one in stones)]
    held: dict[int | None, list[Context]] = {}
    for task in tasks:
        held.setdefault(task.milestone_id, []).append(task_words.row(task, day))
    return [{"id": key, "name": name, "rows": held[key]} for key, name in names if key in held]
