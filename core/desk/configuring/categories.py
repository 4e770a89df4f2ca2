"""Section of categories."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, Number, Ref, Text, Texts
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.models import Category
from core.desk.rules import ARRANGE
from core.desk.services.categories import UNCLEAR
from tenants.kernel.actor import Actor


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Category:
    return services.save_category(row, by=by, **({} if row else {"key": key}) | values)


register(
    Section(
        "categories",
        "What tickets are about, on two levels. Description and examples are what triage reads.",
        ARRANGE,
        Category,
        Category.objects.all,
        lambda row: row.key,
        (
            Part("name", Text()),
            Part("parent", Ref("categories"), attr="parent_id", to="parent"),
            Part("description", Text()),
            Part("examples", Texts()),
            Part("counter_examples", Texts()),
            Part("color", Text()),
            Part("icon", Text()),
            Part("queue", Ref("queues"), attr="queue_id", to="queue"),
            Part("team", Ref("teams"), attr="team_id", to="team"),
            Part("is_active", Flag()),
            Part("position", Number()),
        ),
        save,
        services.delete_category,
        after=("queues", "teams"),
        stays=lambda row: row.key == UNCLEAR,
    )
)
