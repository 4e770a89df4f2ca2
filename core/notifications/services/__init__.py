"""The verbs of notifications: telling people, reading, tidying up."""

from core.notifications.services.announcing import announce, expect
from core.notifications.services.reading import clear_ticket, delete, delete_read, read, read_all
from core.notifications.services.sweeping import forget_old
from core.notifications.services.telling import tell, tell_owners, withdraw

__all__ = [
    "announce",
    "clear_ticket",
    "delete",
    "delete_read",
    "expect",
    "forget_old",
    "read",
    "read_all",
    "tell",
    "tell_owners",
    "withdraw",
]
