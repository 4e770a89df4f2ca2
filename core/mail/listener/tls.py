"""The certificate of the listener, read again when it was renewed: STARTTLS is offered while there is one."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)


class Certificate:
    """`context()` for each connection; None when none is configured or it cannot be read."""

    def __init__(self) -> None:
        self._made: ssl.SSLContext | None = None
        self._of: tuple[float, float] | None = None

    def context(self) -> ssl.SSLContext | None:
        """Mail goes on without TLS rather than not at all: senders fall back by themselves."""
        if not settings.SMTP_CERT:
            return None
        chain, key = Path(settings.SMTP_CERT), Path(settings.SMTP_KEY or settings.SMTP_CERT)
        try:
            seen = (chain.stat().st_mtime, key.stat().st_mtime)
            if seen != self._of:
                made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                made.load_cert_chain(chain, key)
                self._made, self._of = made, seen
        except (OSError, ssl.SSLError):
            log.exception("the listener's certificate cannot be read")
        return self._made
