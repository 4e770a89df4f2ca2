"""The verbs of notifications: telling people, reading, tidying up."""

from core.notifications.services.announcing import announce, expect
from core.notifications.services.browsers import (
    NoSuchBrowser,
    add_browser,
    forget_browsers,
    remove_browser,
)
from core.notifications.services.calling import call_people
from core.notifications.services.channels import (
    TooManyHooks,
    call,
    delete_hook,
    save_hook,
    tell_channels,
    try_hook,
)
from core.notifications.services.mailing import mail_digest, mail_unread
from core.notifications.services.posting import post_ticket, redeliver
from core.notifications.services.preferences import save_preferences
from core.notifications.services.pushing import due as due_pushes
from core.notifications.services.pushing import look as look_at_pushes
from core.notifications.services.pushing import send as send_pushes
from core.notifications.services.pushing import send_trial, try_browser
from core.notifications.services.reading import clear_task, clear_ticket, delete, delete_read, read, read_all
from core.notifications.services.summaries import mail_summary
from core.notifications.services.sweeping import forget_old
from core.notifications.services.telling import (
    forget_message,
    tell,
    tell_one,
    tell_owners,
    withdraw,
    withdraw_task,
)
from core.notifications.services.telling_tasks import tell_of_task

__all__ = [
    "NoSuchBrowser",
    "TooManyHooks",
    "add_browser",
    "announce",
    "call",
    "call_people",
    "clear_task",
    "clear_ticket",
    "delete",
    "delete_hook",
    "delete_read",
    "due_pushes",
    "expect",
    "forget_browsers",
    "forget_message",
    "forget_old",
    "look_at_pushes",
    "mail_digest",
    "mail_summary",
    "mail_unread",
    "post_ticket",
    "read",
    "read_all",
    "redeliver",
    "remove_browser",
    "save_hook",
    "save_preferences",
    "send_pushes",
    "send_trial",
    "tell",
    "tell_channels",
    "tell_of_task",
    "tell_one",
    "tell_owners",
    "try_browser",
    "try_hook",
    "withdraw",
    "withdraw_task",
]
