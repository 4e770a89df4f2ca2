"""Asking a ClamAV daemon about bytes: its own protocol (INSTREAM) by the clamd library.

DESKHAND_CLAMAV is "host:port" or the path of a socket. Never asked in a request or a transaction. What it
will not look at (larger than its StreamMaxLength) counts as found: nobody has looked.
"""

from __future__ import annotations

import io
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import clamd
from django.conf import settings
from django.core.cache import cache

from tenants import context
from tenants.kernel import clock
from tenants.kernel.errors import Unavailable

TIMEOUT = 60  # seconds without a sign of life; archives take the daemon a while
HEARTBEAT = 2  # seconds; the health of the desk is asked for often
ANSWERED = "scanner-answered"  # cache key of the installation
UNSEEN = "Larger than the scanner looks at"
LOST = "The file is lost"


class ScannerAway(Unavailable):
    code = "file.scanner_away"
    sentence = "The virus scanner does not answer."


@dataclass(frozen=True, slots=True)
class Verdict:
    """threat: the name of what was found; "" for nothing."""

    threat: str = ""


class _Line:
    """The library's socket, which hands over whole pieces only: it uses `send` and looks at no count."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def send(self, data: bytes) -> int:
        try:
            self._line.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return 0  # the daemon has heard enough; its answer says why
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


class _Daemon(clamd.ClamdNetworkSocket):
    """At a host and port or a socket of this machine, with a time-out from the first packet on."""

    clamd_socket: Any = None

    def _close_socket(self) -> None:
        if self.clamd_socket is not None:
            self.clamd_socket.close()

    def _init_socket(self) -> None:
        where = settings.CLAMAV
        if "/" in where:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.timeout or TIMEOUT)
            line.connect(where)
        else:
            host, _, port = where.rpartition(":")
            line = socket.create_connection((host.strip("[]"), int(port)), timeout=self.timeout or TIMEOUT)
        self.clamd_socket = _Line(line)


def is_on() -> bool:
    return bool(settings.CLAMAV)


def answers() -> bool:
    """Whether the daemon is there, and remembers that it was. Network, briefly. Raises on any fault."""
    said = _Daemon(timeout=HEARTBEAT).ping()
    if said == "PONG":
        _note_answer()
    return bool(said == "PONG")


def last_answer() -> str | None:
    """When it last said anything, ISO 8601. None: not since the cache began."""
    with context.shared():
        told: str | None = cache.get(ANSWERED)
    return told


def look_at(content: bytes) -> Verdict:
    """What the daemon says. Raises ScannerAway."""
    try:
        said = _Daemon().instream(io.BytesIO(content))
    except clamd.BufferTooLongError:
        return Verdict(UNSEEN)
    except (clamd.ClamdError, OSError, UnicodeDecodeError) as fault:
        raise ScannerAway from fault
    _note_answer()
    status, name = (said or {}).get("stream", ("", ""))
    if status == "OK":
        return Verdict()
    if status == "FOUND":
        return Verdict((name or "unnamed")[:200])
    raise ScannerAway


def _note_answer() -> None:
    """For all organizations: there is one daemon. A cache that is away costs nothing but the note."""
    with suppress(Exception), context.shared():
        cache.set(ANSWERED, clock.now().isoformat(), None)
