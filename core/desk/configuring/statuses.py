"""Sections of statuses, types and tags."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, Number, OneOf, Text
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.models import Status, Tag, TicketType
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor


def save_status(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Status:
    return services.save_status(row, by=by, **({} if row else {"key": key}) | values)


def save_type(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> TicketType:
    return services.save_type(row, by=by, **({} if row else {"key": key}) | values)


def save_tag(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Tag:
    return services.save_tag(row, by=by, **({} if row else {"name": key}) | values)


register(
    Section(
        "statuses",
        "What states of a ticket are called. The category is what code asks for; it stays.",
        ARRANGE,
        Status,
        Status.objects.all,
        lambda row: row.key,
        (
            Part("category", OneOf(Status.Category.values), stays=True),
            Part("label", Text()),
            Part("customer_label", Text()),
            Part("color", Text()),
            Part("sla_mode", OneOf(Status.Sla.values)),
            Part("is_default", Flag()),
            Part("is_hidden", Flag()),
            Part("wip_limit", Number(least=1, or_none=True)),
            Part("wip_is_hard", Flag()),
            Part("position", Number()),
        ),
        save_status,
        services.delete_status,
    )
)
register(
    Section(
        "types",
        "What sort of matter a ticket is.",
        ARRANGE,
        TicketType,
        TicketType.objects.all,
        lambda row: row.key,
        (
            Part("name", Text()),
            Part("description", Text()),
            Part("is_active", Flag()),
            Part("position", Number()),
        ),
        save_type,
        services.delete_type,
    )
)
register(
    Section(
        "tags",
        "Small words on tickets, written small and with hyphens.",
        ARRANGE,
        Tag,
        Tag.objects.all,
        lambda row: row.name,
        (Part("description", Text()), Part("color", Text())),
        save_tag,
        services.delete_tag,
    )
)
