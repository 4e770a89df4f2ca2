"""How much one sender brings: counted in this process, so that no server's absence opens the gate."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

MOST = 50_000  # senders remembered; forged ones must not fill the memory


class Gauge:
    """At most `most` hits per key in `span` seconds, over two windows: the last one counts in proportion."""

    def __init__(self, most: int, span: float, now: Callable[[], float] = time.monotonic) -> None:
        self.most, self.span, self.now = most, span, now
        self._window = 0
        self._counts: dict[Hashable, int] = {}
        self._before: dict[Hashable, int] = {}

    def hit(self, key: Hashable) -> bool:
        """Count one. False when it is over the limit; such a hit is not counted."""
        moment = self.now() / self.span
        self._turn(int(moment))
        held = self._counts.get(key, 0)
        if held + self._before.get(key, 0) * (1 - moment % 1) >= self.most:
            return False
        self._counts[key] = held + 1
        return True

    def _turn(self, window: int) -> None:
        if window == self._window and len(self._counts) < MOST:
            return
        self._before = self._counts if window - self._window <= 1 else {}
        self._counts, self._window = {}, window
