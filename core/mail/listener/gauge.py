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
        is_within = self._held(key) < self.most
        if is_within:
            self._count(key)
        return is_within

    def is_crowded(self, key: Hashable) -> bool:
        """Count one. True while there are more than the limit, those beyond it counted, too."""
        is_within = self._held(key) < self.most
        self._count(key)
        return not is_within

    def _held(self, key: Hashable) -> float:
        moment = self.now() / self.span
        self._turn(int(moment))
        return self._counts.get(key, 0) + self._before.get(key, 0) * (1 - moment % 1)

    def _count(self, key: Hashable) -> None:
        self._counts[key] = self._counts.get(key, 0) + 1

    def _turn(self, window: int) -> None:
        if window == self._window and len(self._counts) < MOST:
            return
        self._before = self._counts if window - self._window <= 1 else {}
        self._counts, self._window = {}, window
