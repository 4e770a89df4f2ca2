"""Which server takes a letter: the organization's own for its own domains, else the platform's."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from core.mail import book
from core.mail.models import OwnRelay
from core.mail.rules import is_platform_address
from tenants import outbound, secrets


@dataclass(frozen=True, slots=True)
class Relay:
    """own: named by the organization, so reached only over the guarded way out."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_plain_start: bool = False
    own: OwnRelay | None = None


class _Guarded(smtplib.SMTP):
    """A connection that cannot lead into our own network."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        super().__init__(timeout=settings.RELAY_TIMEOUT)
        self._host = relay.host  # what starttls and the certificate are checked against

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        line = outbound.connect(host, port, settings.RELAY_TIMEOUT)
        return line if self._relay.is_plain_start else outbound.secure(line, host)


def relay_for(sender: str) -> Relay:
    """The server that takes letters of this From."""
    own = book.own_relay()
    if own is None or is_platform_address(parseaddr(sender)[1]):
        return Relay(
            settings.RELAY_HOST,
            settings.RELAY_PORT,
            settings.RELAY_USER,
            settings.RELAY_PASSWORD,
            settings.RELAY_TLS,
        )
    return of(own)


def of(row: OwnRelay) -> Relay:
    """The organization's own, with its password in clear. A provider is reached by `api`."""
    if row.provider:
        return Relay(row.label, 0, own=row)
    password = secrets.decrypt(row.secret) if row.secret else ""
    return Relay(row.host, row.port, row.username, password, row.is_plain_start, row)


def opened(relay: Relay) -> smtplib.SMTP:
    """A connection, signed in. Raises what smtplib, the socket and `tenants.outbound` raise."""
    line = _Guarded(relay) if relay.own else smtplib.SMTP(timeout=settings.RELAY_TIMEOUT)
    try:
        line.connect(relay.host, relay.port)
        if relay.is_plain_start:
            line.starttls(context=outbound.tls() if relay.own else ssl.create_default_context())
        if relay.user:
            line.login(relay.user, relay.password)
    except BaseException:
        line.close()
        raise
    return line
