"""What can be done to a ticket at one go: by rules, by macros, by bulk changes. One list for all of them.

Kept as plain JSON, `[{"do": "priority", "value": "high"}, {"do": "tags_add", "value": ["vip"]}]`. `read`
checks it once, when somebody writes it; `perform` does all of it to one ticket, or nothing. Other rooms add
what they can do with `register`. See README of core/automation.
"""

from core.automation.actions.performing import Outcome, perform
from core.automation.actions.reading import ActionNotAllowed, BadAction, Step, as_json, check_allowed, read
from core.automation.actions.registry import Action, Ask, Part, known, named, register, register_source

__all__ = [
    "Action",
    "ActionNotAllowed",
    "Ask",
    "BadAction",
    "Outcome",
    "Part",
    "Step",
    "as_json",
    "check_allowed",
    "known",
    "named",
    "perform",
    "read",
    "register",
    "register_source",
]
