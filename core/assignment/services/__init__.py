"""The verbs of assignment: arranging it, saying that one is away, handing out."""

from core.assignment.services.availability import come_back, save_availability
from core.assignment.services.handing import drain, expect, is_watching, look, pull
from core.assignment.services.policies import save_policy
from core.assignment.services.taking import heard_again, take_on_open

__all__ = [
    "come_back",
    "drain",
    "expect",
    "heard_again",
    "is_watching",
    "look",
    "pull",
    "save_availability",
    "save_policy",
    "take_on_open",
]
