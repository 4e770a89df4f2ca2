"""Sections of macros that are shared, of rules, and of recurring tickets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from core.automation import services
from core.automation.models import Macro, Recurrence, Rule
from core.automation.naming import Actions, Draft, Hours, Moment
from core.automation.rules import ARRANGE
from core.configuration.kinds import Flag, Number, OneOf, Ref, Text, Texts
from core.configuration.names import Names
from core.configuration.placing import order_of, placed, save_placed
from core.configuration.registry import Part, Section, register
from core.tickets.naming import Conditions
from tenants.kernel.actor import Actor

NAMED = (
    "approval_chains", "canned_replies", "categories", "channels", "fields", "queues", "roles", "statuses",
    "tags", "teams", "types",
)  # fmt: skip


def save_macro(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Macro:
    return services.save_macro(row, by=by, **({} if row else {"name": key, "owner_id": None}) | values)


def save_recurrence(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Recurrence:
    return services.save_recurrence(row, by=by, **({} if row else {"name": key}) | values)


def rules() -> list[Any]:
    """In the order they are asked; `place` is where each stands."""
    return placed(Rule.objects.order_by("position", "id"))


def save_rule(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Rule:
    saved: Rule = save_placed(services.save_rule, row, key, values, by=by)
    return saved


def arrange(positions: Mapping[str, int], by: Actor) -> None:
    services.order_rules(order_of(rules(), positions), by=by)


register(
    Section(
        "macros",
        "What people do at one press. Those of one person stay theirs.",
        ARRANGE,
        Macro,
        Macro.objects.filter(owner=None).all,
        lambda row: row.name,
        (
            Part("description", Text()),
            Part("team", Ref("teams", as_id=True), attr="team_id"),
            Part("role", Ref("roles", as_id=True), attr="role_id"),
            Part("actions", Actions()),
            Part("draft", Draft()),
            Part("then", OneOf(Macro.Then.values)),
            Part("is_active", Flag()),
            Part("position", Number()),
        ),
        save_macro,
        services.delete_macro,
        after=NAMED,
    )
)
register(
    Section(
        "rules",
        "What is done by itself: when something happens (trigger), or at hours of the week (schedule).",
        ARRANGE,
        Rule,
        rules,
        lambda row: row.name,
        (
            Part("kind", OneOf(Rule.Kind.values), stays=True),
            Part("activator", OneOf(Rule.Activator.values)),
            Part("events", Texts()),
            Part("after", Text()),
            Part("hours", Hours()),
            Part("conditions", Conditions()),
            Part("actions", Actions()),
            Part("stop_after_match", Flag()),
            Part("is_active", Flag()),
            Part("position", Number(), attr="place"),
        ),
        save_rule,
        services.delete_rule,
        after=NAMED,
        parts_of=frozenset({"automation.Firing", "automation.Run"}),
        arrange=arrange,
    )
)
register(
    Section(
        "recurring_tickets",
        "What is opened again and again, at dates of the calendar.",
        ARRANGE,
        Recurrence,
        Recurrence.objects.select_related("contact").all,
        lambda row: row.name,
        (
            Part("subject", Text()),
            Part("text", Text()),
            Part("rule", Text()),
            Part("starts_on", Moment(date.fromisoformat)),
            Part("at", Moment(time.fromisoformat)),
            Part("time_zone", Text()),
            Part("queue", Ref("queues", as_id=True), attr="queue_id", to="queue_id"),
            Part("customer", Text(), attr="customer"),
            Part("actions", Actions()),
            Part("is_active", Flag()),
        ),
        save_recurrence,
        services.delete_recurrence,
        after=NAMED,
        parts_of=frozenset({"automation.Occurrence"}),
    )
)
