"""One POST to an address that an organization named, over the guarded way out. It follows nobody."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from tenants import outbound
from tenants.kernel.errors import Invalid, Unavailable
from tenants.kernel.text import one_line

SECONDS = 10.0
MOST_SAID = 200  # bytes of a refusal that are looked at
LONGEST_URL = 1_000


class NotTaken(Unavailable):
    """data: host, said."""

    code = "hook.not_taken"
    sentence = "{host} did not take it: {said}"


class Gone(NotTaken):
    """404 or 410: there is nobody at this address any more. data: host, said."""


def checked(url: str) -> SplitResult:
    """Its parts, of an address that may be called. Asks no network. Raises Invalid, ForbiddenAddress."""
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or len(url) > LONGEST_URL or parts.username or not _is_plain(url.strip()):
        raise Invalid(fields={"url": [_("Paste the whole address that the channel gave you.")]})
    is_ours = parts.scheme == "http" and host.replace(".", "").isdigit()  # of our own networks, or refused
    if parts.scheme != "https" and not is_ours:
        raise Invalid(fields={"url": [_("The address begins with https://")]})
    outbound.judge(host)
    return parts


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def post(url: str, body: str | bytes, headers: Mapping[str, str]) -> None:
    """Network: not in a transaction. Raises NotTaken, Gone, and what `tenants.outbound` raises."""
    parts = checked(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    line = http.client.HTTPConnection(host, parts.port or (443 if is_tls else 80), timeout=SECONDS)
    try:
        if not is_tls:
            outbound.resolve(host, line.port, is_clear=True)
        sock = outbound.connect(host, line.port, SECONDS)
        line.sock = outbound.secure(sock, host) if is_tls else sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        data = body.encode() if isinstance(body, str) else body
        line.request("POST", path, data, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        said = answer.read(MOST_SAID)
    except (http.client.HTTPException, ssl.SSLError, OSError, ValueError) as fault:
        raise NotTaken(host=host, said=one_line(str(fault), 120)) from fault
    finally:
        line.close()
    if not 200 <= answer.status < 300:
        words = one_line(said.decode("utf-8", "replace"), 80)
        refusal = Gone if answer.status in (404, 410) else NotTaken
        raise refusal(host=host, said=f"{answer.status} {words}".strip())
