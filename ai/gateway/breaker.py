"""A circuit breaker per endpoint and model: one that is down is not asked for every message.

Opens after FAILURES in a row, or when half of the last LATEST questions failed, and lets one probe through
every PROBE seconds. A key or model that the endpoint refuses keeps it shut until its settings change, which
makes it another endpoint here, or a test of it succeeds (`mended`).

Each process keeps its own: asking the shared cache would be a round trip before every question, and a process
that has not noticed an outage yet only finds it out with five questions of its own.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from tenants.kernel import clock, memory

FAILURES = 5
LATEST = 20  # questions that the share of failures is counted among, once there have been so many
PROBE = 30.0  # seconds between probes while the endpoint fails
MISCONFIGURED = 300.0  # seconds after an address that must not be reached


@dataclass(slots=True)
class Breaker:
    """failures: in a row; FAILURES or more while it is open. shut_at: when key or model was refused, or 0."""

    failures: int = 0
    closed_again: float = 0.0  # monotonic time of the next allowed call
    shut_at: float = 0.0  # seconds since the epoch, as tests of other processes are told
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=LATEST))  # True: it failed
    lock: threading.Lock = field(default_factory=threading.Lock)

    def why_not(self, mended: float = 0.0) -> str:
        """ "" when a call may go out (while open one probe per interval), else "breaker_open" or "shut".

        mended: when a test by hand last succeeded, in seconds since the epoch.
        """
        with self.lock:
            if self.shut_at and mended > self.shut_at:
                self._close()
            if self.shut_at:
                return "shut"
            if self.failures < FAILURES:
                return ""
            if time.monotonic() < self.closed_again:
                return "breaker_open"
            self.closed_again = time.monotonic() + PROBE
            return ""

    def allows(self) -> bool:
        return not self.why_not()

    def worked(self) -> None:
        with self.lock:
            if self.failures >= FAILURES:
                self._close()
            self.failures = 0
            self.recent.append(False)

    def failed(self, misconfigured: bool = False, lasting: bool = False) -> None:
        """misconfigured: no use to ask soon. lasting: nor later, until somebody has mended it."""
        with self.lock:
            self.recent.append(True)
            is_often = len(self.recent) == LATEST and 2 * sum(self.recent) >= LATEST
            at_once = misconfigured or lasting or is_often
            self.failures = max(self.failures + 1, FAILURES if at_once else 0)
            if self.failures >= FAILURES:
                self.closed_again = time.monotonic() + (MISCONFIGURED if misconfigured else PROBE)
            if lasting:
                self.shut_at = clock.now().timestamp()

    def mended(self) -> None:
        """A person asks for it now: what was before does not count."""
        with self.lock:
            self._close()

    def _close(self) -> None:
        self.failures, self.shut_at = 0, 0.0
        self.recent.clear()


_breakers: dict[str, Breaker] = {}
_lock = threading.Lock()


def of(key: str) -> Breaker:
    """The breaker of an endpoint and model (client.Endpoint.fuse)."""
    with _lock:
        return _breakers.setdefault(key, Breaker())


def forget() -> None:
    """Close all breakers: between tests, and when a process drops what it remembers."""
    with _lock:
        _breakers.clear()


memory.droppable(forget)
