"""Every read of policies and clocks that another module needs."""

from core.sla.selectors.clocks import Shown, clocks_of, line_of, told_for
from core.sla.selectors.compliance import Row, compliance, tickets_behind
from core.sla.selectors.policies import (
    NoSuchPolicy,
    Preview,
    default_policy,
    facts_of,
    policies,
    policy,
    policy_for,
    preview,
)

__all__ = [
    "NoSuchPolicy",
    "Preview",
    "Row",
    "Shown",
    "clocks_of",
    "compliance",
    "default_policy",
    "facts_of",
    "line_of",
    "policies",
    "policy",
    "policy_for",
    "preview",
    "tickets_behind",
    "told_for",
]
