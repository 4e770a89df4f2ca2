"""Two questions to DNS about a host: whose is it, and does it lead to us?

The TXT record below the host proves ownership; the host's own record (CNAME to our address, or the
same addresses as ours when the provider flattens it) says whether traffic arrives. Network: only
tasks come here. An answer that never came is Unavailable and proves nothing either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings

from tenants import lookup
from tenants.domains import names

MOST_TEXTS = 50  # strings of one answer that are read
LONGEST_TEXT = 255  # characters of each: ours has 43 and a prefix
PREFIX = "deskhand="  # people recognize the record among others


@dataclass(frozen=True)
class Seen:
    """texts: what stands at the challenge. aims: where the host's own record leads, for people."""

    texts: tuple[str, ...]
    reaches: bool
    aims: tuple[str, ...]

    def proves(self, token: str) -> bool:
        return PREFIX + token in self.texts


def look(host: str, ours: str) -> Seen:
    """Ask about a host that should lead to our host `ours`. Raises lookup.DnsSilent."""
    texts = tuple(text[:LONGEST_TEXT] for text in lookup.texts(names.challenge(host))[:MOST_TEXTS])
    aliases = lookup.ask(host, "CNAME")
    if aliases:
        target = aliases[0].target.to_text(omit_final_dot=True).lower()
        if target == ours:
            return Seen(texts, True, (target,))
    found = _addresses(host)
    reaches = bool(found) and found <= _our_addresses(ours)
    aims = tuple(alias.target.to_text(omit_final_dot=True)[:100] for alias in aliases[:1])
    return Seen(texts, reaches, aims or tuple(sorted(found))[:4])


def _our_addresses(ours: str) -> set[str]:
    """Those in the settings, else what our own name has in DNS."""
    given = {str(ip_address(one)) for one in settings.PLATFORM_ADDRESSES}
    return given or _addresses(ours)


def _addresses(host: str) -> set[str]:
    return {record.address for kind in ("A", "AAAA") for record in lookup.ask(host, kind)}
