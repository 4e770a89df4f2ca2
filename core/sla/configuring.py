"""Section of SLA policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.configuration.kinds import Flag, Number, Ref
from core.configuration.names import Names
from core.configuration.placing import order_of, placed, save_placed
from core.configuration.registry import Part, Section, register
from core.sla import services
from core.sla.models import LONGEST, Policy
from core.sla.rules import ARRANGE
from core.tickets.naming import Conditions
from tenants.kernel.actor import Actor


def rows() -> list[Any]:
    """In the order they are asked; `place` is where each stands."""
    return placed(Policy.objects.order_by("position", "id"))


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Policy:
    saved: Policy = save_placed(services.save_policy, row, key, values, by=by)
    return saved


def arrange(positions: Mapping[str, int], by: Actor) -> None:
    services.order_policies(order_of(rows(), positions), by=by)


def minutes() -> Number:
    return Number(least=1, most=LONGEST, or_none=True)


register(
    Section(
        "sla_policies",
        "What is promised, in working minutes. The first active one whose conditions hold; the default last.",
        ARRANGE,
        Policy,
        rows,
        lambda row: row.name,
        (
            Part("conditions", Conditions()),
            Part("first_reply", minutes()),
            Part("next_reply", minutes()),
            Part("resolution", minutes()),
            Part("calendar", Ref("calendars"), attr="calendar_id", to="calendar"),
            Part("warn_assignee", Number(most=99)),
            Part("warn_lead", Number(most=99)),
            Part("is_active", Flag()),
            Part("is_default", Flag()),
            Part("position", Number(), attr="place"),
        ),
        save,
        services.delete_policy,
        after=("calendars", "categories", "queues", "tags", "teams"),
        parts_of=frozenset({"sla.Course", "sla.Clock"}),
        arrange=arrange,
    )
)
