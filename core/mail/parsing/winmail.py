"""winmail.dat (MS-OXTNEF): what Outlook wrapped up so that only Outlook can open it.

The container is walked here first, so that only the kinds of object that carry words and files reach the
library, and no more of them than an honest mail has.
"""

import struct
from dataclasses import dataclass, field

from core.mail.parsing import charsets
from core.mail.parsing.limits import FILENAME

SIGNATURE = 0x223E9F78
OBJECTS = 2_000  # an honest one has some 20, and 5 for each file
HEAD = struct.Struct("<BII")  # level, kind (id and type), length of the data; a checksum of two bytes follows
COUNT = struct.Struct("<I")
PROPERTIES = (0x9003, 0x9005)
WANTED = frozenset({0x9007, 0x9003, 0x800C, 0x9002, 0x8010, 0x800F, 0x9005})  # code page, words, file parts


@dataclass(frozen=True, slots=True)
class Unpacked:
    """text, html: "" when it holds no such body. files: (name, content) in order."""

    text: str = ""
    html: str = ""
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


def unpack(content: bytes) -> Unpacked | None:
    """What is inside; None when it cannot be opened, or holds nothing. Never raises."""
    from tnefparse import TNEF  # 20 ms to import, for one mail in a thousand

    try:
        box = TNEF(_wanted(content), do_checksum=False)
        files = tuple(_file(one, number) for number, one in enumerate(box.attachments, start=1) if one.data)
        found = Unpacked(_words(box.body), _words(box.htmlbody), files)
    except Exception:  # the library trusts every length and every code page it reads
        return None
    return found if found.text.strip() or found.html or found.files else None


def _wanted(content: bytes) -> bytes:
    """The same container with the objects that matter. Raises ValueError when there are too many."""
    kept, at = [content[:6]], 6
    for _ in range(OBJECTS):
        if at + HEAD.size > len(content):
            return b"".join(kept) + bytes(12)  # the library stops a dozen bytes before the end
        _level, kind, size = HEAD.unpack_from(content, at)
        end = at + HEAD.size + size + 2
        if kind & 0xFFFF in PROPERTIES and at + HEAD.size + 4 <= len(content):
            (count,) = COUNT.unpack_from(content, at + HEAD.size)
            if count > size // 8:  # the library would count to four thousand millions
                raise ValueError("more properties than bytes")
        if kind & 0xFFFF in WANTED:
            kept.append(content[at:end])
        at = end
    raise ValueError("too many objects")


def _file(one: object, number: int) -> tuple[str, bytes]:
    name = _words(one.long_filename())  # type: ignore[attr-defined]
    plain = name.replace("\\", "/").rpartition("/")[2].strip("\x00 ")[:FILENAME]
    return plain or f"winmail-{number}.bin", bytes(one.data)  # type: ignore[attr-defined]


def _words(value: object) -> str:
    if isinstance(value, bytes):
        return charsets.clean(charsets.decode(value)).strip("\x00")
    return charsets.clean(str(value or "")).strip("\x00")
