"""Mails of an mbox file (mboxrd), one after the other: a file of any size in the memory of one mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

PIECE = 64 * 1024  # bytes read of a line at once; files of machines have lines without end
_QUOTED = re.compile(rb"^>+From ")


@dataclass(frozen=True, slots=True)
class Entry:
    """raw: as a server would bring it (CR LF); only its beginning when it is too large. end: offset."""

    raw: bytes
    is_too_large: bool
    end: int


def mails(file: IO[bytes], most: int) -> Iterator[Entry]:
    """Each mail of the file; beyond `most` bytes the rest of one is passed over."""
    raw = bytearray()
    size, at, is_inside, after_blank = 0, 0, False, True
    while piece := file.readline(PIECE):
        if after_blank and piece.startswith(b"From "):
            if is_inside:
                yield _entry(raw, size, most, at)
            raw, size, is_inside = bytearray(), 0, True
        elif is_inside:
            line = _line(piece)
            size += len(line)
            if size <= most:
                raw += line
        at += len(piece)
        after_blank = piece in (b"\n", b"\r\n")
    if is_inside:
        yield _entry(raw, size, most, at)


def single(file: IO[bytes], most: int) -> Entry:
    """A file that is one mail; beyond `most` bytes only its beginning."""
    raw, size, at = bytearray(), 0, 0
    while piece := file.readline(PIECE):
        line = _with_crlf(piece)
        size, at = size + len(line), at + len(piece)
        if size <= most:
            raw += line
    return Entry(bytes(raw), size > most, at)


def _line(piece: bytes) -> bytes:
    if _QUOTED.match(piece):
        piece = piece[1:]
    return _with_crlf(piece)


def _with_crlf(piece: bytes) -> bytes:
    return piece if not piece.endswith(b"\n") or piece.endswith(b"\r\n") else piece[:-1] + b"\r\n"


def _entry(raw: bytearray, size: int, most: int, at: int) -> Entry:
    if size <= most and (raw == b"\r\n" or raw.endswith(b"\n\r\n")):  # it stands between mails, not in one
        del raw[-2:]
    return Entry(bytes(raw), size > most, at)
