"""A circuit breaker per endpoint and model: one that is down is not asked for every message.

Kept in the worker's memory. Opens after FAILURES in a row, lets one probe through every PROBE
seconds; a wrong key or model keeps it open longer, since only a person can mend that.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from tenants.kernel import memory

FAILURES = 5
PROBE = 30.0  # seconds between probes while the endpoint fails
MISCONFIGURED = 300.0  # seconds after 401, 403 or 404


@dataclass(slots=True)
class Breaker:
    failures: int = 0
    closed_again: float = 0.0  # monotonic time of the next allowed call
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """True when a call may go out; while open, true for one probe per interval."""
        with self.lock:
            if self.failures < FAILURES:
                return True
            if time.monotonic() < self.closed_again:
                return False
            self.closed_again = time.monotonic() + PROBE
            return True

    def worked(self) -> None:
        with self.lock:
            self.failures = 0

    def failed(self, misconfigured: bool = False) -> None:
        with self.lock:
            self.failures = FAILURES if misconfigured else self.failures + 1
            if self.failures >= FAILURES:
                self.closed_again = time.monotonic() + (MISCONFIGURED if misconfigured else PROBE)


_breakers: dict[str, Breaker] = {}
_lock = threading.Lock()


def of(key: str) -> Breaker:
    """The breaker of an endpoint and model (client.Endpoint.fuse)."""
    with _lock:
        return _breakers.setdefault(key, Breaker())


def forget() -> None:
    """Close all breakers: after a change of settings, and between tests."""
    with _lock:
        _breakers.clear()


memory.droppable(forget)
