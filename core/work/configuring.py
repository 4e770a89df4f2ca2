"""Sections of the limits of the board of tasks, and of how time is kept."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, Number, Texts
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk.rules import ARRANGE
from core.desk.services.statuses import MOST_IN_COLUMN
from core.work.choices import LIMITED
from core.work.models import TaskLimit, TimeRules
from core.work.services.days import save_rules
from core.work.services.limits import save_limit
from core.work.timing import FEWEST_HOURS, MOST_HOURS
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

RULES = "rules"  # the one thing there is of it


def limits() -> list[TaskLimit]:
    """Of each status that may have one, in the order of a task's life."""
    known = {row.status: row for row in TaskLimit.objects.all()}
    return [known.get(status) or TaskLimit(status=status) for status in LIMITED]


def keep_limit(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> TaskLimit:
    if row is None:
        raise Invalid(f"Only {' and '.join(LIMITED)} have a limit.")
    return save_limit(key, by=by, **values)


register(
    Section(
        "task_limits",
        "How many tasks may be in a status at once; null: any number. A hard limit refuses one more.",
        ARRANGE,
        TaskLimit,
        limits,
        lambda row: row.status,
        (
            Part("wip_limit", Number(least=1, most=MOST_IN_COLUMN, or_none=True)),
            Part("wip_is_hard", Flag()),
        ),
        keep_limit,
    )
)


class Activities(Texts):
    """Names in their order; which keys they have, the service knows."""

    def write(self, value: Any, names: Names) -> Any:
        return [one["label"] for one in value]


def time_rules() -> list[TimeRules]:
    return [TimeRules.objects.first() or TimeRules()]


def keep_time(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> TimeRules:
    if row is None:
        raise Invalid(f"How time is kept stands in {RULES}.")
    return save_rules(by=by, **values)


register(
    Section(
        "time",
        "What time may be spent with, when a timer asks, and at which hour people are asked for their day.",
        ARRANGE,
        TimeRules,
        time_rules,
        lambda row: RULES,
        (
            Part("activities", Activities()),
            Part("idle_hours", Number(least=FEWEST_HOURS, most=MOST_HOURS)),
            Part("summary_hour", Number(most=23)),
        ),
        keep_time,
    )
)
