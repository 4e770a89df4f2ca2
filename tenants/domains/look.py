"""Two questions to DNS about a host: whose is it, and does it lead to us?

The TXT record below the host proves ownership; the host's own record (CNAME to our address, or the
same addresses as ours when the provider flattens it) says whether traffic arrives. Network: only
tasks come here. An answer that never came is Unavailable and proves nothing either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

import dns.exception
import dns.rdatatype
import dns.resolver
from django.conf import settings
from dns.nameserver import Do53Nameserver

from tenants.domains import names
from tenants.kernel.errors import Unavailable

LIFETIME = 5.0  # seconds for one question with its repetitions; a healthy resolver needs 0.1
MOST_TEXTS = 50  # strings of one answer that are read
LONGEST_TEXT = 255  # characters of each: ours has 43 and a prefix
PREFIX = "deskhand="  # people recognize the record among others


class DnsSilent(Unavailable):
    code = "domain.dns_silent"
    sentence = "DNS gave no answer. We ask again in a while; nothing changes until then."


@dataclass(frozen=True)
class Seen:
    """texts: what stands at the challenge. aims: where the host's own record leads, for people."""

    texts: tuple[str, ...]
    reaches: bool
    aims: tuple[str, ...]

    def proves(self, token: str) -> bool:
        return PREFIX + token in self.texts


def look(host: str, ours: str) -> Seen:
    """Ask about a host that should lead to our host `ours`. Raises DnsSilent."""
    resolver = _resolver()
    texts = tuple(text[:LONGEST_TEXT] for text in _texts(resolver, names.challenge(host))[:MOST_TEXTS])
    aliases = _ask(resolver, host, "CNAME")
    if aliases:
        target = aliases[0].target.to_text(omit_final_dot=True).lower()
        if target == ours:
            return Seen(texts, True, (target,))
    found = _addresses(resolver, host)
    reaches = bool(found) and found <= _our_addresses(resolver, ours)
    aims = tuple(alias.target.to_text(omit_final_dot=True)[:100] for alias in aliases[:1])
    return Seen(texts, reaches, aims or tuple(sorted(found))[:4])


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    return [
        b"".join(record.strings).decode("utf-8", "replace").strip() for record in _ask(resolver, name, "TXT")
    ]


def _our_addresses(resolver: dns.resolver.Resolver, ours: str) -> set[str]:
    """Those in the settings, else what our own name has in DNS."""
    given = {str(ip_address(one)) for one in settings.PLATFORM_ADDRESSES}
    return given or _addresses(resolver, ours)


def _addresses(resolver: dns.resolver.Resolver, host: str) -> set[str]:
    return {record.address for kind in ("A", "AAAA") for record in _ask(resolver, host, kind)}


def _ask(resolver: dns.resolver.Resolver, name: str, kind: str) -> list:
    """The records; none when the name or the kind does not exist. DnsSilent for every other fault."""
    try:
        answer = resolver.resolve(f"{name}.", kind, lifetime=LIFETIME, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except dns.exception.DNSException as fault:
        raise DnsSilent(name=name, kind=kind) from fault
    wanted = dns.rdatatype.from_text(kind)
    return [record for record in answer if record.rdtype == wanted] if answer.rrset is not None else []


def _resolver() -> dns.resolver.Resolver:
    """The system's resolver, or the one of the settings ("10.0.0.2", "127.0.0.1:5353")."""
    if not settings.DNS_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [_server(text) for text in settings.DNS_SERVERS]
    return resolver


def _server(text: str) -> Do53Nameserver:
    address, colon, port = text.rpartition(":")
    if not colon or ":" in address:  # no port, or the colons of IPv6
        return Do53Nameserver(text, 53)
    return Do53Nameserver(address, int(port))
