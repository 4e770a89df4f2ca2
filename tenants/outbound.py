"""The one way to an address that a tenant named: never into our own network.

A name is resolved once, every address it has must be a public one, and the connection goes to the address
that was looked at: a name that changes its mind in between leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable

from django.conf import settings

from tenants.kernel.errors import Invalid, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddress(Invalid):
    """data: host."""

    code = "address.forbidden"
    sentence = "{host} does not lead to the public internet."


class Unreachable(Unavailable):
    """data: host."""

    code = "address.unreachable"
    sentence = "{host} cannot be reached."


def connect(host: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection with that timeout. Raises ForbiddenAddress, Unreachable."""
    fault: OSError | None = None
    for address in resolve(host, port):
        try:
            return socket.create_connection((str(address), port), timeout=seconds)
        except OSError as why:
            fault = why
    raise Unreachable(host=host) from fault


def secure(line: socket.socket, host: str) -> ssl.SSLSocket:
    """The same connection under TLS, the certificate checked against the name the tenant gave."""
    return tls().wrap_socket(line, server_hostname=host)


def tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.OUTBOUND_CA or None)


def resolve(host: str, port: int, *, is_clear: bool = False) -> list[Address]:
    """Its addresses, all of them allowed. Raises ForbiddenAddress, Unreachable.

    is_clear: nothing will be encrypted on the way, so only networks of ours (OUTBOUND_ALLOW) will do.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(host=host) from None
    addresses = [_plain(str(one[4][0])) for one in found]
    if not addresses or not all(map(_is_ours if is_clear else _is_allowed, addresses)):
        raise ForbiddenAddress(host=host)
    return list(dict.fromkeys(addresses))


def judge(host: str) -> None:
    """Say no at once where no name has to be looked up: to numbers in any notation, and to this machine.

    For forms, which may not ask the network. Raises ForbiddenAddress.
    """
    if host.rstrip(".").lower().rpartition(".")[2] in ("localhost", "local", "internal"):
        numbers = [ipaddress.ip_address("127.0.0.1")]
    else:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):
            return
        numbers = [_plain(str(one[4][0])) for one in found]
    if not all(map(_is_allowed, numbers)):
        raise ForbiddenAddress(host=host)


def _plain(text: str) -> Address:
    """Without a zone; an IPv4 address inside of an IPv6 one is what it is."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _is_allowed(address: Address) -> bool:
    return (address.is_global and not address.is_multicast) or _is_ours(address)


def _is_ours(address: Address) -> bool:
    networks: Iterable[str] = settings.OUTBOUND_ALLOW
    return any(address in ipaddress.ip_network(network) for network in networks)
