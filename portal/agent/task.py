"""One task: what is to be done, by whom and until when, what colleagues say of it, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from core.desk import selectors as desk
from core.notifications import services as notifications
from core.tickets import rich
from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE, DELETE, VIEW
from portal.agent import faces, paths, shell, task_form, task_history, task_words, time_words
from portal.agent.codes import PRIORITIES
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once_for
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound, Refused, Stale

if TYPE_CHECKING:
    from core.work.models import Task, TaskComment

BASE = "portal/agent/"
Context = dict[str, Any]


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """/desk/tasks/N/: GET shows it; POST any of task_form.FIELDS with version changes it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task = work.task_for(actor, number, to=VIEW if request.method == "GET" else CHANGE)
    if request.method == "GET":
        notifications.clear_task(actor, task.pk)
        return _shown(request, task)
    form = _moved(task, task_form.sent(request))
    try:
        services.change(task, by=actor, seen=_version(request), **task_form.values(actor, form))
    except Stale as refusal:
        fresh = work.task_for(actor, number)
        return _shown(
            request, fresh, error=_("Somebody was faster. This is how it stands now."), code=refusal.status
        )
    except (*SAID_IN_FORM, Refused, NotFound) as refusal:
        return _shown(request, task, form.refused(refusal), code=status_of(refusal))
    if not is_htmx(request):
        return HttpResponseRedirect(paths.task(number))
    return _shown(request, work.task_for(actor, number))


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """/desk/tasks/new/: GET with ?title=, ticket=, project=, milestone= the form; POST opens it."""
    if request.method == "GET":
        asked = {name: request.GET.get(name, "")[:300] for name in task_form.FIELDS}
        return _form(request, Form(asked | {"priority": asked["priority"] or "medium", "status": "todo"}))
    form = Form.of(request, *task_form.FIELDS)
    try:
        return HttpResponseRedirect(once_for(request, lambda: _open(request, form)))
    except (*SAID_IN_FORM, Refused, NotFound) as refusal:
        return _form(request, form.refused(refusal), status_of(refusal))


@needs(DELETE)
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tasks/N/delete/: into the bin."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task = work.task_for(actor, number, to=DELETE)
    try:
        services.delete(task, by=actor)
    except Conflict as refusal:
        return _shown(request, task, error=refusal.message, code=refusal.status)
    said = _("%(task)s lies in the bin for 30 days.") % {"task": task.label}
    flash(request, said, "info", undo_url=reverse("agent:task_restore", args=[number]))
    return HttpResponseRedirect(paths.TASKS)


@needs(DELETE)
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tasks/N/restore/: out of the bin."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task = services.restore(work.binned_task(actor, number), by=actor)
    flash(request, _("%(task)s is back.") % {"task": task.label})
    return HttpResponseRedirect(paths.task(number))


@needs(VIEW)
@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tasks/N/comments/ with text; or with pk and text, or pk and action=delete, for one's own."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    task, form = work.task_for(actor, number), Form.of(request, "text", "pk", "action")
    try:
        if form["pk"].isdecimal() and len(form["pk"]) < 18:
            row = work.comment_for(actor, task, int(form["pk"]))
            if form["action"] == "delete":
                services.delete_comment(row, by=actor)
            else:
                services.edit_comment(row, form["text"], by=actor)
        else:
            once_for(request, lambda: str(services.comment(task, form["text"], by=actor).pk))
    except SAID_IN_FORM as refusal:
        return _shown(
            request, task, comment=form.refused(refusal, {"__all__": "text"}), code=status_of(refusal)
        )
    if not is_htmx(request):
        return HttpResponseRedirect(f"{paths.task(number)}#comments")
    return _shown(request, work.task_for(actor, number))


def _open(request: HttpRequest, form: Form) -> str:
    """Its address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values = task_form.values(actor, form)
    task = services.open_task(values.pop("title"), by=actor, **{"status": "todo"} | values)
    flash(request, _("%(task)s is on the list.") % {"task": task.label})
    return paths.task(task.number)


def _moved(task: Task, form: Form) -> Form:
    """Into another project the task goes without the old one's milestone, which the form still holds."""
    is_elsewhere = form.data.get("project", str(task.project_id or "")) != str(task.project_id or "")
    if is_elsewhere and form.data.get("milestone") == str(task.milestone_id or ""):
        del form.data["milestone"]
    return form


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Invalid
    return int(text)


def _shown(
    request: HttpRequest,
    task: Task,
    form: Form | None = None,
    *,
    comment: Form | None = None,
    error: str = "",
    code: int = 200,
) -> HttpResponse:
    """The page, or to htmx _task.html. form: as typed, with what was refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    day = task_words.today(request)
    context = {
        "task": task_words.row(task, day)
        | {
            "description": task.description,
            "html": Markup(rich.render(task.description)) or None,  # noqa: S704 - sanitised by rich
            "creator": task.creator.name if task.creator else None,
            "milestone": task.milestone.name if task.milestone else None,
            "team": task.team.name if task.team else None,
            "estimate": task_form.spelled(task.estimate),
            "created_at": task.created_at,
            "completed_at": task.completed_at,
        },
        "form": Form(_typed(task) | (form.data if form else {}), form.errors if form else {}),
        "is_editing": bool(form and {"title", "description"} & set(form.data)),
        "comment_form": comment or Form({"text": ""}),
        "comments": [_comment(one, actor) for one in work.comments_of(task)],
        "history": task_history.lines(work.history_of(task)),
        "time": time_words.cold(actor, "task", task.number),
        "error": error or (form and " ".join(form.errors.get("__all__", []))) or "",
        "may_change": actor.may(CHANGE),
        "may_delete": actor.may(DELETE),
        **_options(actor, task),
    }
    if is_htmx(request):
        return fragment(request, f"{BASE}_task.html", context, code)
    return show(request, f"{BASE}task.html", shell.around(request, "tasks") | context, code)


def _form(request: HttpRequest, form: Form, code: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"form": form, "may_delete": False, **_options(actor, None)}
    return show(request, f"{BASE}task_new.html", shell.around(request, "tasks") | context, code)


def _typed(task: Task) -> Context:
    """As the fields of the form hold it."""
    return {
        "title": task.title,
        "description": task.description,
        "status": task.status,
        "priority": PRIORITIES[task.priority],
        "assignee": str(task.assignee_id or ""),
        "team": str(task.team_id or ""),
        "project": str(task.project_id or ""),
        "milestone": str(task.milestone_id or ""),
        "ticket": task.ticket.label if task.ticket else "",
        "due_on": task.due_on.isoformat() if task.due_on else "",
        "estimate": task_form.spelled(task.estimate),
    }


def _options(actor: Actor, task: Task | None) -> Context:
    """What the selects offer. What the task has already is always among it."""
    none = [("", _("None"))]
    people = [(str(one.pk), one.name) for one in work.doers(task.ticket if task else None)]
    if task and task.assignee and str(task.assignee.pk) not in dict(people):
        people.append((str(task.assignee.pk), task.assignee.name))
    projects = [(str(one.pk), one.name) for one in work.projects(actor)[:200]]
    if task and task.project and str(task.project.pk) not in dict(projects):
        projects.append((str(task.project.pk), task.project.name))
    stones = work.milestones_of(task.project) if task and task.project else ()
    return {
        "statuses": task_words.statuses(),
        "priorities": task_words.priorities(),
        "people": [("", _("Nobody")), *people],
        "teams": [*none, *((str(one.pk), one.name) for one in desk.teams())],
        "projects": [*none, *projects],
        "milestones": [*none, *((str(one.pk), one.name) for one in stones)],
    }


def _comment(row: TaskComment, actor: Actor) -> Context:
    return {
        "id": row.pk,
        "author": row.author_name,
        "face": faces.url(row.author_id),
        "text": row.text,
        "html": Markup(rich.render(row.text)) or None,  # noqa: S704 - sanitised by rich
        "at": row.created_at,
        "edited_at": row.edited_at,
        "is_mine": actor.kind == "user" and row.author_id == actor.id,
    }
