"""Rules of a new organization: two that work, the others prepared and switched off.

What a desk does by itself in any case is code and no rule: confirmations, answers that move the status,
queues of categories, warnings of promises, loops that are dropped.
"""

from __future__ import annotations

from typing import Any

from core.automation import book, starter_macros
from core.automation.models import Rule
from core.automation.rules import CHANGED, OPENED, STILL
from core.desk.starter.sowing import add

REMIND = (
    "Hello {{ customer.first_name | there }},\n\nwe are waiting for your answer about “{{ ticket.subject }}”."
    " Just reply to this message. If the matter is settled, you need not do anything."
)


def _is(field: str, *values: str) -> dict[str, Any]:
    return {"field": field, "op": "is", "value": list(values)}


def _rule(key: str, name: str, conditions: list[Any], actions: list[Any], **more: Any) -> dict[str, Any]:
    usual = {"activator": Rule.Activator.SELECTIVE, "events": [OPENED, CHANGED], "is_active": False}
    return {
        "seed_key": key, "name": name, "conditions": {"all": conditions}, "actions": actions, **usual, **more,
    }  # fmt: skip


def _still(after: str) -> dict[str, Any]:
    return {"activator": Rule.Activator.TIME, "events": [STILL], "after": after}


RULES = (
    _rule("remind", "Remind customers we wait for", [_is("state", "waiting")],
          [{"do": "reply", "value": REMIND}], **_still("3d") | {"is_active": True}),
    _rule("close", "Close what is solved", [_is("state", "resolved")],
          [{"do": "status", "value": "closed"}], **_still("7d") | {"is_active": True}),
    _rule("give-up", "Solve what nobody answers", [_is("state", "waiting")],
          [{"do": "status", "value": "resolved"},
           {"do": "note", "value": "Nobody has answered for ten days. Solved by itself."}], **_still("10d")),
    _rule("angry", "Very unhappy customers", [_is("sentiment", "-2"), _is("priority", "low", "medium")],
          [{"do": "priority", "value": "high"}, {"do": "escalate", "value": "Very unhappy customer"}]),
    _rule("vip", "VIP customers first", [{"field": "tags", "op": "any", "value": ["vip"]},
          _is("priority", "low", "medium")], [{"do": "priority", "value": "high"}]),
    _rule("untouched", "Urgent and untouched", [_is("priority", "urgent"), _is("state", "new")],
          [{"do": "escalate", "value": "Urgent, and untouched for 15 minutes"}], **_still("15m")),
)  # fmt: skip


def prepare() -> None:
    """Repeating it changes nothing."""
    add(Rule, [{"position": number, **row} for number, row in enumerate(RULES)])
    starter_macros.prepare()
    book.page.changed()
