"""Plain text in whatever charset it came."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from core.search.extracting.kinds import LONGEST


def pieces(file: BytesIO) -> Iterator[str]:
    """UTF-8 and UTF-16 with a mark, else UTF-8, else Latin-1, which takes any byte."""
    raw = file.read(LONGEST * 4)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield raw.decode("utf-16", "ignore")
        return
    try:
        yield raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        is_cut = fault.start > LONGEST * 4 - 4  # the end of what was read, in the middle of a letter
        yield raw.decode("utf-8-sig", "ignore") if is_cut else raw.decode("latin-1")
