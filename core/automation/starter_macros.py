"""Macros of a new organization."""

from __future__ import annotations

from typing import Any

from core.automation.models import Macro
from core.desk.models import Queue
from core.desk.starter.sowing import add


def prepare() -> None:
    """Repeating it changes nothing."""
    add(Macro, [{"position": number, **row} for number, row in enumerate(_macros())])


def _macros() -> list[dict[str, Any]]:
    technical = Queue.objects.filter(seed_key="technical").first()
    escalate = [{"do": "queue", "value": str(technical.pk)}] if technical else []
    return [
        _macro("take", "Take it", "It is yours, and open.",
               [_do("assignee", "me"), _do("status", "open")]),
        _macro("details", "Waiting for details", "Asks for them in the composer, and waits.",
               [_do("status", "waiting")], draft="canned:details"),
        _macro("technical", "Escalate to Technical", "To the queue Technical, with high priority.",
               [*escalate, _do("priority", "high")], then="next"),
        _macro("resolve", "Resolve and ask", "Resolved, with words that ask whether it is.",
               [_do("status", "resolved")], draft="canned:resolved"),
        _macro("spam", "Spam", "To Spam; the customer hears nothing.",
               [_do("status", "spam")], then="next"),
    ]  # fmt: skip


def _do(name: str, value: str) -> dict[str, Any]:
    return {"do": name, "value": value}


def _macro(key: str, name: str, description: str, actions: list[Any], **more: Any) -> dict[str, Any]:
    return {"seed_key": key, "name": name, "description": description, "actions": actions, **more}
