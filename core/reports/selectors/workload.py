"""Who has how much on the desk right now: one statement over the open tickets, and one for names.

Each number is counted as the list behind it would: what triage takes for spam is left out, and what is put
aside stands only among promises and statuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from core.accounts import selectors as accounts
from core.assignment import selectors as assignment
from core.tickets import selectors as tickets
from core.tickets.rules import REPLY
from tenants.kernel import clock
from tenants.kernel.actor import Actor

ACTIVE = timedelta(minutes=15)  # seen within it: somebody is at work


@dataclass(frozen=True, slots=True)
class Load:
    """agent: id, 0 for nobody. seen_at: when they last clicked; is_active: a moment ago.

    burden, capacity: what they have to work at and how much they take on, in the weights of all queues; None
    where nothing is handed out.
    """

    agent: int = 0
    name: str = ""
    open: int = 0
    needs_reply: int = 0
    waiting: int = 0
    overdue: int = 0
    snoozed: int = 0
    oldest_at: datetime | None = None
    seen_at: datetime | None = None
    is_active: bool = False
    burden: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """agents: everybody who may answer or holds something, the fullest desk first."""

    agents: list[Load] = field(default_factory=list)
    nobody: Load = field(default_factory=Load)

    @property
    def total(self) -> dict[str, int]:
        every = [*self.agents, self.nobody]
        names = ("open", "needs_reply", "waiting", "overdue", "snoozed")
        return {name: sum(getattr(one, name) for one in every) for name in names}

    @property
    def active(self) -> int:
        return sum(one.is_active for one in self.agents)


def workload(actor: Actor, *, queue: int = 0, team: int = 0) -> Workload:
    """Of the tickets this actor may see. Three statements, two more where tickets are handed out."""
    now = clock.now()
    counted = {row.pop("assignee") or 0: row for row in _counted(actor, queue, team, now)}
    seen = accounts.last_seen()
    people = accounts.people(actor)
    burdens = assignment.burdens(person.pk for person in people)
    loads = []
    for person in people:
        if person.pk not in counted and not (person.is_active and person.actor.may(REPLY)):
            continue
        at = seen.get(f"user:{person.pk}")
        is_active = person.is_active and at is not None and now - at <= ACTIVE
        more = counted.get(person.pk, {})
        burden, capacity = burdens.get(person.pk, (None, None))
        loads.append(
            Load(
                person.pk,
                person.name,
                seen_at=at,
                is_active=is_active,
                burden=burden,
                capacity=capacity,
                **more,
            )
        )
    loads.sort(key=lambda one: (-one.open, -one.waiting, one.name))
    return Workload(loads, Load(**counted.get(0, {})))


def _counted(actor: Actor, queue: int, team: int, now: datetime) -> list[dict[str, Any]]:
    rows = tickets.visible(actor).filter(is_finished=False, is_suspect=False)
    rows = rows.filter(queue=queue) if queue else rows
    rows = rows.filter(team=team) if team else rows
    awake = Q(pending_until=None)
    grouped: Any = rows.order_by().values("assignee")
    return list(
        grouped.annotate(
            open=Count("pk", filter=awake),
            needs_reply=Count("pk", filter=awake & Q(awaits_reply=True)),
            waiting=Count("pk", filter=Q(status__category="waiting")),
            overdue=Count("pk", filter=Q(due_at__lte=now)),
            snoozed=Count("pk", filter=Q(pending_until__isnull=False)),
            oldest_at=Min("created_at", filter=awake),
        )
    )
