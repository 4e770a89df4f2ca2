"""The verbs of rules: writing them, following what happens, and what goes by the clock."""

from core.automation.services.arranging import (
    NoMoreRules,
    checked,
    delete_rule,
    order_rules,
    save_rule,
)
from core.automation.services.clockwork import begin_run, go_on, look_at_still, set_alarms
from core.automation.services.following import follow
from core.automation.services.macros import (
    THEN,
    MacroNotYours,
    Ran,
    TooManyMacros,
    delete_macro,
    order_macros,
    run_macro,
    save_macro,
)
from core.automation.services.recurring import (
    CustomerIsGone,
    TooManyRecurrences,
    delete_recurrence,
    open_due,
    save_recurrence,
)
from core.automation.services.upkeep import keep_up

__all__ = [
    "THEN",
    "CustomerIsGone",
    "MacroNotYours",
    "NoMoreRules",
    "Ran",
    "TooManyMacros",
    "TooManyRecurrences",
    "begin_run",
    "checked",
    "delete_macro",
    "delete_recurrence",
    "delete_rule",
    "follow",
    "go_on",
    "keep_up",
    "look_at_still",
    "open_due",
    "order_macros",
    "order_rules",
    "run_macro",
    "save_macro",
    "save_recurrence",
    "save_rule",
    "set_alarms",
]
