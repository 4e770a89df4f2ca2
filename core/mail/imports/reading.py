"""Mails out of uploaded files: mbox, single mails, and either of them inside a gzip or a zip.

Everything is read as a stream in the memory of one mail. An archive is a stranger's: what it unpacks to is
counted and ends at a limit, its directory is read up to a bound, nothing in it is unpacked a second time,
and its names are shown and never become paths.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from core.mail.mbox import Entry, mails, single
from tenants.kernel.errors import Invalid

DIRECTORY = 8 * 2**20  # bytes of a zip's list of entries; some 60,000 of them
MOST_ENTRIES = 100_000
WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for memory as they like
LOCKED = 0x1  # a flag of a zip's entry
_HEADER = re.compile(rb"\A[\x21-\x39\x3b-\x7e]{1,76}[ \t]*:")  # RFC 5322: the name of a field
BROKEN = (  # what readers of archives raise over damaged or forged ones
    EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, ValueError, struct.error,
)  # fmt: skip
Opening = Callable[[], AbstractContextManager[Any]]


class TooMuchInside(Invalid):
    """data: gigabytes."""

    code = "mail_import.too_much_inside"
    sentence = "These files unpack to more than {gigabytes} GB. Upload them in parts."


class NoMail(Exception):
    """A file that is no mail and holds none. Its text says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A mail, or in its place why a file yields no more. file, mail: its place, both counted from 0 and 1."""

    file: int
    mail: int
    entry: Entry | None = None
    name: str = ""
    fault: str = ""


class Meter:
    """What has been unpacked so far. most: bytes."""

    def __init__(self, most: int) -> None:
        self.most, self.read = most, 0

    def count(self, piece: bytes) -> bytes:
        self.read += len(piece)
        if self.read > self.most:
            raise TooMuchInside(gigabytes=max(self.most // 2**30, 1))
        return piece


class _Metered(io.RawIOBase):
    def __init__(self, file: IO[bytes], meter: Meter) -> None:
        self.file, self.meter = file, meter

    def read(self, size: int = -1) -> bytes:
        return self.meter.count(self.file.read(size))

    def readline(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        return self.meter.count(self.file.readline(-1 if size is None else size))


class _Bounded:
    """A zip as its reader may see it: nobody makes it read a list of entries that fills the memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self.seek, self.tell, self.seekable, self._file = file.seek, file.tell, lambda: True, file

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY:
            raise NoMail("Its list of files is too long.")
        return self._file.read(size if size >= 0 else DIRECTORY)


def found_in(
    files: Sequence[tuple[str, Opening]], *, largest: int, meter: Meter, after: tuple[int, int] = (0, 0)
) -> Iterator[Found]:
    """Each mail of the files in their order, after the place (file, mail) one has come to.

    files: (name, how to open it). largest: bytes of a mail. Raises TooMuchInside, and what opening raises.
    """
    number = 0  # of the next file, those inside archives counted
    for name, opening in files:
        try:
            with opening() as file:
                for inner, source in _sources(file, name):
                    yield from _of_source(number, inner, source, largest, meter, after)
                    number += 1
        except (NoMail, *BROKEN) as fault:
            if number >= after[0]:
                yield Found(number, 0, name=name, fault=_words(fault))
            number += 1


def _of_source(
    number: int, name: str, source: Opening, largest: int, meter: Meter, after: tuple[int, int]
) -> Iterator[Found]:
    if number < after[0]:
        return
    passed = after[1] if number == after[0] else 0
    mail = 0
    try:
        with source() as file:
            for mail, entry in enumerate(_mails(file, largest, meter), start=1):
                if mail > passed:
                    yield Found(number, mail, entry, name)
    except (NoMail, *BROKEN) as fault:
        yield Found(number, mail, name=name, fault=_words(fault))


def _sources(file: IO[bytes], name: str) -> Iterator[tuple[str, Opening]]:
    """(name, how to open it) of what holds mails: the file itself, or the entries of a zip."""
    head = _head(file)
    if head.startswith(b"\x1f\x8b"):
        yield name, lambda: gzip.GzipFile(fileobj=file)
    elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _entries(file, name)
    else:
        yield name, lambda: _kept_open(file)


def _entries(file: IO[bytes], name: str) -> Iterator[tuple[str, Opening]]:
    archive = zipfile.ZipFile(_Bounded(file))  # type: ignore[call-overload]
    inside = [one for one in archive.infolist() if not one.is_dir() and not _is_of_a_system(one.filename)]
    if len(inside) > MOST_ENTRIES:
        raise NoMail("Its list of files is too long.")
    for one in inside:
        yield f"{name}: {one.filename}"[:200], partial(_opened, archive, one)


def _opened(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Any:
    if one.flag_bits & LOCKED:
        raise NoMail("It is locked with a password.")
    if one.compress_type not in WAYS:
        raise NoMail("It is packed in a way we do not read.")
    return archive.open(one)


def _mails(file: IO[bytes], largest: int, meter: Meter) -> Iterator[Entry]:
    head, counted = _head(file), _Metered(file, meter)
    if head.startswith(b"From "):
        yield from mails(counted, largest)  # type: ignore[arg-type]
    elif _HEADER.match(head):
        yield single(counted, largest)  # type: ignore[arg-type]
    else:
        raise NoMail("It is neither an mbox nor a mail." if head else "It is empty.")


def _head(file: IO[bytes]) -> bytes:
    head = file.read(100)
    file.seek(0)
    return head.removeprefix(b"\xef\xbb\xbf")


@contextmanager
def _kept_open(file: IO[bytes]) -> Iterator[IO[bytes]]:
    yield file


def _is_of_a_system(name: str) -> bool:
    """What a Mac adds to its archives."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "")


def _words(fault: Exception) -> str:
    return str(fault) if isinstance(fault, NoMail) else "It is damaged and could not be read to its end."
