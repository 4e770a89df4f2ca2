"""Section of the organization's own fields of tickets, with their options and rules."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, Lines, Number, OneOf, Text, Wordings, listed, mapped
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.models import Field
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor

OWN = "field."


class FieldRules:
    """Conditions ask for queues, and for colleagues, by name."""

    def write(self, value: Any, names: Names) -> Any:
        return [self._rule(rule, names, self._named) for rule in value or []]

    def read(self, plain: Any, names: Names) -> Any:
        return [self._rule(mapped(rule), names, self._meant) for rule in listed(plain)]

    def _rule(self, rule: Any, names: Names, turn: Any) -> dict[str, Any]:
        conditions = rule.get("conditions") or []
        if not isinstance(conditions, list) or not all(isinstance(one, dict) for one in conditions):
            return dict(rule)  # the service says what is wrong
        turned = [
            {**one, "values": [turn(str(one.get("fact")), value, names) for value in one.get("values") or []]}
            for one in conditions
        ]
        return {**rule, "conditions": turned}

    def _named(self, fact: str, value: Any, names: Names) -> Any:
        if source := source_of(fact, names):
            return names.key(source, int(value) if str(value).isdecimal() else 0)
        if fact == "category":
            names.note("categories", str(value))
        if fact.startswith(OWN):
            names.note("fields", fact.removeprefix(OWN))
        return value

    def _meant(self, fact: str, value: Any, names: Names) -> Any:
        source = source_of(fact, names)
        return str(names.row(source, value).pk) if source else value


def source_of(fact: str, names: Names) -> str:
    """Of what the values of a condition are ids; "" where they are none."""
    if fact == "queue":
        return "queues"
    field = names.rows("fields").get(fact.removeprefix(OWN)) if fact.startswith(OWN) else None
    return "people" if field is not None and field.kind == Field.Kind.PERSON else ""


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Field:
    return services.save_field(row, by=by, **({} if row else {"key": key}) | values)


register(
    Section(
        "fields",
        "Fields of tickets of one's own. Key and kind stay; so do keys of options that tickets hold.",
        ARRANGE,
        Field,
        Field.objects.all,
        lambda row: row.key,
        (
            Part("kind", OneOf(Field.Kind.values), stays=True),
            Part("label", Text()),
            Part("label_in", Wordings()),
            Part("help", Text()),
            Part("options", Lines()),
            Part("rules", FieldRules()),
            Part("customer_sees", Flag()),
            Part("customer_asks", Flag()),
            Part("is_hidden", Flag()),
            Part("position", Number()),
        ),
        save,
        services.delete_field,
        after=("queues", "categories"),
    )
)
