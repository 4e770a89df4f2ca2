"""One GET at a provider, over the guarded way out. An answer that sends us elsewhere is not followed."""

from __future__ import annotations

import http.client
import ssl
from email.message import Message
from urllib.parse import urlsplit

from django.conf import settings

from tenants import outbound
from tenants.kernel.errors import Refused, Unavailable

SECONDS = 20.0


class ProviderFault(Unavailable):
    """data: host, said."""

    code = "mail_hook.provider_fault"
    sentence = "{host} gave no usable answer: {said}"


class TooMuch(Refused):
    """data: host."""

    code = "mail_hook.too_much"
    sentence = "What {host} holds for this mail is larger than we take."


def at(url: str, provider: str) -> str:
    """The address, or its twin on the server that stands for all providers (MAIL_PROVIDERS_AT)."""
    if not settings.MAIL_PROVIDERS_AT:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.MAIL_PROVIDERS_AT}/{provider}{parts.path}{query}"


def get(url: str, *, most: int, headers: dict[str, str] | None = None) -> tuple[bytes, Message]:
    """(body, headers of the answer). most: bytes. Network: not in a transaction.

    Raises ProviderFault, TooMuch and what `tenants.outbound` raises.
    """
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    line = http.client.HTTPConnection(host, parts.port or (443 if is_tls else 80), timeout=SECONDS)
    try:
        sock = outbound.connect(host, line.port, SECONDS)
        line.sock = outbound.secure(sock, host) if is_tls else sock
        line.request("GET", url[len(f"{parts.scheme}://{parts.netloc}") :] or "/", headers=headers or {})
        answer = line.getresponse()
        if answer.status != 200:
            raise ProviderFault(host=host, said=f"status {answer.status}")
        body = answer.read(most + 1)
    except (http.client.HTTPException, ssl.SSLError, OSError) as fault:
        raise ProviderFault(host=host, said=str(fault)[:160]) from fault
    finally:
        line.close()
    if len(body) > most:
        raise TooMuch(host=host)
    return body, answer.headers
