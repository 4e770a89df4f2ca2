"""Questions to DNS. Network: only tasks come here.

An answer that never came is Unavailable and proves nothing either way.
"""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.rdatatype
import dns.resolver
from django.conf import settings
from dns.nameserver import Do53Nameserver

from tenants.kernel.errors import Unavailable

LIFETIME = 5.0  # seconds for one question with its repetitions; a healthy resolver needs 0.1


class DnsSilent(Unavailable):
    code = "domain.dns_silent"
    sentence = "DNS gave no answer. We ask again in a while; nothing changes until then."


def texts(name: str) -> list[str]:
    """The TXT records at a name, each with its strings joined. Raises DnsSilent."""
    return [b"".join(record.strings).decode("utf-8", "replace").strip() for record in ask(name, "TXT")]


def ask(name: str, kind: str) -> list[Any]:
    """The records; none when the name or the kind does not exist. DnsSilent for every other fault."""
    try:
        answer = _resolver().resolve(f"{name}.", kind, lifetime=LIFETIME, raise_on_no_answer=False)
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
