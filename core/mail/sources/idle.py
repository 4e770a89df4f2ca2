"""A mailbox that tells by itself when mail has come (RFC 2177)."""

from __future__ import annotations

import ssl
import time
from contextlib import suppress

from imap_tools.errors import MailboxTaggedResponseError

from core.mail.sources.box import SECONDS, ServerFault
from core.mail.sources.imap import ImapBox
from tenants.kernel.errors import Refused

LONGEST_LOOK = 2.0  # seconds


class NoIdle(Refused):
    """data: host."""

    code = "mail_source.no_idle"
    sentence = "{host} does not tell when mail comes."


class IdleBox(ImapBox):
    """Between `listen` and `hush` nothing may be asked. Both wait for the server, `heard` does not."""

    def fileno(self) -> int:
        return self.client.client.sock.fileno()

    def listen(self) -> None:
        """From now on it tells. Raises NoIdle, ServerFault."""
        try:
            with self._faults():
                self.client.client.sock.settimeout(SECONDS)
                self.client.client.refill()  # type: ignore[attr-defined]
                self.client.idle.start()  # type: ignore[no-untyped-call]
        except ServerFault as fault:
            if isinstance(fault.__cause__, MailboxTaggedResponseError):
                raise NoIdle(host=self.host) from None
            raise

    def heard(self) -> bool:
        """Did it tell of mail? Reads what is there without waiting. Raises ServerFault when it hung up.

        A server that never stops talking must not keep the thread, which many mailboxes share.
        """
        line, has_come = self.client.client, False
        with self._faults():
            line.sock.settimeout(0)
            with suppress(ssl.SSLWantReadError):
                end = time.monotonic() + LONGEST_LOOK
                while time.monotonic() < end:
                    if not (said := line.readline()):
                        raise ConnectionResetError("the connection was closed")
                    has_come = has_come or said.rstrip().endswith((b"EXISTS", b"RECENT"))
                raise ConnectionAbortedError("it tells without end")
        return has_come

    def hush(self) -> None:
        """Stop telling, so that it can be asked again: a server forgets whoever is silent for 30 minutes."""
        with self._faults():
            self.client.client.sock.settimeout(SECONDS)
            self.client.idle.stop()  # type: ignore[no-untyped-call]

    def drop(self) -> None:
        """End the connection without a word, for it may be dead."""
        with suppress(OSError):
            self.client.client.shutdown()
