"""What an organization may be called in an address: rules, reserved words, proposals.

Pure yes and no; whether a name is taken is a question for the database (tenants.selectors).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import slug as ascii_slug

SHAPE = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
SHORTEST, LONGEST = 3, 40  # characters; a label of a host name may have 63
MOST_PROPOSALS = 50  # acme-2 … acme-51, then the person chooses

# Hosts of the platform, names that mail and browsers treat specially, and names that would
# let a stranger pose as us. `pg-` begins PostgreSQL's own schemas.
RESERVED = frozenset(
    (
        "www", "api", "app", "mail", "smtp", "imap", "pop", "mx", "admin", "administrator", "root",
        "support", "status", "help", "helpdesk", "desk", "billing", "static", "assets", "media", "cdn",
        "files", "public", "operator", "platform", "localhost", "local", "deskhand", "blog", "docs", "dev",
        "test", "demo", "staging", "production", "internal", "login", "logout", "signup", "welcome",
        "auth", "sso", "oauth", "account", "accounts", "security", "abuse", "postmaster", "hostmaster",
        "webmaster", "no-reply", "noreply", "autoconfig", "autodiscover", "ftp", "ssh", "vpn", "ns", "ns1",
        "ns2", "ws", "realtime", "socket", "webhook", "webhooks", "metrics", "health", "monitoring",
        "postgres", "information-schema",
    )
)  # fmt: skip
ADDRESSES = frozenset(("pg", "xn"))  # first parts with a meaning of their own: pg_…, xn--…


class SlugInvalid(Invalid):
    """data: slug."""

    code = "signup.slug_invalid"
    sentence = (
        "An address has 3 to 40 characters: small letters a-z, digits and hyphens. "
        "It begins with a letter and ends with a letter or a digit."
    )


class SlugReserved(Conflict):
    """data: slug."""

    code = "signup.slug_reserved"
    sentence = "“{slug}” is reserved for the platform itself. Please choose another address."


class SlugTaken(Conflict):
    """data: slug, proposal ("" when we have none)."""

    code = "signup.slug_taken"
    sentence = "“{slug}” belongs to another organization already. Please choose another address."


def check(slug: str) -> str:
    """The name itself. Raises SlugInvalid, SlugReserved."""
    if not SHAPE.fullmatch(slug) or "--" in slug:
        raise SlugInvalid(slug=slug)
    if slug in RESERVED or slug.split("-")[0] in ADDRESSES:
        raise SlugReserved(slug=slug)
    return slug


def is_fine(slug: str) -> bool:
    try:
        check(slug)
    except (SlugInvalid, SlugReserved):
        return False
    return True


def schema_of(slug: str) -> str:
    """The schema of a name: a hyphen would need quoting everywhere."""
    return slug.replace("-", "_")


def propose(company: str, is_taken: Callable[[str], bool]) -> str:
    """A free name made of the company's: "Bäckerei Müller" -> "backerei-muller"; "" when nothing fits."""
    base = ascii_slug(company, LONGEST - 3).lstrip("0123456789-")
    for legal in ("-gmbh", "-ag", "-ltd", "-inc", "-llc", "-sa", "-sl", "-bv"):
        base = base.removesuffix(legal)
    if len(base) < SHORTEST:
        base = f"{base}-desk".lstrip("-")
    tries = (base, *(f"{base}-{number}" for number in range(2, MOST_PROPOSALS + 2)))
    return next((name for name in tries if is_fine(name) and not is_taken(name)), "")
