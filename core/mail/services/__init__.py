"""The verbs of mail: take it in, make it a ticket, write letters, keep addresses."""

from core.mail.services.accept import accept
from core.mail.services.failures import tell_of_failure, tell_of_refused
from core.mail.services.follow import follow_merge, follow_messages
from core.mail.services.hooks import FIELDS as HOOK_FIELDS
from core.mail.services.hooks import BadHook, close_hook, open_hook
from core.mail.services.imports import import_mbox
from core.mail.services.letters import (
    cancel_reply,
    confirm,
    queue_domain_lost,
    queue_domain_missing,
    queue_invitation,
    queue_password_reset,
    queue_portal_link,
    queue_relay_failing,
    queue_relay_recovered,
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
from core.mail.services.sending import (
    BadRelay,
    NoAddressThere,
    ask_look,
    check_relay,
    drop_relay,
    remove_domain,
    set_up_domain,
    use_relay,
)
from core.mail.services.sending_api import (
    BadProvider,
    NoOwnAddress,
    send_trial,
    set_events_key,
    use_provider,
)
from core.mail.services.sources import (
    BadSource,
    check_source,
    connect_by_consent,
    connect_source,
    disconnect_source,
)

__all__ = [
    "HOOK_FIELDS",
    "BadHook",
    "BadMailbox",
    "BadProvider",
    "BadRelay",
    "BadSource",
    "DefaultMailboxStays",
    "MailboxTaken",
    "NoAddressThere",
    "NoMoreMailboxes",
    "NoOwnAddress",
    "NotHeld",
    "accept",
    "add_mailbox",
    "ask_look",
    "cancel_reply",
    "check_relay",
    "check_source",
    "close_hook",
    "confirm",
    "connect_by_consent",
    "connect_source",
    "discard",
    "disconnect_source",
    "drop_relay",
    "follow_merge",
    "follow_messages",
    "give_up",
    "import_mbox",
    "keep_mailbox",
    "make_default",
    "open_hook",
    "process",
    "queue_domain_lost",
    "queue_domain_missing",
    "queue_invitation",
    "queue_password_reset",
    "queue_portal_link",
    "queue_relay_failing",
    "queue_relay_recovered",
    "queue_reply",
    "queue_sender_held",
    "queue_source_failing",
    "queue_source_recovered",
    "remove_domain",
    "remove_mailbox",
    "replay",
    "send_trial",
    "set_confirming",
    "set_events_key",
    "set_up_domain",
    "tell_of_failure",
    "tell_of_refused",
    "use_provider",
    "use_relay",
]
