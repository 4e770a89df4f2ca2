"""Projects with how far they are, their milestones, and their tickets as far as somebody may see them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.tickets.models import Ticket
from core.tickets.selectors.access import listed as tickets_listed
from core.tickets.selectors.inbox import BadFilter
from core.work.choices import OVER, ProjectStatus, TaskStatus
from core.work.models import Milestone, Project, ProjectTicket, Task
from core.work.rules import MOST_TICKETS, VIEW
from core.work.selectors.access import visible
from core.work.selectors.lists import with_beside
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.text import storable

STATES = ("open", "over", "all")


class NoSuchProject(NotFound):
    code = "project.not_found"
    sentence = "There is no such project, or you may not see it."


class NoSuchMilestone(NotFound):
    code = "milestone.not_found"
    sentence = "There is no such milestone."


def projects(actor: Actor, *, state: str = "open", team: int | None = None, q: str = "") -> QuerySet[Project]:
    """By name, each with the counts that `progress` takes. state: open (also those on hold), over or all, or
    a status. Raises BadFilter.
    """
    rows = _counted(_seen(actor))
    if state in ProjectStatus.values:
        rows = rows.filter(status=state)
    elif state not in STATES:
        raise BadFilter(field="state", value=state[:40])
    elif state != "all":
        over = Q(status__in=sorted(OVER))
        rows = rows.filter(over if state == "over" else ~over)
    if team:
        rows = rows.filter(team=team)
    for word in storable(q).split()[:8]:
        rows = rows.filter(name__icontains=word)
    return rows.select_related("team").order_by("name", "pk")


def project_for(actor: Actor, pk: int, to: str = VIEW) -> Project:
    """The project, with its counts, for an actor who may do `to`. Raises NoSuchProject, Refused."""
    row = _counted(_seen(actor)).select_related("team").filter(pk=pk).first()
    if row is None:
        raise NoSuchProject
    if actor.kind not in ("system", "ai") and not actor.may(to):
        raise Refused(permission=to)
    return row


def progress(project: Any) -> int:
    """0 to 100: how many of its tasks and milestones are done. Cancelled tasks count for nothing; a project
    that is completed is at 100 whatever was left. The row has its counts (`projects`, `project_for`).
    """
    if project.status == ProjectStatus.COMPLETED:
        return 100
    whole = project.task_count + project.milestone_count
    return 100 * (project.done_count + project.reached_count) // whole if whole else 0


def milestones_of(project: Project) -> QuerySet[Milestone]:
    """The next due first, each with `task_count` and `done_count`. One query."""
    going = ~Q(tasks__status=TaskStatus.CANCELLED)
    return Milestone.objects.filter(project=project).annotate(
        task_count=Count("tasks", filter=going), done_count=Count("tasks", filter=Q(tasks__status="done"))
    )


def milestone_for(project: Project, pk: int) -> Milestone:
    """A milestone of a project in hand. Raises NoSuchMilestone."""
    row = Milestone.objects.select_related("project").filter(project=project, pk=pk).first()
    if row is None:
        raise NoSuchMilestone
    return row


def milestone_by(actor: Actor, pk: int) -> Milestone:
    """By its key alone. Raises NoSuchMilestone."""
    row = Milestone.objects.select_related("project").filter(project__in=_seen(actor), pk=pk).first()
    if row is None:
        raise NoSuchMilestone
    return row


def tickets_in(actor: Actor, project: Project) -> list[Ticket]:
    """Its tickets that the actor may see in lists, open ones first. One query."""
    rows = tickets_listed(actor).filter(of_project__project=project.pk, merged_into=None)
    return list(rows.select_related("status", "assignee").order_by("is_finished", "-number")[:MOST_TICKETS])


def project_of(actor: Actor, ticket: Ticket) -> Project | None:
    """The one this ticket belongs to, for who may see projects."""
    link = ProjectTicket.objects.filter(ticket=ticket.pk, project__in=_seen(actor)).select_related("project")
    found = link.first()
    return found.project if found else None


def tasks_in(actor: Actor, project: Project) -> QuerySet[Task]:
    """All its tasks that the actor may see, whatever their state."""
    return with_beside(visible(actor).filter(project=project.pk))


def span(project: Project, tasks: list[Task], milestones: list[Milestone]) -> tuple[date, date] | None:
    """From the first to the last day that anything of it says; None where nothing does."""
    said: list[date | None] = [project.start_on, project.end_on, *(row.due_on for row in milestones)]
    for task in tasks:
        said += [task.created_at.date(), task.due_on] if task.due_on else []
    days = [day for day in said if day]
    return (min(days), max(days)) if days else None


def _seen(actor: Actor) -> QuerySet[Project]:
    if actor.kind in ("system", "ai") or actor.may(VIEW):
        return Project.objects.all()
    return Project.objects.none()


def _counted(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Counted apart: two joins at once would multiply each other."""
    tasks = Task.objects.filter(project=OuterRef("pk")).exclude(status=TaskStatus.CANCELLED)
    milestones = Milestone.objects.filter(project=OuterRef("pk"))
    return rows.annotate(
        task_count=_number(tasks, "project"),
        done_count=_number(tasks.filter(status=TaskStatus.DONE), "project"),
        milestone_count=_number(milestones, "project"),
        reached_count=_number(milestones.filter(completed_at__isnull=False), "project"),
    )


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
