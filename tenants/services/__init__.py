"""Every write to an organization's own life: signing up, standing still, running again."""

from tenants.services.life import reactivate, suspend
from tenants.services.operators import create_platform_admin
from tenants.services.platform import ensure_platform
from tenants.services.profile import change_profile
from tenants.services.signup import ask, confirm, found, hand_over, resend

__all__ = [
    "ask",
    "change_profile",
    "confirm",
    "create_platform_admin",
    "ensure_platform",
    "found",
    "hand_over",
    "reactivate",
    "resend",
    "suspend",
]
