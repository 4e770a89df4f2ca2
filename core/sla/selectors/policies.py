"""Policies, and which one holds for a ticket. Without a query, as long as `book` remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.desk import selectors as desk
from core.desk.hours import add_working_time
from core.sla import book
from core.sla.models import Policy
from core.tickets.conditions import Asking, Facts, holds
from tenants.kernel import clock
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.desk.models import Calendar
    from core.tickets.models import Ticket

TARGETS = {"first": "first_reply", "next": "next_reply", "resolution": "resolution"}  # kind -> column


class NoSuchPolicy(NotFound):
    """data: policy."""

    code = "sla_policy.unknown"
    sentence = "There is no such SLA policy."


@dataclass(frozen=True, slots=True)
class Preview:
    """When a ticket opened at a moment would be due. due: {kind: moment}; without targets of none."""

    policy: Policy
    calendar: Calendar
    due: dict[str, datetime | None]


def policies() -> tuple[Policy, ...]:
    """In the order they are asked, the default one last."""
    return book.page().rows


def policy(pk: int) -> Policy:
    """By primary key. NoSuchPolicy."""
    for row in policies():
        if row.pk == pk:
            return row
    raise NoSuchPolicy(policy=pk)


def blank_policy(**values: Any) -> Policy:
    """An unsaved one: for an empty form, and for looking at what is typed."""
    return Policy(**values)


def default_policy() -> Policy | None:
    return next((row for row in policies() if row.is_default), None)


def policy_for(facts: Facts) -> Policy | None:
    """The first active one whose conditions hold. None in an organization without any."""
    page, asking = book.page(), Asking(clock.now())
    for row in page.rows:
        tree = page.trees.get(row.pk)
        if row.is_active and tree is not None and holds(tree, facts, asking):
            return row
    return None


def facts_of(ticket: Ticket) -> dict[str, Any]:
    """What policies may ask of it. Bring the contact along; tags and company are a query if asked."""
    category = desk.category_by_id(ticket.category_id)
    asked = book.page().asked
    tags = ticket.tags.values_list("name", flat=True) if "tags" in asked else ()
    company = ticket.contact.company if "company" in asked else None
    return {
        "priority": ticket.priority,
        "queue": ticket.queue_id,
        "category": category.key if category else None,
        "category.above": category.parent.key if category and category.parent else None,
        "team": ticket.team_id,
        "company": company.name if company else None,
        "channel": ticket.channel,
        "language": ticket.language,
        "customer": ticket.contact.email,
        "tags": frozenset(tags),
    }


def calendar_of(row: Policy, queue_id: int | None) -> Calendar | None:
    """By whose hours it counts: its own calendar, else the queue's, else the default one."""
    return row.calendar or desk.calendar_for(queue_id)


def targets_of(row: Policy) -> dict[str, int]:
    """{kind: minutes} of those it has."""
    return {kind: minutes for kind, name in TARGETS.items() if (minutes := getattr(row, name))}


def preview(row: Policy, at: datetime, queue_id: int | None = None) -> Preview | None:
    """What a ticket that is opened at this moment in the queue would be promised. None without a calendar."""
    calendar = calendar_of(row, queue_id)
    if calendar is None:
        return None
    hours = desk.hours_for(calendar.pk, queue_id)
    if hours is None:
        return None
    due = {
        kind: add_working_time(hours, at, timedelta(minutes=target))
        for kind, target in targets_of(row).items()
    }
    return Preview(row, calendar, due)
