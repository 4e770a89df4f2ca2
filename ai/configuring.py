"""Section of how far triage may go by itself. What a field has to earn is asked here as on its page."""

from __future__ import annotations

from typing import Any

from ai import rules, selectors
from ai.models import Policy
from ai.services import set_policy
from core.configuration.kinds import Number, OneOf, Share, Texts, mapped
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from tenants.kernel.actor import Actor


class Where:
    """{queues: [Billing], categories: [billing.refund], languages: [en]}; nothing: everywhere."""

    def write(self, value: Any, names: Names) -> Any:
        found = dict(value or {})
        for key in found.get("categories", ()):
            names.note("categories", key)
        if "queues" in found:
            found["queues"] = sorted(str(names.key("queues", pk)) for pk in found["queues"])
        return dict(sorted(found.items()))

    def read(self, plain: Any, names: Names) -> Any:
        found = {name: Texts().read(one, names) for name, one in mapped(plain).items()}
        for key in found.get("categories", ()):
            names.row("categories", key)
        if "queues" in found:
            found["queues"] = [names.row("queues", one).pk for one in found["queues"]]
        return found


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Policy:
    mode = values.pop("mode", row.mode if row else Policy.Mode.OFF)
    return set_policy(key, mode, by, **values)  # says when triage reads no field of that name


register(
    Section(
        "advice",
        "How far triage may go by itself, field by field. Auto has to be earned by the field's own numbers.",
        rules.POLICY,
        Policy,
        selectors.policies,
        lambda row: row.field,
        (
            Part("mode", OneOf(Policy.Mode.values)),
            Part("min_confidence", Share()),
            Part("min_reviewed", Number(least=rules.FEWEST_REVIEWED, most=10_000)),
            Part("min_precision", Share()),
            Part("conditions", Where()),
        ),
        save,
        after=("categories", "queues"),
    )
)
