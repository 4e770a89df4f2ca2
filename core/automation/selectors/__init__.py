"""Every read of rules and of what they did that another module needs."""

from core.automation.selectors.dry import TooMuch, Would, would_hit
from core.automation.selectors.macros import NoSuchMacro, macro, macros, macros_to_change
from core.automation.selectors.recurring import (
    NoSuchRecurrence,
    last_dates,
    last_of,
    next_dates,
    recurrence,
    recurrences,
)
from core.automation.selectors.rules import NoSuchRule, acted_on, blank_rule, counts, last_runs, rule, rules
from core.automation.selectors.trace import Why, trace_of, why_not

__all__ = [
    "NoSuchMacro",
    "NoSuchRecurrence",
    "NoSuchRule",
    "TooMuch",
    "Why",
    "Would",
    "acted_on",
    "blank_rule",
    "counts",
    "last_dates",
    "last_of",
    "last_runs",
    "macro",
    "macros",
    "macros_to_change",
    "next_dates",
    "recurrence",
    "recurrences",
    "rule",
    "rules",
    "trace_of",
    "why_not",
    "would_hit",
]
