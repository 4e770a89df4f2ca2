"""One object for the whole process, made when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """`make` runs once, whoever comes at the same time waits for it.

    functools.cache alone lets all of them in; what the losers made is thrown away while they still use it,
    and a client of Redis that is thrown away closes its connections. `cache_clear()` as of functools.cache.
    """
    kept, lock = cache(make), threading.Lock()

    @wraps(make)
    def get() -> T:
        with lock:
            return kept()

    get.cache_clear = kept.cache_clear  # type: ignore[attr-defined]
    return get
