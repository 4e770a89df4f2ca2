"""Section of how queues hand out their tickets, and of what is true of everybody."""

from __future__ import annotations

from typing import Any

from core.assignment import services
from core.assignment.models import Policy
from core.assignment.rules import ARRANGE
from core.assignment.services.policies import OF_ALL, OF_QUEUE
from core.configuration.kinds import Flag, Number, OneOf, Refs
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from tenants.kernel.actor import Actor

EVERYBODY = "(everybody)"


FIRST = {
    name: getattr(Policy(), name) for name in (*OF_QUEUE, *OF_ALL)
}  # as it is where nobody said anything


def rows() -> list[Policy]:
    """Those that differ from how it is at first."""
    found = Policy.objects.select_related("queue")
    return [row for row in found if any(getattr(row, name) != value for name, value in FIRST.items())]


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Policy:
    queue = None if key == EVERYBODY else names.row("queues", key)
    saved = services.save_policy(queue, by=by, **values)
    saved.queue = queue
    return saved


def remove(row: Any, *, by: Actor) -> None:
    """Back to how it is at first."""
    services.save_policy(row.queue, by=by, **FIRST)


register(
    Section(
        "assignment",
        "How queues hand out tickets; capacity and idle_after are of (everybody). As at first: left out.",
        ARRANGE,
        Policy,
        rows,
        lambda row: row.queue.name if row.queue else EVERYBODY,
        (
            Part("mode", OneOf(Policy.Mode.values)),
            Part("order", OneOf(Policy.Order.values)),
            Part("weight", Number(most=10)),
            Part("most", Number(most=1_000)),
            Part("window", Number()),
            Part("by_language", OneOf(Policy.Fit.values)),
            Part("by_skill", OneOf(Policy.Fit.values)),
            Part("release_after", Number()),
            Part("reassigns_reopened", Flag()),
            Part("takes_on_open", Flag()),
            Part("excluded", Refs("people", as_id=True)),
            Part("capacity", Number()),
            Part("idle_after", Number()),
        ),
        save,
        remove,
        after=("queues",),
    )
)
