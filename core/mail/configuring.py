"""Section of the rules for mail. Mailboxes are named by their addresses; they are arranged by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.configuration.kinds import Flag, Lines, Number, OneOf, Ref, listed, mapped
from core.configuration.names import Names, NotSo
from core.configuration.placing import order_of, placed, save_placed
from core.configuration.registry import Part, Section, register, register_source
from core.mail import services
from core.mail.models import Mailbox, MailRule
from core.mail.rules import MANAGE
from tenants.kernel.actor import Actor

PRIORITIES = ("low", "medium", "high", "urgent")
SOURCES = {"queue": "queues", "team": "teams", "person": "people"}


class Actions:
    """{queue: Billing, tags: [vip], priority: high}. What else is wrong with them says the service."""

    def write(self, value: Any, names: Names) -> Any:
        return {name: self._named(name, one, names) for name, one in sorted((value or {}).items())}

    def read(self, plain: Any, names: Names) -> Any:
        return {name: self._meant(name, one, names) for name, one in mapped(plain).items()}

    def _named(self, name: str, value: Any, names: Names) -> Any:
        if name in SOURCES:
            return names.key(SOURCES[name], value)
        if name == "category":
            names.note("categories", value)
        for tag in value if name == "tags" else ():
            names.note("tags", tag)
        return PRIORITIES[value - 1] if name == "priority" and value in (1, 2, 3, 4) else value

    def _meant(self, name: str, plain: Any, names: Names) -> Any:
        if name in SOURCES:
            return names.row(SOURCES[name], plain).pk
        if name == "priority":
            if plain not in PRIORITIES:
                raise NotSo(f"One of: {', '.join(PRIORITIES)}.", name)
            return PRIORITIES.index(plain) + 1
        return listed(plain) if name == "tags" else plain


def rules() -> list[Any]:
    """In the order they are asked; `place` is where each stands."""
    return placed(MailRule.objects.order_by("position", "id"))


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> MailRule:
    saved: MailRule = save_placed(services.save_rule, row, key, values, by=by)
    return saved


def arrange(positions: Mapping[str, int], by: Actor) -> None:
    services.order_rules(order_of(rules(), positions), by=by)


register_source("mailboxes", lambda: {row.address: row for row in Mailbox.objects.all()})
register(
    Section(
        "mail_rules",
        "What is asked of each mail before a ticket is made of it. They run in their order.",
        MANAGE,
        MailRule,
        rules,
        lambda row: row.name,
        (
            Part("is_on", Flag()),
            Part("mailbox", Ref("mailboxes"), attr="mailbox_id", to="mailbox"),
            Part("moment", OneOf(MailRule.Moment.values)),
            Part("need", OneOf(MailRule.Need.values)),
            Part("conditions", Lines()),
            Part("actions", Actions()),
            Part("overwrites", Flag()),
            Part("stops", Flag()),
            Part("position", Number(), attr="place"),
        ),
        save,
        services.remove_rule,
        after=("categories", "queues", "tags", "teams"),
        arrange=arrange,
    )
)
