"""What colleagues of the two organizations have to do: a project on its way, and tasks in every state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.accounts.models import User
from core.tickets.models import Ticket
from core.work import services
from core.work.models import Milestone, Project, Task
from core.work.selectors import today
from tenants.kernel.actor import SYSTEM

PROJECTS = {  # slug: (name, what for, days from today until it ends, milestones (name, days, is reached))
    "acme": (
        "Onboard Northwind's second site",
        "140 dispatchers move from paper to boards. _Grace_ is our contact at the customer.",
        24,
        (("Contract signed", -12, True), ("Data imported", 3, False), ("Everybody trained", 17, False)),
    ),
    "globex": (
        "Returns before Christmas",
        "Fewer questions about returns: a clear page, labels in every parcel, one answer for all.",
        18,
        (("Page is online", -4, True), ("Labels in every parcel", 8, False)),
    ),
}
# title, status, priority, days until it is due (None: no day), minutes, milestone (place, None), said
TASKS: tuple[tuple[str, str, int, int | None, int | None, int | None, str], ...] = (
    ("Collect the open questions of the kick-off", "done", 2, -9, 60, 0, ""),
    ("Check the sample file for doubled rows", "in_progress", 3, 1, 120, 1, "Row 40 to 60 look wrong to me."),
    ("Ask IT for the firewall exception", "blocked", 4, -1, 30, 1, "They want it in writing first."),
    ("Write the short guide for the first day", "todo", 2, 9, 240, 2, ""),
    ("Book the room for the training", "todo", 1, 15, 15, 2, ""),
    ("Call back about the outage report", "todo", 4, 0, 20, None, ""),
    ("Tidy up the canned replies about refunds", "in_progress", 2, 6, 90, None, ""),
    ("Compare two tools for screen recordings", "cancelled", 1, None, None, None, ""),
    ("Update the holiday calendar for next year", "todo", 2, None, 30, None, ""),
)
ABOUT = 5  # this task, and the one before it in the list, are about the organization's newest tickets


def work(slug: str, staff: Mapping[str, User]) -> None:
    """One project and nine tasks. Nothing where there is a task already."""
    if Task.objects.exists():
        return
    people = [
        one for one in staff.values() if one.is_active and one.role.key in ("agent", "lead", "admin", "owner")
    ]
    tickets = list(Ticket.objects.filter(is_finished=False, merged_into=None).order_by("number")[:3])
    project, stones = _project(slug, people[0])
    for place, (title, status, priority, days, minutes, stone, said) in enumerate(TASKS):
        by = people[place % len(people)]
        values: dict[str, Any] = {"status": status, "priority": priority, "estimate": minutes}
        values["due_on"] = None if days is None else today() + timedelta(days=days)
        values |= {"milestone": stones[min(stone, len(stones) - 1)]} if stone is not None else {}
        ticket = tickets[0] if place in (ABOUT, ABOUT + 1) and tickets else None
        given = people[(place // 2) % len(people)]
        task = services.open_task(title, by=by.actor, assignee=given, ticket=ticket, **values)
        if said:
            services.comment(task, said, by=by.actor)
    for ticket in tickets[:2]:
        services.put_ticket(project, ticket, by=SYSTEM)


def _project(slug: str, lead: User) -> tuple[Project, list[Milestone]]:
    name, aim, days, stones = PROJECTS[slug]
    start, end = today() - timedelta(days=14), today() + timedelta(days=days)
    project = services.open_project(name, by=lead.actor, description=aim, start_on=start, end_on=end)
    rows = []
    for title, due, is_reached in stones:
        row = services.add_milestone(project, title, by=lead.actor, due_on=today() + timedelta(days=due))
        rows.append(services.change_milestone(row, by=lead.actor, is_done=is_reached))
    return project, rows
