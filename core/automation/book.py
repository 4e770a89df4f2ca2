"""The active rules with what they ask, remembered in this process: what no rule listens to costs nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.automation.actions import BadAction, Step, read
from core.automation.models import Rule
from core.automation.rules import asked, tree_of
from core.tickets.conditions import BadCondition, Group
from tenants.remembered import Remembered

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule, read. asked: fields its conditions ask about. broken: why it cannot act as it is."""

    row: Rule
    tree: Group
    asked: frozenset[str]
    steps: tuple[Step, ...]
    broken: str = ""

    @property
    def is_advised(self) -> bool:
        return any(step.action.is_advice for step in self.steps)


@dataclass(frozen=True, slots=True)
class Page:
    """triggers, schedules: active ones in their order. heard: what any trigger listens to."""

    triggers: tuple[Ready, ...]
    schedules: tuple[Ready, ...]
    heard: frozenset[str]


def _read() -> Page:
    rows = [ready for row in Rule.objects.filter(is_active=True) if (ready := open_rule(row))]
    triggers = tuple(one for one in rows if one.row.kind == Rule.Kind.TRIGGER)
    schedules = tuple(one for one in rows if one.row.kind == Rule.Kind.SCHEDULE)
    return Page(triggers, schedules, frozenset(event for one in triggers for event in one.row.events))


def open_rule(row: Rule) -> Ready | None:
    """Read what is kept. Without conditions that hold for everything: None. Broken actions are told later."""
    try:
        tree = tree_of(row.conditions)
    except BadCondition:
        log.warning("a rule asks what can no longer be asked", extra={"rule": row.pk})
        return None
    try:
        return Ready(row, tree, asked(tree), tuple(read(row.actions)))
    except BadAction as refusal:
        return Ready(row, tree, asked(tree), (), refusal.message)


page = Remembered("automation:rules", _read)
