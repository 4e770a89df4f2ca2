"""The tasks of a ticket, as its side panel shows them: ticked off, and added by a title and Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.tickets import selectors as tickets
from core.work import selectors as work
from core.work import services
from core.work.rules import CHANGE
from portal.agent import paths, task_words
from portal.ui.once import once_for
from portal.ui.views import fragment, is_htmx, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, NotFound, Refused

if TYPE_CHECKING:
    from core.tickets.models import Ticket

Context = dict[str, Any]


@needs(CHANGE)
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/tasks/: title opens one; task=NUMBER, action=done|undone; project=ID or ""."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, given = tickets.ticket_for(actor, number), request.POST
    try:
        if "task" in given:
            task = work.task_for(actor, given["task"], to=CHANGE)
            services.change(task, by=actor, status="done" if given.get("action") == "done" else "todo")
        elif "project" in given:
            _place(actor, row, given["project"])
        else:
            title = given.get("title", "")[:1_000]
            once_for(request, lambda: services.open_task(title, by=actor, ticket=row).label)
    except (Invalid, Conflict, NotFound, Refused) as refusal:
        said = refusal.data.get("fields", {}).get("title", [refusal.message])[0]
        return _answer(request, row, said, given.get("title", ""))
    return _answer(request, row, is_adding="title" in given)


def of(request: HttpRequest, row: Ticket) -> Context | None:
    """`tasks` of _ticket_tasks.html; None for who sees no tasks. One query."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if (found := work.beside(actor, row)) is None:
        return None
    day, project = task_words.today(request), found.project
    return {
        "rows": [task_words.row(one, day) for one in found.tasks],
        "done": sum(one.is_finished for one in found.tasks),
        "project": {"id": project.pk, "name": project.name, "url": paths.project(project.pk)}
        if project
        else None,
        "may_change": actor.may(CHANGE),
    }


def context(request: HttpRequest, row: Ticket) -> Context:
    """Of _ticket_tasks.html, as a part that live news asks for."""
    return {"ticket": {"number": row.number}, "tasks": of(request, row), "projects": None}


def choosing(request: HttpRequest, row: Ticket) -> Context:
    """The same with the projects to choose from."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    offered = [(str(one.pk), one.name) for one in work.projects(actor)[:200]]
    return context(request, row) | {"projects": [("", _("None")), *offered]}


def _place(actor: Actor, row: Ticket, text: str) -> None:
    """Into this project, or out of whatever it is in."""
    if text.isdecimal() and len(text) < 18:
        services.put_ticket(work.project_for(actor, int(text), to=CHANGE), row, by=actor)
    else:
        services.take_out(row, by=actor)


def _answer(
    request: HttpRequest, row: Ticket, error: str = "", title: str = "", *, is_adding: bool = False
) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(paths.ticket(row.number))
    more = {"task_error": error, "task_title": title, "task_focus": is_adding or bool(error)}
    return fragment(
        request, "portal/agent/_ticket_tasks.html", context(request, row) | more, 422 if error else 200
    )
