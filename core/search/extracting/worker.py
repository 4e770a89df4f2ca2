"""The child's side. No environment, no files, no Django; limits are set before the first byte is read.

It writes as it reads, so that whoever kills it has the beginning.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Iterator
from io import BytesIO

from core.search.extracting.kinds import LONGEST, MOST_BYTES

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
ENCRYPTED, BROKEN, TOO_LARGE = 3, 4, 5


class Refusal(Exception):
    """code: how the process ends."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


def main(kind: str) -> None:
    _confine()
    try:
        _say(_reader(kind)(BytesIO(sys.stdin.buffer.read(MOST_BYTES + 1))))
    except Refusal as refusal:
        sys.exit(refusal.code)
    except RecursionError:
        sys.exit(BROKEN)


def _say(pieces: Iterator[str]) -> None:
    left = LONGEST
    for piece in pieces:
        sys.stdout.buffer.write(piece[:left].encode("utf-8", "ignore") + b" ")
        sys.stdout.buffer.flush()
        left -= len(piece)
        if left <= 0:
            return


def _reader(kind: str) -> Callable[[BytesIO], Iterator[str]]:
    if kind == "pdf":
        from core.search.extracting.pdf import pieces
    elif kind == "docx":
        from core.search.extracting.docx import pieces
    else:
        from core.search.extracting.plain import pieces
    return pieces


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
