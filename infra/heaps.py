"""Heaps of a process with many threads. glibc gives every few threads one of their own, up to eight a core,
and what is free in one is no use to the others: with fifty threads that is a tenth of a worker's memory.
"""

from __future__ import annotations

import ctypes
import sys

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
M_ARENA_MAX = -8  # of mallopt
HEAPS = 2  # threads take turns at the interpreter, so they hardly ever want memory at the same moment


def few() -> None:
    """From now on at most HEAPS. Before there are threads; where there is no glibc, nothing happens."""
    if LIBC is not None and hasattr(LIBC, "mallopt"):
        LIBC.mallopt(M_ARENA_MAX, HEAPS)
