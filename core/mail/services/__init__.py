"""The verbs of mail: take it in, make it a ticket, write letters, keep addresses."""

from core.mail.services.accept import accept
from core.mail.services.failures import tell_of_failure
from core.mail.services.letters import (
    cancel_reply,
    confirm,
    queue_domain_lost,
    queue_domain_missing,
    queue_invitation,
    queue_password_reset,
    queue_portal_link,
    queue_reply,
    queue_sender_held,
    queue_source_failing,
    queue_source_recovered,
)
from core.mail.services.mailboxes import (
    BadMailbox,
    DefaultMailboxStays,
    MailboxTaken,
    NoMoreMailboxes,
    add_mailbox,
    keep_mailbox,
    make_default,
    remove_mailbox,
    set_confirming,
)
from core.mail.services.process import give_up, process
from core.mail.services.replay import NotHeld, discard, replay
from core.mail.services.sources import BadSource, check_source, connect_source, disconnect_source

__all__ = [
    "BadMailbox",
    "BadSource",
    "DefaultMailboxStays",
    "MailboxTaken",
    "NoMoreMailboxes",
    "NotHeld",
    "accept",
    "add_mailbox",
    "cancel_reply",
    "check_source",
    "confirm",
    "connect_source",
    "discard",
    "disconnect_source",
    "give_up",
    "keep_mailbox",
    "make_default",
    "process",
    "queue_domain_lost",
    "queue_domain_missing",
    "queue_invitation",
    "queue_password_reset",
    "queue_portal_link",
    "queue_reply",
    "queue_sender_held",
    "queue_source_failing",
    "queue_source_recovered",
    "remove_mailbox",
    "replay",
    "set_confirming",
    "tell_of_failure",
]
