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
from core.automation.services.upkeep import keep_up

__all__ = [
    "NoMoreRules",
    "begin_run",
    "checked",
    "delete_rule",
    "follow",
    "go_on",
    "keep_up",
    "look_at_still",
    "order_rules",
    "save_rule",
    "set_alarms",
]
