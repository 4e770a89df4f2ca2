"""Every write to an organization's own life: signing up, standing still, running again."""

from tenants.services.clockwork import due_for_purge, move_on
from tenants.services.life import leave, reactivate, stand, suspend
from tenants.services.operators import create_platform_admin
from tenants.services.platform import ensure_platform
from tenants.services.profile import change_profile
from tenants.services.signup import ask, confirm, found, hand_over, resend

__all__ = [
    "ask",
    "change_profile",
    "confirm",
    "create_platform_admin",
    "due_for_purge",
    "ensure_platform",
    "found",
    "hand_over",
    "leave",
    "move_on",
    "reactivate",
    "resend",
    "stand",
    "suspend",
]
