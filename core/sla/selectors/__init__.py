"""Every read of policies and clocks that another module needs."""

from core.sla.selectors.clocks import Shown, by_hand_of, clocks_of, line_of, told_for
from core.sla.selectors.compliance import Row, compliance, tickets_behind
from core.sla.selectors.policies import (
    NoSuchPolicy,
    Preview,
    blank_policy,
    default_policy,
    facts_of,
    policies,
    policy,
    policy_for,
    preview,
    targets_of,
)

__all__ = [
    "NoSuchPolicy",
    "Preview",
    "Row",
    "Shown",
    "blank_policy",
    "by_hand_of",
    "clocks_of",
    "compliance",
    "default_policy",
    "facts_of",
    "line_of",
    "policies",
    "policy",
    "policy_for",
    "preview",
    "targets_of",
    "tickets_behind",
    "told_for",
]
