"""The verbs of notifications: telling people, reading, tidying up."""

from core.notifications.services.announcing import announce, expect
from core.notifications.services.channels import (
    TooManyHooks,
    call,
    delete_hook,
    save_hook,
    tell_channels,
    try_hook,
)
from core.notifications.services.mailing import mail_digest, mail_unread
from core.notifications.services.preferences import save_preferences
from core.notifications.services.reading import clear_ticket, delete, delete_read, read, read_all
from core.notifications.services.sweeping import forget_old
from core.notifications.services.telling import tell, tell_owners, withdraw

__all__ = [
    "TooManyHooks",
    "announce",
    "call",
    "clear_ticket",
    "delete",
    "delete_hook",
    "delete_read",
    "expect",
    "forget_old",
    "mail_digest",
    "mail_unread",
    "read",
    "read_all",
    "save_hook",
    "save_preferences",
    "tell",
    "tell_channels",
    "tell_owners",
    "try_hook",
    "withdraw",
]
