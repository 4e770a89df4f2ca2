"""Keys, cookies, headers and limits. Production refuses to start without its secrets."""

from __future__ import annotations

from infra.settings.env import env

SECRET_KEY = env.str("DESKHAND_SECRET_KEY", "")
FIELD_KEYS = env.list("DESKHAND_FIELD_KEYS", default=[])  # first encrypts, all decrypt
ALLOWED_HOSTS = ["*"]  # the host must name a tenant: TenantMiddleware refuses all others
TRUSTED_PROXIES = env.int("DESKHAND_TRUSTED_PROXIES", 0)

# Who may ask for which hosts certificates are due: the proxy, by the address it connects from.
TLS_ASK_FROM = env.list("DESKHAND_TLS_ASK_FROM", default=["127.0.0.0/8", "::1/128"])
DNS_SERVERS = env.list("DESKHAND_DNS", default=[])  # "10.0.0.2" or "10.0.0.2:5353"; empty: the system's
# Addresses of the proxy, where own domains may point without a CNAME; empty: what our own name has in DNS.
PLATFORM_ADDRESSES = env.list("DESKHAND_ADDRESSES", default=[])

# Networks of our own that a tenant's servers (mail, webhooks) may lie in; public addresses always may.
OUTBOUND_ALLOW = env.list("DESKHAND_OUTBOUND_ALLOW", default=[])
OUTBOUND_CA = env.str("DESKHAND_OUTBOUND_CA", "")  # a file of authorities to trust instead of the system's

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

_LIMITS = {
    "auth": "5/minute",  # per account and per address, counted before the password is checked
    "ticket_create": "10/minute",
    "api": "100/minute",
    "signup": "5/minute",
    "search": "30/minute",
    "domains": "20/minute",  # claims and looks at DNS that people of one organization ask for
    "tls_ask": "1200/minute",  # questions of the proxy: each begins with a stranger's handshake
}
RATE_LIMITS = {name: env.str(f"DESKHAND_LIMIT_{name.upper()}", limit) for name, limit in _LIMITS.items()}
PASSWORD_LOCK_AFTER = 10  # failures in a row; then locked for a growing time
