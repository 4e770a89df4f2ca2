"""What the API shows of rules, of what they would do, and of what they did."""

from __future__ import annotations

from typing import Any

from core.automation.actions import Action
from core.automation.models import Firing, Rule
from core.automation.selectors import Would
from core.doors.shapes import Shape, moment


class RuleOut(Shape):
    """Triggers are asked in this order whenever something happens that they hear of."""

    id: int
    kind: str
    name: str
    activator: str
    events: list[str]
    after: str
    hours: list[list[int]]
    conditions: dict
    actions: list[dict]
    stop_after_match: bool
    is_active: bool
    author: int | None
    version: int

    @staticmethod
    def dump(row: Rule) -> dict[str, Any]:
        names = ("kind", "name", "activator", "events", "after", "hours", "conditions", "actions")
        return {
            "id": row.pk,
            **{name: getattr(row, name) for name in names},
            "stop_after_match": row.stop_after_match,
            "is_active": row.is_active,
            "author": row.author_id,
            "version": row.version,
        }


class RuleActionOut(Shape):
    """ask: nothing, choice, choices, text, words, time, flag. options: [[value, label]] to choose from.

    permission: whoever writes a rule with it needs it. may_overwrite: a step may say "overwrite": true.
    """

    name: str
    label: str
    ask: str
    permission: str
    options: list[list[str]]
    may_overwrite: bool

    @staticmethod
    def dump(row: Action) -> dict[str, Any]:
        return {
            "name": row.name,
            "label": str(row.label),
            "ask": row.ask.value,
            "permission": row.needs,
            "options": [[key, str(label)] for key, label in row.options()],
            "may_overwrite": row.can_overwrite,
        }


class RuleDryRunOut(Shape):
    """Tickets that are as the rule asks now, and to which something happened since that it hears of.

    Nothing is replayed, and nothing was done.

    is_more: there are more than count. blind: conditions about earlier values were taken as fulfilled.
    """

    count: int
    is_more: bool
    since: str | None
    blind: bool
    tickets: list[int]

    @staticmethod
    def dump(found: Would) -> dict[str, Any]:
        return {
            "count": min(found.count, found.most),
            "is_more": found.is_more,
            "since": moment(found.since),
            "blind": found.blind,
            "tickets": [row.number for row in found.rows],
        }


class FiringOut(Shape):
    """state: fired, failed, stopped. done, kept: names of actions; kept ones left a person's choice alone.

    why: of what was not possible, a sentence; of what was stopped, "again" or "depth".
    """

    rule: int | None
    name: str
    event: str
    state: str
    done: list[str]
    kept: list[str]
    why: str
    chain: str
    depth: int
    at: str

    @staticmethod
    def dump(row: Firing) -> dict[str, Any]:
        return {
            "rule": row.rule_id,
            "name": row.name,
            "event": row.event,
            "state": row.state,
            "done": row.told.get("done", []),
            "kept": row.told.get("kept", []),
            "why": row.told.get("why", ""),
            "chain": row.chain,
            "depth": row.depth,
            "at": moment(row.at),
        }
