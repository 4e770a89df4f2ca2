"""Mail in and out. Outgoing mail goes to one SMTP relay; in the demo that is the local mailbox."""

from __future__ import annotations

from infra.embedded.places import port
from infra.settings.env import env

SMTP_PORT = port("DESKHAND_SMTP_PORT")  # where customers' mail comes in
LMTP_PORT = port("DESKHAND_LMTP_PORT")
SMTP_BIND = env.str("DESKHAND_SMTP_BIND", "127.0.0.1")
SMTP_CERT = env.str("DESKHAND_SMTP_CERT", "")  # PEM file with the chain: the listener offers STARTTLS
SMTP_KEY = env.str("DESKHAND_SMTP_KEY", "")  # PEM file, when the key is not in the same one
RELAY_HOST = env.str("DESKHAND_RELAY_HOST", "127.0.0.1")
RELAY_PORT = env.int("DESKHAND_RELAY_PORT", port("DESKHAND_SINK_PORT"))
RELAY_USER = env.str("DESKHAND_RELAY_USER", "")
RELAY_PASSWORD = env.str("DESKHAND_RELAY_PASSWORD", "")
RELAY_TLS = env.bool("DESKHAND_RELAY_TLS", False)
RELAY_TIMEOUT = 20  # seconds
MAIL_PROVIDERS_AT = env.str(
    "DESKHAND_MAIL_PROVIDERS_AT", ""
)  # another server that speaks the providers' APIs
DKIM_DOMAIN = env.str("DESKHAND_DKIM_DOMAIN", "")  # signs mail of the platform's own addresses
DKIM_SELECTOR = env.str("DESKHAND_DKIM_SELECTOR", "deskhand")
DKIM_KEY = env.str("DESKHAND_DKIM_KEY", "").replace("\\n", "\n")  # PEM; line breaks may be written as \\n
SPF_INCLUDE = env.str("DESKHAND_SPF_INCLUDE", "")  # what the SPF record of an organization's domain includes
UNDO_SECONDS = env.int("DESKHAND_UNDO_SECONDS", 15)  # how long a reply can be taken back before it leaves
MAIL_CROWD_LIMIT = env.int("DESKHAND_MAIL_CROWD_LIMIT", 20)  # of one domain in 2 s; see core.mail.behind
MAIL_SENDER_LIMIT = env.int("DESKHAND_MAIL_SENDER_LIMIT", 60)  # mails one sender may bring per minute
MAIL_HOUR_LIMIT = env.int("DESKHAND_MAIL_HOUR_LIMIT", 600)  # mails an organization may get per hour; 0: any
MAIL_WATCH_MOST = env.int("DESKHAND_MAIL_WATCH_MOST", 1000)  # mailboxes held open; the rest is polled
# Sign-in at providers that take no passwords any more: the application registered there, per provider.
MAIL_CONSENT = {
    "microsoft": {
        "client_id": env.str("DESKHAND_MICROSOFT_ID", ""),
        "client_secret": env.str("DESKHAND_MICROSOFT_SECRET", ""),
        "authorize_url": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "token_url": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "scope": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        "host": "outlook.office365.com",
        "port": 993,
    },
    "google": {
        "client_id": env.str("DESKHAND_GOOGLE_ID", ""),
        "client_secret": env.str("DESKHAND_GOOGLE_SECRET", ""),
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com/token",
        "scope": "https://mail.google.com/",
        "host": "imap.gmail.com",
        "port": 993,
    },
}
