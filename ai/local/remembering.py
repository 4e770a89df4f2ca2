"""What was worked out about a text is kept by the text's hash: no word of it stays in memory.

Not functools.lru_cache: its keys are the texts themselves, of all organizations, for as long as the process
lives, erased or not; and long ones would take hundreds of megabytes.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

T = TypeVar("T")


def mark(text: str) -> bytes:
    """The same for the same text, and nothing can be read out of it."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def by_hash(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Keep the last `most` answers of a function of one text. Safe for threads; an answer is never None."""

    def around(work: Callable[[str], T]) -> Callable[[str], T]:
        kept, lock = OrderedDict[bytes, T](), threading.Lock()

        @wraps(work)
        def remembered(text: str) -> T:
            key = mark(text)
            with lock:
                if (known := kept.get(key)) is not None:
                    kept.move_to_end(key)
                    return known
            made = work(text)
            with lock:
                kept[key] = made
                if len(kept) > most:
                    kept.popitem(last=False)
            return made

        return remembered

    return around
