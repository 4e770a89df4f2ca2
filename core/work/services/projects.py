"""The life of a project, its milestones, and the tickets that belong to it.

Everybody who may change tasks arranges projects. Milestones and tickets raise no version: who reaches a
milestone makes nobody's form stale.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from core.audit import trail
from core.desk.models import Team
from core.tickets.models import Ticket
from core.work.choices import LONGEST_NAME, OVER, ProjectStatus
from core.work.events import ProjectChanged
from core.work.models import Milestone, Project, ProjectTicket
from core.work.rules import LONGEST_TEXT, MOST_MILESTONES, MOST_TICKETS
from core.work.selectors.projects import NoSuchMilestone, NoSuchProject
from core.work.services.fields import beyond
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Stale
from tenants.kernel.text import one_line, storable

CHANGEABLE = ("name", "description", "status", "team", "start_on", "end_on")


class StaleProject(Stale):
    """data: version."""

    code = "project.stale"


class TooMany(Conflict):
    """data: limit."""

    code = "project.too_many"
    sentence = "A project has room for {limit} of these. Make another project for what comes next."


@transaction.atomic
def open_project(
    name: str,
    *,
    by: Actor,
    description: str = "",
    status: str = ProjectStatus.ACTIVE,
    team: Team | None = None,
    start_on: date | None = None,
    end_on: date | None = None,
) -> Project:
    """A new project. Raises Invalid. Emits ProjectChanged."""
    row = Project(team=team, start_on=start_on, end_on=end_on)
    for key, value in _checked({"name": name, "description": description, "status": status}).items():
        setattr(row, key, value)
    _follow_status(row)
    _check_days(row)
    row.save(force_insert=True)
    trail.record("project.opened", on=row, by=by, after={"name": row.name, "status": row.status})
    publish(ProjectChanged(row.pk, by.ref, "opened"))
    return row


@transaction.atomic
def change_project(project: Project, *, by: Actor, seen: int | None = None, **values: Any) -> Project:
    """Set any of CHANGEABLE. Returns the fresh row; nothing happens where all is so.

    Raises StaleProject, Invalid, NoSuchProject. Emits ProjectChanged.
    """
    row = _locked(project.pk)
    if seen not in (None, row.version):
        raise StaleProject(version=row.version)
    values = _checked({name: value for name, value in values.items() if name in CHANGEABLE})
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    if not fields:
        return row

    before = {name: _plain(row, name) for name in fields}
    for name in fields:
        setattr(row, name, values[name])
    _check_days(row)
    _follow_status(row)
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=[*fields, "completed_at", "version", "updated_at"])

    after = {name: _plain(row, name) for name in fields}
    trail.record("project.changed", on=row, by=by, before=before, after=after)
    publish(ProjectChanged(row.pk, by.ref, "changed"))
    return row


@transaction.atomic
def delete_project(project: Project, *, by: Actor) -> None:
    """Gone for good, with its milestones. Its tasks and tickets stay. Twice is once. Emits ProjectChanged."""
    row = Project.objects.select_for_update().filter(pk=project.pk).first()
    if row is None:
        return
    pk = row.pk
    trail.record("project.deleted", on=row, by=by, before={"name": row.name})
    row.delete()
    publish(ProjectChanged(pk, by.ref, "deleted"))


@transaction.atomic
def add_milestone(project: Project, name: str, *, by: Actor, due_on: date | None = None) -> Milestone:
    """Raises Invalid, TooMany, NoSuchProject. Emits ProjectChanged."""
    name = _named(name)
    _check_due(due_on)
    project = _locked(project.pk)
    if Milestone.objects.filter(project=project).count() >= MOST_MILESTONES:
        raise TooMany(limit=MOST_MILESTONES)
    row = Milestone.objects.create(project=project, name=name, due_on=due_on)
    _tell_milestone(project, "added", row, by)
    return row


@transaction.atomic
def change_milestone(milestone: Milestone, *, by: Actor, **values: Any) -> Milestone:
    """Set name, due_on, is_done (reached, or not any more). Returns the fresh row; twice is once.

    Raises Invalid, NoSuchMilestone. Emits ProjectChanged.
    """
    project, row = _held(milestone)
    was = (row.name, row.due_on, row.completed_at)
    if "name" in values:
        row.name = _named(values["name"])
    if "due_on" in values:
        _check_due(values["due_on"])
        row.due_on = values["due_on"]
    if "is_done" in values and values["is_done"] != (row.completed_at is not None):
        row.completed_at = clock.now() if values["is_done"] else None
    if (row.name, row.due_on, row.completed_at) == was:
        return row
    row.save(update_fields=["name", "due_on", "completed_at"])
    what = "changed" if row.completed_at == was[2] else "done" if row.completed_at else "undone"
    _tell_milestone(project, what, row, by)
    return row


@transaction.atomic
def delete_milestone(milestone: Milestone, *, by: Actor) -> None:
    """Its tasks stay in the project. Raises NoSuchMilestone. Emits ProjectChanged."""
    project, row = _held(milestone)
    _tell_milestone(project, "removed", row, by)
    row.delete()


@transaction.atomic
def put_ticket(project: Project, ticket: Ticket, *, by: Actor) -> None:
    """The ticket belongs to this project from now on, and to no other. Twice is once.

    Raises TooMany, NoSuchProject. Emits ProjectChanged.
    """
    project = _locked(project.pk)
    link = ProjectTicket.objects.select_for_update().filter(ticket=ticket.pk).first()
    if link and link.project_id == project.pk:
        return
    if ProjectTicket.objects.filter(project=project).count() >= MOST_TICKETS:
        raise TooMany(limit=MOST_TICKETS)
    was = link.project_id if link else None
    ProjectTicket.objects.update_or_create(ticket_id=ticket.pk, defaults={"project": project})
    trail.record("ticket.project", on=ticket, by=by, before=was, after=project.pk)
    for pk in filter(None, (was, project.pk)):
        publish(ProjectChanged(pk, by.ref, "ticket"))


@transaction.atomic
def take_out(ticket: Ticket, *, by: Actor, of: Project | None = None) -> None:
    """The ticket belongs to no project any more; of: if it was this one. Twice is once.

    Emits ProjectChanged.
    """
    link = ProjectTicket.objects.select_for_update().filter(ticket=ticket.pk).first()
    if link is None or (of and link.project_id != of.pk):
        return
    trail.record("ticket.project", on=ticket, by=by, before=link.project_id, after=None)
    publish(ProjectChanged(link.project_id, by.ref, "ticket"))
    link.delete()


def _locked(pk: int) -> Project:
    row = Project.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NoSuchProject
    return row


def _held(milestone: Milestone) -> tuple[Project, Milestone]:
    project = _locked(milestone.project_id)
    row = Milestone.objects.select_for_update().filter(pk=milestone.pk).first()
    if row is None:
        raise NoSuchMilestone
    return project, row


def _tell_milestone(project: Project, what: str, row: Milestone, by: Actor) -> None:
    due = row.due_on.isoformat() if row.due_on else None
    said = {"what": what, "milestone": row.pk, "name": row.name, "due_on": due}
    trail.record("project.milestone", on=project, by=by, after=said)
    publish(ProjectChanged(project.pk, by.ref, "milestone"))


def _follow_status(row: Project) -> None:
    if (row.status in OVER) != (row.completed_at is not None):
        row.completed_at = clock.now() if row.status in OVER else None


def _check_days(row: Project) -> None:
    if wrong := beyond({"start_on": row.start_on, "end_on": row.end_on}, "start_on", "end_on"):
        raise Invalid(fields=wrong)
    if row.start_on and row.end_on and row.end_on < row.start_on:
        raise Invalid(fields={"end_on": ["A project ends on the day it starts, or later."]})


def _check_due(day: date | None) -> None:
    if wrong := beyond({"due_on": day}, "due_on"):
        raise Invalid(fields=wrong)


def _named(name: str) -> str:
    name = one_line(storable(name), LONGEST_NAME)
    if not name:
        raise Invalid(fields={"name": ["Give it a name."]})
    return name


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if "name" in values:
        values["name"] = _named(values["name"])
    if "description" in values:
        values["description"] = storable(values["description"]).replace("\r\n", "\n").strip()
        if len(values["description"]) > LONGEST_TEXT:
            raise Invalid(fields={"description": [f"A description has at most {LONGEST_TEXT:,} characters."]})
    if values.get("status", ProjectStatus.ACTIVE) not in ProjectStatus.values:
        raise Invalid(fields={"status": ["A project is planning, active, on_hold, completed or cancelled."]})
    return values


def _plain(row: Project, name: str) -> object:
    if name == "team":
        return row.team_id
    value = getattr(row, name)
    if name == "description":
        return bool(value)
    return value.isoformat() if isinstance(value, date) else value
