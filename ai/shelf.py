"""Things that are dear to make, kept in this process by key, the least recently used dropped first.

Nothing stays longer than an hour: what was erased meanwhile must not live on in a thing that nobody asks for.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
HOUR = 3_600.0  # seconds


class Shelf:
    """At most `size` things, each for `lasts` seconds. Two threads that want the same thing make it once."""

    def __init__(self, size: int, lasts: float = HOUR) -> None:
        self._size, self._things, self._lock = size, OrderedDict[Hashable, Any](), threading.Lock()
        self._lasts, self._made = lasts, dict[Hashable, float]()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing under the key, made now if it is not there. Others' keys do not wait for it."""
        with self._lock:
            self._drop_old()
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]  # type: ignore[no-any-return]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            if (known := self._things.get(key)) is not None:
                return known  # type: ignore[no-any-return]
            thing = make()
            self._keep(key, thing)
            return thing

    def put(self, key: Hashable, thing: Any) -> None:
        """Let another thing take the place under the key."""
        self._keep(key, thing)

    def _keep(self, key: Hashable, thing: Any) -> None:
        with self._lock:
            self._things[key], self._made[key] = thing, time.monotonic()
            self._making.pop(key, None)
            while len(self._things) > self._size:
                self._made.pop(self._things.popitem(last=False)[0], None)

    def _drop_old(self) -> None:
        oldest = time.monotonic() - self._lasts
        for key in [key for key, made in self._made.items() if made < oldest]:
            del self._made[key]
            self._things.pop(key, None)

    def forget(self) -> None:
        with self._lock:
            self._things.clear()
            self._made.clear()
