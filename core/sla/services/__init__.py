"""The verbs of promises: arranging policies, and following what happens in tickets."""

from core.sla.services.following import follow, follow_merge, follow_move, follow_unmerge, look, recall
from core.sla.services.policies import (
    MOST_POLICIES,
    DefaultStays,
    NoMorePolicies,
    delete_policy,
    order_policies,
    save_policy,
)
from core.sla.services.retelling import retell, retell_later

__all__ = [
    "MOST_POLICIES",
    "DefaultStays",
    "NoMorePolicies",
    "delete_policy",
    "follow",
    "follow_merge",
    "follow_move",
    "follow_unmerge",
    "look",
    "order_policies",
    "recall",
    "retell",
    "retell_later",
    "save_policy",
]
